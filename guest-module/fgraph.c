// SPDX-License-Identifier: GPL-2.0-only
/* Function entries and exits, from the function graph tracer to the host. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/hardirq.h>
#include <linux/rcupdate.h>
#include <linux/static_call.h>

#include "calltime.h"
#include "compat.h"
#include "fgraph.h"
#include "ksym.h"
#include "page.h"
#include "params.h"
#include "switch.h"
#include "transport.h"

unsigned int hft_state;

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

/* What fgraph itself costs: it follows every call, and we do nothing. */
static int on_entry_none(struct ftrace_graph_ent *ent HFT_HANDLER_ARGS)
{
	return 1;
}

static void on_exit_none(struct ftrace_graph_ret *ret HFT_HANDLER_ARGS)
{
}

static const struct {
	trace_func_graph_ent_t entry;
	trace_func_graph_ret_t exit;
} handlers[] = {
	[HFT_PAGE] = { hft_page_entry, hft_page_exit },
	[HFT_CALL] = { hft_call_entry, hft_call_exit },
	[HFT_NONE] = { on_entry_none, on_exit_none },
};

void hft_fgraph_limit(void)
{
	unsigned int limited =
		hft_max_depth || !hft_irqs ? HFT_LIMITED : 0;

	WRITE_ONCE(hft_state, (hft_state & HFT_ARMED) | limited);
}

bool hft_within_limits(unsigned long depth)
{
	unsigned int max_depth = READ_ONCE(hft_max_depth);

	if (max_depth && depth >= max_depth)
		return false;
	return READ_ONCE(hft_irqs) || !(in_hardirq() || in_nmi());
}

/* Taken from the task, so that each call that fgraph left out counts once. */
void hft_tell_overrun_slow(void)
{
	unsigned int n = atomic_xchg(&current->trace_overrun, 0);

	if (n)
		hft_page_lost(HFT_LOST_DEPTH, n);
}

struct fgraph_ops *hft_fgraph_ops(void)
{
	return &graph;
}

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

int hft_fgraph_start(enum hft_transport transport)
{
	int err;

	graph.entryfunc = handlers[transport].entry;
	graph.retfunc = handlers[transport].exit;
	err = static_call(hft_register_fgraph)(&graph);

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
	if (arm && !hft_is_armed())
		hft_switch_reset();
	WRITE_ONCE(hft_state,
		   (hft_state & HFT_LIMITED) | (arm ? HFT_ARMED : 0));
	if (!arm)
		hft_page_flush_all(HFT_FLUSH_DISABLE);
}
