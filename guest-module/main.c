// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <asm/cpufeature.h>

#include "calltime.h"
#include "compat.h"
#include "fgraph.h"
#include "filter.h"
#include "ksym.h"
#include "params.h"
#include "session.h"
#include "switch.h"

static bool is_kvm_guest(void)
{
	return boot_cpu_has(X86_FEATURE_HYPERVISOR) &&
	       hft_hypervisor_base("KVMKVMKVM\0\0\0");
}

static int start(enum hft_transport wanted)
{
	int transport = hft_session_start(wanted);
	int err;

	if (transport < 0)
		return transport;
	hft_params_irqs_default(transport != HFT_CALL);
	hft_switch_start(transport);
	err = hft_fgraph_start(transport);
	if (err)
		hft_session_stop();
	else
		hft_session_log();
	return err;
}

static int __init hft_guest_init(void)
{
	int err;

	if (!is_kvm_guest()) {
		pr_err("this machine is not a KVM guest: load it inside the guest, and hyperftrace_host on the host\n");
		return -ENODEV;
	}
	err = hft_ksym_init(hft_lookup_name_address);
	if (err)
		return err;
	err = hft_fgraph_init();
	if (err)
		return err;
	return hft_params_start(start);
}

static void __exit hft_guest_exit(void)
{
	unsigned long lost;

	hft_params_stop();
	hft_fgraph_stop();
	hft_session_stop();
	hft_filter_clear();

	lost = hft_calltime_lost();
	if (lost)
		pr_warn("%lu calls left out: no room for their time on the shadow stack\n",
			lost);
}

module_init(hft_guest_init);
module_exit(hft_guest_exit);

MODULE_DESCRIPTION("hyperftrace: trace this guest's functions from its host");
MODULE_LICENSE("GPL");
