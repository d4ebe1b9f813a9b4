// SPDX-License-Identifier: GPL-2.0-only
/* fgraph's handlers of the call transport. */
#include <linux/irqflags.h>

#include "call.h"
#include "calltime.h"
#include "fgraph.h"
#include "page.h"
#include "switch.h"
#include "transport.h"

/* fgraph forgets a call whose entry returns 0: its exit is not seen either. */
int hft_call_entry(struct ftrace_graph_ent *ent HFT_HANDLER_ARGS)
{
	unsigned long flags;

	if (!hft_wanted(ent->depth) || !hft_calltime_enter(hft_fgraph_ops()))
		return 0;

	/* Nothing comes between a switch and the first event after it. */
	raw_local_irq_save(flags);
	hft_announce_task();
	hft_send_entry(ent->func, ent->depth);
	raw_local_irq_restore(flags);
	return 1;
}

/*
 * Interrupts off also because up to 6.12 this handler is preemptible. Not
 * ftrace_test_recursion_trylock(): its unlock may schedule with the lock held,
 * and the exits in there would be lost; nothing here can recurse.
 */
void hft_call_exit(struct ftrace_graph_ret *ret HFT_HANDLER_ARGS)
{
	unsigned long flags;
	u64 duration;

	if (!hft_is_armed())
		return;
	duration = hft_calltime_leave(hft_fgraph_ops(), ret);

	raw_local_irq_save(flags);
	hft_announce_task();
	hft_send_exit(ret->func, duration, ret->depth);
	raw_local_irq_restore(flags);
	hft_tell_overrun(ret);
}
