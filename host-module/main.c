// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include "kvm-probe.h"
#include "provider.h"

/* lttng-modules' own kvm-x86 probe was there first: it records, not we. */
static bool passive;

static int __init hft_host_init(void)
{
	int err;

	err = hft_provider_register();
	if (err == -EEXIST) {
		pr_warn("lttng-probe-kvm-x86 is loaded: its kvm_x86_hypercall is used, which tells no VM nor vCPU; for those rmmod lttng-probe-kvm-x86 and load this module again\n");
		passive = true;
		return 0;
	}
	if (err) {
		pr_err("LTTng refuses the kvm_x86 provider (error %d): build against the lttng-modules that are loaded\n",
		       err);
		return err;
	}
	err = hft_kvm_probe_start();
	if (err)
		hft_provider_unregister();
	return err;
}

static void __exit hft_host_exit(void)
{
	if (passive)
		return;
	hft_kvm_probe_stop();
	hft_provider_unregister();
}

module_init(hft_host_init);
module_exit(hft_host_exit);

MODULE_DESCRIPTION("hyperftrace: hypercalls of traced guests as LTTng events");
MODULE_LICENSE("GPL");
