// SPDX-License-Identifier: GPL-2.0-only
/* What KVM knows of a vCPU, read without linking to KVM. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kvm_host.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/static_call.h>
#include <lttng/kernel-version.h>
#include <wrapper/kallsyms.h>

#include "kvm-vcpu.h"

static unsigned long no_ip(struct kvm_vcpu *vcpu)
{
	return 0;
}

/* Not a pointer: the function's ENDBR may be sealed. */
DEFINE_STATIC_CALL(hft_vcpu_get_ip, no_ip);

/* NULL while kvm.ko is not there: each is used by one probe. */
static struct kvm_x86_ops *cpl_ops, *exit_ops;

struct kvm_vcpu *hft_running_vcpu(void)
{
	struct hlist_node *first = current->preempt_notifiers.first;
	struct preempt_notifier *notifier;

	if (!first)
		return NULL;
	notifier = hlist_entry(first, struct preempt_notifier, link);
	return container_of(notifier, struct kvm_vcpu, preempt_notifier);
}

struct hft_vcpu_id hft_vcpu_id(const struct kvm_vcpu *vcpu)
{
	if (!vcpu)
		return (struct hft_vcpu_id){
			.vm_pid = -1,
			.vcpu_id = -1,
			.cpl = -1,
		};
	return (struct hft_vcpu_id){
		.vm_pid = vcpu->kvm->userspace_pid,
		.vcpu_id = vcpu->vcpu_id,
		.cpl = -1,
	};
}

/* KVM fills it in when its vendor's module comes. */
static struct kvm_x86_ops *find_x86_ops(void)
{
	return (struct kvm_x86_ops *)kallsyms_lookup_dataptr("kvm_x86_ops");
}

int hft_cpl_init(void)
{
	cpl_ops = find_x86_ops();
	if (cpl_ops)
		return 0;
	pr_warn("the privilege level of hypercalls cannot be told, so that kernel messages are refused unless user_messages=1: the kernel's symbol table lacks kvm_x86_ops (CONFIG_KALLSYMS_ALL=y)\n");
	return -ENOENT;
}

int hft_cpl(struct kvm_vcpu *vcpu)
{
	return cpl_ops ? cpl_ops->get_cpl(vcpu) : -1;
}

int hft_exit_info_init(void)
{
	unsigned long get_ip = kallsyms_lookup_funcptr("kvm_arch_vcpu_get_ip");

	exit_ops = find_x86_ops();
	if (!exit_ops || !get_ip) {
		pr_warn("kvm_x86_exit stays silent: the kernel's symbol table lacks kvm_x86_ops or kvm_arch_vcpu_get_ip (CONFIG_KALLSYMS_ALL=y, CONFIG_GUEST_PERF_EVENTS=y)\n");
		return -ENOENT;
	}
	static_call_update(hft_vcpu_get_ip,
			   (unsigned long (*)(struct kvm_vcpu *))get_ip);
	return 0;
}

void hft_exit_info_exit(void)
{
	static_call_update(hft_vcpu_get_ip, no_ip);
}

void hft_read_exit(struct kvm_vcpu *vcpu, u32 isa, struct hft_exit *exit)
{
	u32 intr_info, error_code;

	exit_ops->get_exit_info(vcpu, &exit->reason, &exit->info1, &exit->info2,
			       &intr_info, &error_code);
	exit->guest_rip = static_call(hft_vcpu_get_ip)(vcpu);
	exit->isa = isa;
}
