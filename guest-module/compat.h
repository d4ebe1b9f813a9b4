/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernels 6.1 to 7.2 differ for the guest module, and nowhere else.
 * HFT_HANDLERS_TAKE_OPS, HFT_HANDLERS_TAKE_REGS, HFT_RET_HAS_CALLTIME,
 * HFT_CPUID_API, HFT_KALLSYMS_TAKES_MODULE, HFT_MODULE_HAS_MEM and
 * HFT_HRTIMER_SETUP come from Kbuild, which reads them off the kernel's headers.
 */
#ifndef HFT_GUEST_COMPAT_H
#define HFT_GUEST_COMPAT_H

#include <linux/ftrace.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "hyperftrace_guest needs a kernel of 6.1 or later"
#endif

/*
 * What fgraph gives a handler beside the call itself: "ftrace/function_graph:
 * Pass fgraph_ops to function graph callbacks" in 6.11, "fgraph: Pass
 * ftrace_regs to entryfunc" in 6.14.
 */
#if defined(HFT_HANDLERS_TAKE_REGS)
#define HFT_HANDLER_ARGS , struct fgraph_ops *gops, struct ftrace_regs *fregs
#elif defined(HFT_HANDLERS_TAKE_OPS)
#define HFT_HANDLER_ARGS , struct fgraph_ops *gops
#else
#define HFT_HANDLER_ARGS
#endif

/* "x86/cpuid: Rename hypervisor_cpuid_base()", 6.16 */
#ifdef HFT_CPUID_API
#include <asm/cpuid/api.h>
#define hft_hypervisor_base(signature) cpuid_base_hypervisor(signature, 0)
#else
#include <asm/processor.h>
#define hft_hypervisor_base(signature) hypervisor_cpuid_base(signature, 0)
#endif

/* Since 6.11 every user of fgraph has a filter of its own in gops->ops. */
#ifdef HFT_HANDLERS_TAKE_OPS
#define HFT_OWN_FILTER 1
#else
#define HFT_OWN_FILTER 0
#endif

/* "kallsyms: Delete an unused parameter related to ...on_each_symbol", 6.4 */
#ifdef HFT_KALLSYMS_TAKES_MODULE
#define HFT_KALLSYMS_MODULE , struct module *unused
#else
#define HFT_KALLSYMS_MODULE
#endif
typedef int (*hft_kallsyms_fn)(void *data, const char *name HFT_KALLSYMS_MODULE,
			       unsigned long address);

/* "module: replace module_layout with module_memory", 6.4 */
static inline unsigned long hft_module_text(const struct module *mod)
{
#ifdef HFT_MODULE_HAS_MEM
	return (unsigned long)mod->mem[MOD_TEXT].base;
#else
	return (unsigned long)mod->core_layout.base;
#endif
}

static inline unsigned long hft_module_text_size(const struct module *mod)
{
#ifdef HFT_MODULE_HAS_MEM
	return mod->mem[MOD_TEXT].size;
#else
	return mod->core_layout.text_size;
#endif
}

/* "hrtimers: Introduce hrtimer_setup() to replace hrtimer_init()", 6.13 */
static inline void
hft_hrtimer_setup(struct hrtimer *timer,
		  enum hrtimer_restart (*function)(struct hrtimer *))
{
#ifdef HFT_HRTIMER_SETUP
	hrtimer_setup(timer, function, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
#else
	hrtimer_init(timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	timer->function = function;
#endif
}

/* "ftrace: abstract FTRACE_REGS accesses", 6.2 */
static __always_inline unsigned long
hft_first_argument(struct ftrace_regs *fregs)
{
#ifdef ftrace_regs_get_argument
	return ftrace_regs_get_argument(fregs, 0);
#else
	return fregs->regs.di;
#endif
}

#endif
