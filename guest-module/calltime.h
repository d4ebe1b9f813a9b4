/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long a call took. Up to 6.13 fgraph takes the times of entry and exit
 * itself; since "fgraph: Remove calltime and rettime from generic operations"
 * the entry's time is ours to keep, on the task's shadow stack.
 */
#ifndef HFT_GUEST_CALLTIME_H
#define HFT_GUEST_CALLTIME_H

#include "compat.h"

#ifdef HFT_RET_HAS_CALLTIME

static inline int hft_calltime_init(void)
{
	return 0;
}

static inline unsigned long hft_calltime_lost(void)
{
	return 0;
}

static __always_inline bool hft_calltime_enter(const struct fgraph_ops *gops)
{
	return true;
}

static __always_inline u64 hft_calltime_leave(const struct fgraph_ops *gops,
					      const struct ftrace_graph_ret *ret)
{
	return ret->rettime - ret->calltime;
}

#else

#include <linux/percpu.h>
#include <linux/static_call.h>
#include <linux/trace_clock.h>

/* Resolve what keeps data on the shadow stack. 0 or -ENOENT. */
int hft_calltime_init(void);

/* Calls left out because the shadow stack had no room for their time. */
unsigned long hft_calltime_lost(void);

void *hft_no_reserve(int idx, int size_bytes);
void *hft_no_retrieve(int idx, int *size_bytes);
DECLARE_STATIC_CALL(hft_fgraph_reserve_data, hft_no_reserve);
DECLARE_STATIC_CALL(hft_fgraph_retrieve_data, hft_no_retrieve);
DECLARE_PER_CPU(unsigned long, hft_lost_calls);

/* In the entry handler; false if the call cannot be timed. */
static __always_inline bool hft_calltime_enter(const struct fgraph_ops *gops)
{
	u64 *calltime;

	calltime = static_call(hft_fgraph_reserve_data)(gops->idx,
							sizeof(*calltime));
	if (unlikely(!calltime)) {
		this_cpu_inc(hft_lost_calls);
		return false;
	}
	*calltime = trace_clock_local();
	return true;
}

/* In the return handler; ns of the guest's trace clock. */
static __always_inline u64 hft_calltime_leave(const struct fgraph_ops *gops,
					      const struct ftrace_graph_ret *ret)
{
	u64 *calltime;
	int size;

	calltime = static_call(hft_fgraph_retrieve_data)(gops->idx, &size);
	return calltime ? trace_clock_local() - *calltime : 0;
}

#endif
#endif
