/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "internal.h"

void hft_adopt_provisional(struct hft_engine *engine, struct hft_lane *lane,
			   struct hft_task_name name,
			   const struct hft_task_names *names)
{
	struct hft_task *task = lane->current;

	if (hft_tasks_find(engine->tasks, lane, name.tid)) {
		hft_calls_left_open(engine, task);
		return;
	}
	hft_tasks_name(engine->tasks, task, name);
	if (names)
		hft_place_rename(engine, task, names);
	hft_place_lane(engine, lane);
	if (engine->ops->task_named)
		engine->ops->task_named(engine->view, &lane->place);
}

/*
 * Keep a VM within its bounds: forget the tasks that ran longest ago. Those
 * that run are not forgotten, but there are only as many as lanes.
 */
static void bound_vm(struct hft_engine *engine, const struct hft_lane *lane)
{
	struct hft_vm *vm = lane->vm;

	while (vm->oldest && (vm->n_tasks > HFT_VM_TASKS_MAX ||
			      vm->bytes > HFT_VM_BYTES_MAX)) {
		struct hft_task *task = vm->oldest;

		hft_calls_left_open(engine, task);
		hft_tasks_free(engine->tasks, task);
		engine->quality.evicted_tasks++;
	}
}

/* The task of a number, which may be another than it was the last time. */
static struct hft_task *find_task(struct hft_engine *engine,
				  struct hft_lane *lane,
				  struct hft_task_name name)
{
	struct hft_task *task = hft_tasks_find(engine->tasks, lane, name.tid);

	if (task && task->name.tgid != name.tgid) {
		/* The tid was given to another task: this one has died. */
		hft_calls_left_open(engine, task);
		hft_tasks_renew(engine->tasks, lane, name);
		/* Another lane may not know yet that it does not run there. */
		if (task->n_lanes)
			hft_place_vm(engine, lane->vm);
	}
	if (task)
		return task;
	task = hft_tasks_new(engine->tasks, lane);
	if (task)
		hft_tasks_name(engine->tasks, task, name);
	return task;
}

/* The task on a lane is switched out, and another one in. */
static void switch_out(struct hft_lane *lane, int64_t ts,
		       const struct hft_task *next)
{
	struct hft_task *task = lane->current;

	if (!task || task == next)
		return;
	task->is_out = true;
	task->out_since = ts;
	task->at_exit = false;
}

static void switch_in(struct hft_task *task, int64_t ts)
{
	if (task->is_out && ts > task->out_since)
		task->out += (uint64_t)ts - (uint64_t)task->out_since;
	task->is_out = false;
}

int hft_switch_task(struct hft_engine *engine,
		    const struct hft_switching *switching)
{
	struct hft_lane *lane = switching->lane;
	struct hft_task *current = lane->current;
	bool announcement = switching->announcement;
	struct hft_task_name prev =
		announcement ? switching->next : switching->prev;
	struct hft_task *next;
	struct hft_switch sw;

	engine->quality.switches++;
	if (current && !current->named && switching->names)
		hft_calls_left_open(engine, current);
	else if (current && !current->named)
		hft_adopt_provisional(engine, lane, prev, NULL);
	else if (current && !announcement && current->name.tid != prev.tid)
		engine->quality.switches_out_of_order++;

	next = find_task(engine, lane, switching->next);
	if (!next)
		return -ENOMEM;
	if (switching->names)
		hft_place_rename(engine, next, switching->names);
	switch_out(lane, switching->ts, next);
	switch_in(next, switching->ts);
	hft_tasks_run(engine->tasks, lane, next);
	hft_place_lane(engine, lane);
	sw = (struct hft_switch){
		.place = &lane->place,
		.ts = switching->ts,
		.prev_known = !announcement,
		.prev = prev,
	};
	if (engine->ops->sched_switch)
		engine->ops->sched_switch(engine->view, &sw);
	bound_vm(engine, lane);
	return 0;
}

/* A function's event before any switch: whose it is shows later. */
int hft_ensure_current(struct hft_engine *engine, struct hft_lane *lane)
{
	struct hft_task *task;

	if (lane->current)
		return 0;
	task = hft_tasks_new(engine->tasks, lane);
	if (!task)
		return -ENOMEM;
	hft_tasks_run(engine->tasks, lane, task);
	hft_place_lane(engine, lane);
	return 0;
}

/* Give up the tasks of a VM: those that run, then all others. */
static void forget_tasks(struct hft_engine *engine, struct hft_vm *vm)
{
	struct hft_lane *lane;

	for (uint32_t i = 0; (lane = hft_tasks_lane_at(engine->tasks, i));
	     i++) {
		if (lane->vm != vm || !lane->current)
			continue;
		hft_calls_left_open(engine, lane->current);
		hft_tasks_run(engine->tasks, lane, NULL);
		lane->place.context = 0;
	}
	while (vm->oldest) {
		hft_calls_left_open(engine, vm->oldest);
		hft_tasks_free(engine->tasks, vm->oldest);
	}
}

void hft_begin_epoch(struct hft_engine *engine, struct hft_vm *vm)
{
	engine->quality.epochs++;
	forget_tasks(engine, vm);
	vm->sends_depth = false;
	vm->new_epoch = true;
	if (engine->ops->epoch)
		engine->ops->epoch(engine->view, vm->id);
	hft_guest_destroy(vm->guest);
	vm->guest = NULL;
	vm->comms++;
	hft_names_forget(&vm->names, false);
	hft_names_forget(&vm->names, true);
	hft_place_vm(engine, vm);
}
