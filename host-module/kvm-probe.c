// SPDX-License-Identifier: GPL-2.0-only
/* KVM's tracepoints to our own: who it was is added on the way. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>
#include <hyperftrace/protocol.h>

#include "answer.h"
#include "allow.h"
#include "kvm-probe.h"
#include "kvm-vcpu.h"
#include "page.h"
#include "tracepoints.h"
#include "vms.h"

DEFINE_TRACE(hyperftrace_hypercall,
	     TP_PROTO(unsigned long nr, unsigned long a0, unsigned long a1,
		      unsigned long a2, unsigned long a3,
		      const struct hft_vcpu_id *id),
	     TP_ARGS(nr, a0, a1, a2, a3, id));
DEFINE_TRACE(hyperftrace_entry, TP_PROTO(const struct hft_vcpu_id *id),
	     TP_ARGS(id));
DEFINE_TRACE(hyperftrace_exit,
	     TP_PROTO(const struct hft_vcpu_id *id,
		      const struct hft_exit *exit),
	     TP_ARGS(id, exit));

static bool user_messages;
module_param(user_messages, bool, 0644);
MODULE_PARM_DESC(user_messages,
		 "Take messages of the guest's kernel from its user mode, too (default: off)");

static bool is_ours(unsigned long nr)
{
	return nr == HFT_NR_KERNEL_FUNC || nr == HFT_NR_SWITCH ||
	       nr == HFT_NR_USER_FUNC ||
	       (nr >= HFT_NR_MESSAGE_FIRST && nr <= HFT_NR_MESSAGE_LAST);
}

/* Of a message of ours: whether it is to be taken. It is counted if not. */
static bool may_send(struct hft_vm *vm, const struct hft_vcpu_id *id,
		     unsigned long nr)
{
	if (nr != HFT_NR_USER_FUNC && id->cpl != 0 &&
	    !READ_ONCE(user_messages)) {
		hft_vm_count(vm, HFT_COUNT_USER, 1);
		return false;
	}
	/* Who is not allowed is told so. */
	if (nr != HFT_NR_PROBE && !hft_allowed(vm)) {
		hft_vm_count(vm, HFT_COUNT_NOT_ALLOWED, 1);
		return false;
	}
	return true;
}

/* True if it is to become kvm_x86_hypercall. */
static bool take(struct kvm_vcpu *vcpu, const struct hft_vcpu_id *id,
		 unsigned long nr, const u64 args[4],
		 const struct hft_arrival *arrival)
{
	struct hft_vm *vm = vcpu ? hft_vm_get(vcpu->kvm) : NULL;
	bool good;

	if (!vm)
		return false;
	/* Hypercalls of somebody else could flood the trace as well. */
	if (!is_ours(nr))
		return hft_allowed(vm);
	if (!may_send(vm, id, nr))
		return false;
	switch (nr) {
	case HFT_NR_PAGE:
		hft_page(vm, vcpu, id, args, arrival);
		return false;
	case HFT_NR_PROBE:
		good = hft_answer(vm, hft_allowed(vm), args);
		hft_vm_count(vm, good ? HFT_COUNT_PROBES : HFT_COUNT_MALFORMED,
			     1);
		return false;
	default:
		hft_vm_count(vm, HFT_COUNT_EVENTS, 1);
		return true;
	}
}

static void on_hypercall(void *data, unsigned long nr, unsigned long a0,
			 unsigned long a1, unsigned long a2, unsigned long a3)
{
	const struct hft_arrival arrival = {
		.ns = ktime_get_mono_fast_ns(),
		.tsc = rdtsc(),
	};
	struct hft_vcpu_id id;
	struct kvm_vcpu *vcpu;

	preempt_disable_notrace();
	vcpu = hft_running_vcpu();
	id = hft_vcpu_id(vcpu);
	if (vcpu)
		id.cpl = hft_cpl(vcpu);
	if (take(vcpu, &id, nr, (const u64[]){ a0, a1, a2, a3 }, &arrival))
		trace_hyperftrace_hypercall(nr, a0, a1, a2, a3, &id);
	preempt_enable_notrace();
}

/* Later kernels pass more; the vCPU comes first in all of them. */
static void on_entry(void *data, struct kvm_vcpu *vcpu)
{
	struct hft_vcpu_id id;

	if (!trace_hyperftrace_entry_enabled())
		return;
	preempt_disable_notrace();
	id = hft_vcpu_id(vcpu);
	trace_hyperftrace_entry(&id);
	preempt_enable_notrace();
}

static void on_exit(void *data, struct kvm_vcpu *vcpu, u32 isa)
{
	struct hft_vcpu_id id;
	struct hft_exit exit;

	if (!trace_hyperftrace_exit_enabled())
		return;
	preempt_disable_notrace();
	id = hft_vcpu_id(vcpu);
	hft_read_exit(vcpu, isa, &exit);
	trace_hyperftrace_exit(&id, &exit);
	preempt_enable_notrace();
}

/* Without it all the same: then kernel messages are refused by default. */
static int init_hypercall(void)
{
	hft_cpl_init();
	return 0;
}

struct kvm_probe {
	const char *name; /* of KVM's tracepoint */
	void *probe;
	int (*init)(void); /* when kvm.ko comes; may be NULL */
	void (*exit)(void); /* when it has gone */
	struct tracepoint *tp; /* NULL while not attached */
};

static struct kvm_probe kvm_probes[] = {
	{ .name = "kvm_hypercall",
	  .probe = on_hypercall,
	  .init = init_hypercall },
	{ .name = "kvm_entry", .probe = on_entry },
	{ .name = "kvm_exit",
	  .probe = on_exit,
	  .init = hft_exit_info_init,
	  .exit = hft_exit_info_exit },
};

static void attach(struct tracepoint *tp, void *unused)
{
	struct kvm_probe *kp = kvm_probes;
	int err;

	for (; kp < kvm_probes + ARRAY_SIZE(kvm_probes); kp++) {
		if (kp->tp || strcmp(kp->name, tp->name))
			continue;
		if (kp->init && kp->init())
			continue;
		err = tracepoint_probe_register(tp, kp->probe, NULL);
		if (err) {
			pr_err("KVM's tracepoint %s cannot be followed (error %d)\n",
			       kp->name, err);
			continue;
		}
		kp->tp = tp;
	}
}

static void detach(struct tracepoint *tp, void *unused)
{
	struct kvm_probe *kp = kvm_probes;

	for (; kp < kvm_probes + ARRAY_SIZE(kvm_probes); kp++) {
		if (!kp->tp || (tp && kp->tp != tp))
			continue;
		tracepoint_probe_unregister(kp->tp, kp->probe, NULL);
		tracepoint_synchronize_unregister();
		if (kp->exit)
			kp->exit();
		kp->tp = NULL;
	}
}

static bool attached(void)
{
	return kvm_probes[0].tp;
}

static void call_for_module(struct module *mod,
			    void (*each)(struct tracepoint *tp, void *unused))
{
	unsigned int i;

	for (i = 0; i < mod->num_tracepoints; i++)
		each(tracepoint_ptr_deref(&mod->tracepoints_ptrs[i]), NULL);
}

/*
 * Called for modules that are loaded already, too, when it is registered and
 * unregistered; never concurrently.
 */
static int on_module(struct notifier_block *nb, unsigned long event, void *data)
{
	struct tp_module *tp_mod = data;
	bool was_attached = attached();

	if (event == MODULE_STATE_COMING)
		call_for_module(tp_mod->mod, attach);
	else if (event == MODULE_STATE_GOING)
		call_for_module(tp_mod->mod, detach);

	if (!was_attached && attached())
		pr_info("following KVM\n");
	else if (was_attached && !attached() &&
		 tp_mod->mod->state == MODULE_STATE_GOING)
		pr_info("KVM is gone: waiting for kvm.ko\n");
	return NOTIFY_OK;
}

static struct notifier_block module_notifier = {
	.notifier_call = on_module,
};

int hft_kvm_probe_start(void)
{
	int err;

	/* KVM may be built in. */
	for_each_kernel_tracepoint(attach, NULL);
	if (attached())
		pr_info("following KVM\n");
	err = register_tracepoint_module_notifier(&module_notifier);
	if (err) {
		detach(NULL, NULL);
		return err;
	}
	if (!attached())
		pr_info("KVM is not there yet: waiting for kvm.ko\n");
	return 0;
}

void hft_kvm_probe_stop(void)
{
	unregister_tracepoint_module_notifier(&module_notifier);
	detach(NULL, NULL);
}
