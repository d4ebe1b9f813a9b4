// SPDX-License-Identifier: GPL-2.0-only
/* What is built for a kernel without the function graph tracer. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

static int __init hft_unsupported_init(void)
{
	pr_err("this kernel has no function graph tracer: build it with CONFIG_FUNCTION_GRAPH_TRACER=y\n");
	return -EOPNOTSUPP;
}

module_init(hft_unsupported_init);

MODULE_DESCRIPTION("hyperftrace: trace this guest's functions from its host");
MODULE_LICENSE("GPL");
