// SPDX-License-Identifier: GPL-2.0-only
/*
 * fgraph's handlers of the page transport. Each function of the kernel pays for
 * every instruction here, so what is rare is out of line, at the end of calls.
 */
#include "clock.h"
#include "fgraph.h"
#include "page.h"
#include "transport.h"

static noinline int entry_slow(const struct ftrace_graph_ent *ent)
{
	u64 now;

	if (!hft_wanted(ent->depth))
		return 0;
	if (!hft_clock_entry(ent, &now))
		now = hft_clock_now();
	return hft_page_func(ent->func, ent->depth, HFT_FUNC_ENTRY, now);
}

int hft_page_entry(struct ftrace_graph_ent *ent HFT_HANDLER_ARGS)
{
	u64 now;

	if (unlikely(READ_ONCE(hft_state) != HFT_ARMED ||
		     !hft_clock_entry(ent, &now)))
		return entry_slow(ent);
	return hft_page_func(ent->func, ent->depth, HFT_FUNC_ENTRY, now);
}

static noinline void exit_overrun(const struct ftrace_graph_ret *ret)
{
	hft_page_func(ret->func, ret->depth, HFT_FUNC_EXIT,
		      hft_clock_exit(ret));
	hft_tell_overrun(ret);
}

void hft_page_exit(struct ftrace_graph_ret *ret HFT_HANDLER_ARGS)
{
	if (unlikely(!hft_is_armed()))
		return;
	if (unlikely(ret->overrun)) {
		exit_overrun(ret);
		return;
	}
	hft_page_func(ret->func, ret->depth, HFT_FUNC_EXIT,
		      hft_clock_exit(ret));
}
