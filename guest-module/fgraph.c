// SPDX-License-Identifier: GPL-2.0-only
/* Function entries and exits, from the function graph tracer to the host. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/rcupdate.h>
#include <linux/static_call.h>

#include "call.h"
#include "calltime.h"
#include "compat.h"
#include "fgraph.h"
#include "ksym.h"
#include "params.h"
#include "switch.h"

bool hft_armed;

static struct fgraph_ops graph;

static int no_register(struct fgraph_ops *gops)
{
	return -ENOENT;
}

static void no_unregister(struct fgraph_ops *gops)
{
}

DEFINE_STATIC_CALL(hft_register_fgraph, no_register);
DEFINE_STATIC_CALL(hft_unregister_fgraph, no_unregister);

/* fgraph forgets a call whose entry returns 0: its exit is not seen either. */
static int on_entry(struct ftrace_graph_ent *ent HFT_HANDLER_ARGS)
{
	unsigned int max_depth = READ_ONCE(hft_max_depth);
	unsigned long flags;

	if (!READ_ONCE(hft_armed))
		return 0;
	if (max_depth && ent->depth >= max_depth)
		return 0;
	if (!READ_ONCE(hft_irqs) && (in_hardirq() || in_nmi()))
		return 0;
	if (!hft_calltime_enter(&graph))
		return 0;

	/* Nothing comes between a switch and the first event after it. */
	raw_local_irq_save(flags);
	hft_announce_task();
	hft_call_entry(ent->func, ent->depth);
	raw_local_irq_restore(flags);
	return 1;
}

/*
 * Interrupts off also because up to 6.12 this handler is preemptible. Not
 * ftrace_test_recursion_trylock(): its unlock may schedule with the lock held,
 * and the exits in there would be lost; nothing here can recurse.
 */
static void on_exit(struct ftrace_graph_ret *ret HFT_HANDLER_ARGS)
{
	unsigned long flags;
	u64 duration;

	if (!READ_ONCE(hft_armed))
		return;
	duration = hft_calltime_leave(&graph, ret);

	raw_local_irq_save(flags);
	hft_announce_task();
	hft_call_exit(ret->func, duration, ret->depth);
	raw_local_irq_restore(flags);
}

static struct fgraph_ops graph = {
	.entryfunc = on_entry,
	.retfunc = on_exit,
};

struct ftrace_ops *hft_fgraph_ftrace_ops(void)
{
#if HFT_OWN_FILTER
	return &graph.ops;
#else
	return NULL;
#endif
}

int hft_fgraph_init(void)
{
	unsigned long start = hft_ksym("register_ftrace_graph");
	unsigned long stop = hft_ksym("unregister_ftrace_graph");
	const int *enabled = (const int *)hft_ksym("ftrace_enabled");

	if (!start || !stop || hft_calltime_init()) {
		pr_err("this kernel has no usable function graph tracer: build it with CONFIG_FUNCTION_GRAPH_TRACER=y\n");
		return -EOPNOTSUPP;
	}
	if (enabled && !READ_ONCE(*enabled)) {
		pr_err("ftrace is switched off: sysctl kernel.ftrace_enabled=1, then load again\n");
		return -EOPNOTSUPP;
	}
	static_call_update(hft_register_fgraph,
			   (int (*)(struct fgraph_ops *))start);
	static_call_update(hft_unregister_fgraph,
			   (void (*)(struct fgraph_ops *))stop);
	return 0;
}

int hft_fgraph_start(void)
{
	int err = static_call(hft_register_fgraph)(&graph);

	if (err == -EBUSY)
		pr_err("another function graph tracer is active: echo nop > current_tracer in tracefs, then load again\n");
	else if (err)
		pr_err("the function graph tracer refuses (error %d): see the log above\n",
		       err);
	return err;
}

void hft_fgraph_stop(void)
{
	hft_fgraph_arm(false);
	static_call(hft_unregister_fgraph)(&graph);

	/* Unregistering waits for nobody; handlers run where RCU is not. */
	synchronize_rcu_tasks_rude();
	synchronize_rcu_tasks();
}

void hft_fgraph_arm(bool arm)
{
	if (arm && !hft_armed)
		hft_switch_reset();
	WRITE_ONCE(hft_armed, arm);
}
