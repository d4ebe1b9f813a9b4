// SPDX-License-Identifier: GPL-2.0-only
#include <linux/string.h>

#include "hook.h"
#include "ksym.h"

#define HOOKS_MAX 16
/* How far behind a function's address its ftrace site may be (ENDBR64). */
#define SITE_OFFSET_MAX 4

static struct hft_hook *hooks[HOOKS_MAX];
static unsigned int n_hooks;
static bool registered;

static void on_entry(unsigned long ip, unsigned long parent_ip,
		     struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	struct hft_hook *hook, *other = NULL;
	unsigned int i;

	/* Pairs with hft_hook_add(). */
	for (i = 0; i < smp_load_acquire(&n_hooks); i++) {
		hook = hooks[i];
		if (!hook->address) {
			other = hook;
		} else if (ip - hook->address <= SITE_OFFSET_MAX) {
			hook->func(fregs);
			return;
		}
	}
	if (other)
		other->func(fregs);
}

static struct ftrace_ops hook_ops = {
	.func = on_entry,
	.flags = FTRACE_OPS_FL_RECURSION,
};

int hft_hook_add(struct hft_hook *hook)
{
	unsigned char glob[64];
	int err;

	if (n_hooks == HOOKS_MAX)
		return -ENOSPC;
	hook->address = strchr(hook->glob, '*') ? 0 : hft_ksym(hook->glob);
	/* ftrace takes the text apart. */
	strscpy(glob, hook->glob, sizeof(glob));
	hooks[n_hooks] = hook;
	/* Who sees the number sees the hook. */
	smp_store_release(&n_hooks, n_hooks + 1);
	err = ftrace_set_filter(&hook_ops, glob, strlen(glob), 0);
	if (!err && !registered) {
		err = register_ftrace_function(&hook_ops);
		registered = !err;
	}
	if (err)
		WRITE_ONCE(n_hooks, n_hooks - 1);
	return err;
}

void hft_hooks_stop(void)
{
	if (registered)
		unregister_ftrace_function(&hook_ops);
	registered = false;
	ftrace_free_filter(&hook_ops);
	n_hooks = 0;
}
