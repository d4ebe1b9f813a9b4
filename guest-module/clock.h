/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock of records. Reading a clock is the dearest thing that a handler
 * could do; up to 6.13 fgraph has read one for each entry and exit before it
 * calls us, the kernel's own in ns, so we use that. Later kernels do not, and
 * the TSC is the cheapest there is.
 */
#ifndef HFT_GUEST_CLOCK_H
#define HFT_GUEST_CLOCK_H

#include <linux/sched.h>
#include <linux/trace_clock.h>
#include <asm/msr.h>
#include <hyperftrace/protocol.h>

#include "compat.h"

#ifdef HFT_RET_HAS_CALLTIME

#define HFT_CLOCK_HELLO HFT_HELLO_NS

/* With preemption off. */
static __always_inline u64 hft_clock_now(void)
{
	return trace_clock_local();
}

/*
 * What fgraph pushed a moment ago; false if it is not to be found. Where it is
 * on the shadow stack changed in 6.11 ("fgraph: Convert ret_stack array to
 * shadow stack array"); a wrong place does not have this call.
 */
static __always_inline bool hft_clock_entry(const struct ftrace_graph_ent *ent,
					    u64 *now)
{
	const struct ftrace_ret_stack *frame;

#ifdef HFT_HANDLERS_TAKE_OPS
	frame = (void *)(current->ret_stack + current->curr_ret_stack - 1 -
			 sizeof(*frame) / sizeof(long));
#else
	frame = current->ret_stack + current->curr_ret_stack;
#endif
	*now = frame->calltime;
	return frame->func == ent->func;
}

static __always_inline u64 hft_clock_exit(const struct ftrace_graph_ret *ret)
{
	return ret->rettime;
}

#else

#define HFT_CLOCK_HELLO 0

static __always_inline u64 hft_clock_now(void)
{
	return rdtsc();
}

static __always_inline bool hft_clock_entry(const struct ftrace_graph_ent *ent,
					    u64 *now)
{
	*now = rdtsc();
	return true;
}

static __always_inline u64 hft_clock_exit(const struct ftrace_graph_ret *ret)
{
	return rdtsc();
}

#endif
#endif
