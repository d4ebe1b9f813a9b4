// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include "allow.h"
#include "answer.h"
#include "debugfs.h"
#include "kvm-probe.h"
#include "provider.h"
#include "staging.h"
#include "vms.h"

/* Or else lttng-modules' own kvm-x86 probe was there first and records. */
static bool kvm_x86_is_ours;

static int register_providers(void)
{
	int err = hft_provider_page_register();

	if (err) {
		pr_err("LTTng refuses the hyperftrace provider (error %d): build against the lttng-modules that are loaded\n",
		       err);
		return err;
	}
	err = hft_provider_kvm_x86_register();
	kvm_x86_is_ours = !err;
	if (err == -EEXIST) {
		pr_warn("lttng-probe-kvm-x86 is loaded: its kvm_x86_hypercall is used, which tells no VM nor vCPU and knows no allow=; for those rmmod lttng-probe-kvm-x86 and load this module again\n");
		return 0;
	}
	if (err) {
		pr_err("LTTng refuses the kvm_x86 provider (error %d): build against the lttng-modules that are loaded\n",
		       err);
		hft_provider_page_unregister();
	}
	return err;
}

static void unregister_providers(void)
{
	if (kvm_x86_is_ours)
		hft_provider_kvm_x86_unregister();
	hft_provider_page_unregister();
}

static int __init hft_host_init(void)
{
	int err = hft_staging_start();

	if (err)
		return err;
	err = register_providers();
	if (err)
		goto no_providers;
	err = hft_kvm_probe_start();
	if (err)
		goto no_probe;
	hft_debugfs_start();
	return 0;

no_probe:
	unregister_providers();
no_providers:
	hft_staging_stop();
	hft_allow_free();
	return err;
}

static void __exit hft_host_exit(void)
{
	hft_debugfs_stop();
	hft_kvm_probe_stop();
	hft_answer_stop();
	unregister_providers();
	hft_vms_free();
	hft_staging_stop();
	hft_allow_free();
}

module_init(hft_host_init);
module_exit(hft_host_exit);

MODULE_DESCRIPTION("hyperftrace: hypercalls of traced guests as LTTng events");
MODULE_LICENSE("GPL");
