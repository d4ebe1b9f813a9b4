/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* The task's names, asked for when they may have changed. */
static void name_task(struct hft_task *task)
{
	const struct hft_vm *vm = task->vm;

	if (task->comms == vm->comms)
		return;
	task->comms = vm->comms;
	task->comm = NULL;
	task->process = NULL;
	if (!vm->guest || !task->named)
		return;
	task->comm = hft_guest_comm(vm->guest, task->name.tid);
	task->process = hft_guest_comm(vm->guest, task->name.tgid);
}

struct hft_place hft_place_task(struct hft_task *task)
{
	const struct hft_lane *lane = task->lane;

	name_task(task);
	return (struct hft_place){
		.vm = lane->vm->id,
		.vcpu = lane->vcpu,
		.lane = lane->index,
		.context = lane->place.context,
		.task_known = task->named,
		.task = task->name,
		.serial = task->serial,
		.comm = task->comm,
		.process = task->process,
	};
}

void hft_place_lane(struct hft_engine *engine, struct hft_lane *lane)
{
	unsigned int context = lane->place.context;

	if (lane->current)
		lane->place = hft_place_task(lane->current);
	else
		lane->place = (struct hft_place){
			.vm = lane->vm->id,
			.vcpu = lane->vcpu,
			.lane = lane->index,
			.context = context,
		};
	lane->place_hidden =
		engine->filter &&
		hft_filtering_hides_place(engine->filter, &lane->place);
}

void hft_place_vm(struct hft_engine *engine, struct hft_vm *vm)
{
	struct hft_lane *lane;

	for (uint32_t i = 0; (lane = hft_tasks_lane_at(engine->tasks, i));
	     i++) {
		if (lane->vm == vm)
			hft_place_lane(engine, lane);
	}
}
