/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HFT_GUEST_FGRAPH_H
#define HFT_GUEST_FGRAPH_H

#include <linux/sched.h>
#include <linux/types.h>

#include "transport.h"

/* Nothing is sent unless armed: see hft_fgraph_start(). */
#define HFT_ARMED 1
/* Some calls are left out: interrupts' or deep ones. */
#define HFT_LIMITED 2
extern unsigned int hft_state;

static __always_inline bool hft_is_armed(void)
{
	return READ_ONCE(hft_state) & HFT_ARMED;
}

bool hft_within_limits(unsigned long depth);

/* Whether a call of this depth, entered now, is to be recorded. */
static __always_inline bool hft_wanted(unsigned long depth)
{
	unsigned int state = READ_ONCE(hft_state);

	if (likely(state == HFT_ARMED))
		return true;
	return state & HFT_ARMED && hft_within_limits(depth);
}

void hft_tell_overrun_slow(void);

/* In the return handler: calls that found the task's shadow stack full. */
static __always_inline void
hft_tell_overrun(const struct ftrace_graph_ret *ret)
{
	if (unlikely(ret->overrun))
		hft_tell_overrun_slow();
}

/* Our registration, for the functions that want it. */
struct fgraph_ops *hft_fgraph_ops(void);

/* Resolve what fgraph needs. 0, or an errno with a line in the log. */
int hft_fgraph_init(void);

/*
 * Hook every function that the filter lets through (filter.h), unarmed: the
 * handlers run while the kernel is still patching tens of thousands of
 * functions, and would send a million of its own calls. @transport is not
 * HFT_AUTO. 0, or an errno with a line in the log.
 */
int hft_fgraph_start(enum hft_transport transport);

/* Returns when no handler is running nor can start to. */
void hft_fgraph_stop(void);

/*
 * Send events, or stop to; then what is in buffers is handed over. The caller
 * serialises.
 */
void hft_fgraph_arm(bool arm);

/* hft_max_depth or hft_irqs have changed. The caller serialises. */
void hft_fgraph_limit(void);

/*
 * What ftrace_set_filter() is to act on: our own fgraph_ops, or NULL where all
 * users of fgraph share the global filter.
 */
struct ftrace_ops *hft_fgraph_ftrace_ops(void);

#endif
