/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "timeline-lanes.h"

void hft_timeline_lanes_deinit(struct hft_timeline_lanes *lanes)
{
	struct hft_timeline_vm *next;

	for (; lanes->vms; lanes->vms = next) {
		next = lanes->vms->next;
		free(lanes->vms);
	}
	free(lanes->items);
}

struct hft_timeline_vm *
hft_timeline_find_vm(const struct hft_timeline_lanes *lanes, uint64_t id)
{
	struct hft_timeline_vm *vm = lanes->vms;

	while (vm && vm->id != id)
		vm = vm->next;
	return vm;
}

static struct hft_timeline_vm *make_vm(struct hft_timeline_lanes *lanes,
				       uint64_t id)
{
	struct hft_timeline_vm *vm = calloc(1, sizeof(*vm));

	if (!vm)
		return NULL;
	vm->id = id;
	vm->next = lanes->vms;
	lanes->vms = vm;
	return vm;
}

static int reserve(struct hft_timeline_lanes *lanes, uint32_t lane)
{
	uint32_t n = lanes->n ? lanes->n : 16;
	struct hft_timeline_lane *bigger;

	if (lane < lanes->n)
		return 0;
	while (n <= lane)
		n *= 2;
	bigger = reallocarray(lanes->items, n, sizeof(*bigger));
	if (!bigger)
		return -1;
	memset(bigger + lanes->n, 0, (n - lanes->n) * sizeof(*bigger));
	lanes->items = bigger;
	lanes->n = n;
	return 0;
}

void hft_timeline_run(struct hft_timeline_lane *lane,
		      const struct hft_place *place)
{
	lane->serial = place->serial;
	lane->tid = place->task.tid;
	lane->task_known = place->task_known;
	lane->comm[0] = '\0';
	if (place->comm)
		strncat(lane->comm, place->comm, sizeof(lane->comm) - 1);
}

struct hft_timeline_lane *
hft_timeline_new_lane(struct hft_timeline_lanes *lanes,
		      const struct hft_place *place, int64_t ts)
{
	struct hft_timeline_lane *lane;
	struct hft_timeline_vm *vm;

	if (reserve(lanes, place->lane))
		return NULL;
	vm = hft_timeline_find_vm(lanes, place->vm);
	if (!vm)
		vm = make_vm(lanes, place->vm);
	if (!vm)
		return NULL;
	if (!vm->n_lanes++)
		vm->last = ts;
	vm->several = vm->several || vm->n_lanes > 1;
	lane = &lanes->items[place->lane];
	*lane = (struct hft_timeline_lane){
		.vm = vm,
		.vcpu = place->vcpu,
		.last = ts,
	};
	hft_timeline_run(lane, place);
	return lane;
}

void hft_timeline_forget(struct hft_timeline_lanes *lanes,
			 struct hft_timeline_vm *vm)
{
	for (uint32_t i = 0; i < lanes->n; i++) {
		if (lanes->items[i].vm == vm)
			lanes->items[i].vm = NULL;
	}
	vm->n_lanes = 0;
}

int hft_timeline_where(struct hft_where *where,
		       const struct hft_timeline_lane *lane,
		       struct hft_functions *names)
{
	const struct hft_place place = {
		.vm = lane->vm->id,
		.vcpu = lane->vcpu,
		.task_known = lane->task_known,
		.task = { .tid = lane->tid },
		.comm = lane->comm[0] ? lane->comm : NULL,
	};

	return hft_where_keep(where, &place, names);
}
