/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Callbacks at the entry of kernel functions, beside fgraph. All of them share
 * one ftrace_ops: to unregister one takes several grace periods of RCU tasks.
 */
#ifndef HFT_GUEST_HOOK_H
#define HFT_GUEST_HOOK_H

#include <linux/ftrace.h>

struct hft_hook {
	const char *glob; /* one with a * takes what no other hook has */
	void (*func)(struct ftrace_regs *fregs); /* with preemption off */
	unsigned long address; /* for hook.c; 0 where the glob has a * */
};

/*
 * Call @hook->func from now on. 0, or an errno if there is no such function or
 * it cannot be hooked. The caller serialises.
 */
int hft_hook_add(struct hft_hook *hook);

/* All hooks end; returns when no callback can be running. */
void hft_hooks_stop(void);

#endif
