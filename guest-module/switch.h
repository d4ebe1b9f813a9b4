/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HFT_GUEST_SWITCH_H
#define HFT_GUEST_SWITCH_H

#include <linux/percpu.h>
#include <linux/sched.h>

#include "call.h"
#include "transport.h"

/* The task that the host believes to run on a CPU; tid -1 if none was told. */
struct hft_known_task {
	pid_t tid;
	pid_t tgid;
};

DECLARE_PER_CPU(struct hft_known_task, hft_known_task);

/*
 * Tell the host whose stack the next event belongs to, if that changed since
 * the last one. Compares with current, not with the sched_switch tracepoint:
 * that one fires before the stacks are switched, and prev still calls
 * functions after it. The first message of a CPU names current twice.
 *
 * Interrupts must be off.
 */
static __always_inline void hft_announce_task(void)
{
	struct hft_known_task known = {
		.tid = __this_cpu_read(hft_known_task.tid),
		.tgid = __this_cpu_read(hft_known_task.tgid),
	};

	if (likely(known.tid == current->pid))
		return;
	if (known.tid < 0) {
		known.tid = current->pid;
		known.tgid = current->tgid;
	}
	__this_cpu_write(hft_known_task.tid, current->pid);
	__this_cpu_write(hft_known_task.tgid, current->tgid);
	hft_send_switch(known.tid, known.tgid, current->pid, current->tgid);
}

/* Forget what the host was told: call before arming. */
void hft_switch_reset(void);

/*
 * Announce a task as soon as it runs, not only at its first traced function.
 * Without a traceable finish_task_switch the latter is what is left, and the
 * log says so. It ends with hft_hooks_stop().
 */
void hft_switch_start(enum hft_transport transport);

#endif
