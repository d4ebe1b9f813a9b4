// SPDX-License-Identifier: GPL-2.0-only
#include <asm/ptrace.h>

#include "fgraph.h"
#include "page.h"
#include "syscalls.h"
#include "tracepoints.h"

static void on_enter(void *data, struct pt_regs *regs, long nr)
{
	if (hft_is_armed())
		hft_page_escape(HFT_REC_SYSCALL_ENTER, nr, NULL, 0);
}

static void on_exit(void *data, struct pt_regs *regs, long ret)
{
	u64 word = ret;

	if (hft_is_armed())
		hft_page_escape(HFT_REC_SYSCALL_EXIT, regs->orig_ax, &word, 1);
}

static struct hft_tracepoint points[] = {
	{ .name = "sys_enter", .probe = on_enter },
	{ .name = "sys_exit", .probe = on_exit },
};

void hft_syscalls_start(void)
{
	hft_tracepoints_start(points, ARRAY_SIZE(points));
}

void hft_syscalls_stop(void)
{
	hft_tracepoints_stop(points, ARRAY_SIZE(points));
}
