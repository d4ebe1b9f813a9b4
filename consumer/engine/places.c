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

/* A task that moves is on two lanes for a moment. */
static struct hft_place place_on(const struct hft_lane *lane,
				 struct hft_task *task)
{
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

struct hft_place hft_place_task(struct hft_task *task)
{
	return place_on(task->lane, task);
}

void hft_place_lane(struct hft_engine *engine, struct hft_lane *lane)
{
	if (lane->current)
		lane->place = place_on(lane, lane->current);
	else
		lane->place = (struct hft_place){
			.vm = lane->vm->id,
			.vcpu = lane->vcpu,
			.lane = lane->index,
			.context = lane->place.context,
		};
	lane->place_hidden =
		engine->filter &&
		hft_filtering_hides_place(engine->filter, &lane->place);
}

void hft_place_rename(struct hft_engine *engine, struct hft_task *task,
		      const struct hft_task_names *names)
{
	task->comms = task->vm->comms;
	task->comm = names->comm;
	task->process = names->process;
	/* Where it ran last is not where it is, if it is still elsewhere. */
	if (task->n_lanes == 1 && task->lane->current == task)
		hft_place_lane(engine, task->lane);
	else if (task->n_lanes)
		hft_place_vm(engine, task->vm);
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
