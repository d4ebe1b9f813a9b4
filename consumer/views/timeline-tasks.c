/* SPDX-License-Identifier: MIT */
#include "timeline-tasks.h"

/* Tids follow each other: those of one VM meet in no place. */
static struct hft_timeline_task *place_of(struct hft_timeline_task *tasks,
					  const struct hft_timeline_lane *lane)
{
	uint64_t place = lane->tid + 4099 * lane->vm->id;

	if (!lane->tid)
		place -= lane->vcpu + 1;
	return &tasks[place % HFT_TIMELINE_TASKS];
}

static uint64_t vcpu_of(const struct hft_timeline_lane *lane)
{
	return lane->tid ? 0 : lane->vcpu;
}

struct hft_timeline_task *
hft_timeline_find(struct hft_timeline_task *tasks,
		  const struct hft_timeline_lane *lane)
{
	struct hft_timeline_task *task = place_of(tasks, lane);

	if (!lane->task_known || task->vm != lane->vm ||
	    task->epoch != lane->vm->epoch || task->tid != lane->tid ||
	    task->vcpu != vcpu_of(lane))
		return NULL;
	return task;
}

struct hft_timeline_task *
hft_timeline_take(struct hft_timeline_task *tasks,
		  const struct hft_timeline_lane *lane)
{
	struct hft_timeline_task *task = hft_timeline_find(tasks, lane);

	if (task || !lane->task_known)
		return task;
	task = place_of(tasks, lane);
	*task = (struct hft_timeline_task){
		.vm = lane->vm,
		.epoch = lane->vm->epoch,
		.tid = lane->tid,
		.vcpu = vcpu_of(lane),
	};
	return task;
}
