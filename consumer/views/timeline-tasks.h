/* SPDX-License-Identifier: MIT */
/*
 * What the timeline remembers of tasks that do not run. A task that comes to
 * the place of another one drives it out: that happens where there are more of
 * them at a time than places.
 */
#ifndef HYPERFTRACE_TIMELINE_TASKS_H
#define HYPERFTRACE_TIMELINE_TASKS_H

#include "timeline-lanes.h"

#define HFT_TIMELINE_TASKS (1 << 16)

struct hft_timeline_task {
	/* Its VM, or NULL: nobody is here; and the epoch that it is of. */
	const struct hft_timeline_vm *vm;
	unsigned int epoch;
	/* 0: the idle task of this vCPU. */
	uint32_t tid;
	uint64_t vcpu;
	/* Its innermost open call when it was switched out, or NULL. */
	const struct hft_function *top;
	/* The system call that it is in, and since when. */
	bool in_syscall;
	uint32_t nr;
	int64_t since;
};

/* What is remembered of a lane's task, or NULL. */
struct hft_timeline_task *
hft_timeline_find(struct hft_timeline_task *tasks,
		  const struct hft_timeline_lane *lane);

/* Remember a lane's task from now on, if need be. NULL: it is not known. */
struct hft_timeline_task *
hft_timeline_take(struct hft_timeline_task *tasks,
		  const struct hft_timeline_lane *lane);

#endif
