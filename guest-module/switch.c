// SPDX-License-Identifier: GPL-2.0-only
/* Context switches, told to the host where the stack really changes. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/irqflags.h>

#include "fgraph.h"
#include "hook.h"
#include "page.h"
#include "switch.h"

DEFINE_PER_CPU(struct hft_known_task, hft_known_task) = { .tid = -1 };

/* Both run on the new task's stack, first thing after the switch. */
static void on_finish_task_switch_call(struct ftrace_regs *fregs)
{
	unsigned long flags;

	if (!hft_is_armed())
		return;
	raw_local_irq_save(flags);
	hft_announce_task();
	raw_local_irq_restore(flags);
}

static void on_finish_task_switch_page(struct ftrace_regs *fregs)
{
	if (hft_is_armed())
		hft_page_catch_up();
}

static struct hft_hook switch_hook = {
	/* Compilers clone it: finish_task_switch.isra.0 and the like. */
	.glob = "finish_task_switch*",
};

void hft_switch_reset(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(hft_known_task.tid, cpu) = -1;
}

void hft_switch_start(enum hft_transport transport)
{
	int err;

	if (transport == HFT_NONE)
		return;
	switch_hook.func = transport == HFT_PAGE ? on_finish_task_switch_page :
						   on_finish_task_switch_call;
	err = hft_hook_add(&switch_hook);
	if (err)
		pr_notice("finish_task_switch cannot be hooked (error %d): a task switch is shown at the task's first traced function\n",
			  err);
}
