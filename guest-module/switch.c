// SPDX-License-Identifier: GPL-2.0-only
/* Context switches, told to the host where the stack really changes. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ftrace.h>
#include <linux/irqflags.h>

#include "fgraph.h"
#include "switch.h"

DEFINE_PER_CPU(struct hft_known_task, hft_known_task) = { .tid = -1 };

static bool hook_registered;

/* Runs on the new task's stack, first thing after the switch. */
static void on_finish_task_switch(unsigned long ip, unsigned long parent_ip,
				  struct ftrace_ops *ops,
				  struct ftrace_regs *fregs)
{
	unsigned long flags;

	if (!READ_ONCE(hft_armed))
		return;
	raw_local_irq_save(flags);
	hft_announce_task();
	raw_local_irq_restore(flags);
}

static struct ftrace_ops switch_ops = {
	.func = on_finish_task_switch,
	.flags = FTRACE_OPS_FL_RECURSION,
};

void hft_switch_reset(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(hft_known_task.tid, cpu) = -1;
}

void hft_switch_start(void)
{
	/*
	 * Compilers clone it: finish_task_switch.isra.0 and the like. Not
	 * const, because ftrace takes it apart.
	 */
	static unsigned char glob[] = "finish_task_switch*";
	int err;

	err = ftrace_set_filter(&switch_ops, glob, sizeof(glob) - 1, 1);
	if (!err)
		err = register_ftrace_function(&switch_ops);
	if (err) {
		pr_notice("finish_task_switch cannot be hooked (error %d): a task switch is shown at the task's first traced function\n",
			  err);
		ftrace_free_filter(&switch_ops);
		return;
	}
	hook_registered = true;
}

void hft_switch_stop(void)
{
	if (!hook_registered)
		return;
	unregister_ftrace_function(&switch_ops);
	ftrace_free_filter(&switch_ops);
	hook_registered = false;
}
