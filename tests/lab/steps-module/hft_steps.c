// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module to be traced in the lab: it calls a function of its own as often as
 * it is told, and after each call says by a hypercall of its own, which needs
 * no tracer, how far it is. Then it can make the CPU shut down.
 */
#include <linux/module.h>
#include <linux/sched.h>
#include <asm/desc.h>
#include <asm/kvm_para.h>

/* Nobody's: KVM refuses it, and the host module records it as it is. */
#define NR_STEP_DONE 999

static noinline __noclone void hft_step(unsigned long n)
{
	/* Or else the compiler would leave the call out. */
	asm volatile("" : : "r"(n));
}

static int steps_set(const char *val, const struct kernel_param *kp)
{
	unsigned long i, n;
	int err = kstrtoul(val, 0, &n);

	if (err)
		return err;
	for (i = 1; i <= n && !signal_pending(current); i++) {
		hft_step(i);
		kvm_hypercall1(NR_STEP_DONE, i);
		cond_resched();
	}
	return 0;
}

/* An exception without any handler, that of a double fault included. */
static int triple_fault_set(const char *val, const struct kernel_param *kp)
{
	static const struct desc_ptr no_handlers;
	int err = steps_set(val, kp);

	if (err)
		return err;
	local_irq_disable();
	load_idt(&no_handlers);
	asm volatile("int3");
	return 0;
}

static const struct kernel_param_ops steps_ops = { .set = steps_set };
static const struct kernel_param_ops triple_fault_ops = {
	.set = triple_fault_set,
};

module_param_cb(steps, &steps_ops, NULL, 0200);
MODULE_PARM_DESC(steps, "Write how many steps to do");
module_param_cb(triple_fault, &triple_fault_ops, NULL, 0200);
MODULE_PARM_DESC(triple_fault, "The same, and then a triple fault");

MODULE_DESCRIPTION("hyperftrace: what the lab's guests are traced at");
MODULE_LICENSE("GPL");
