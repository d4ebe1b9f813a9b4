/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernels 6.1 to 7.2 differ for the guest module, and nowhere else.
 * HFT_HANDLERS_TAKE_OPS, HFT_HANDLERS_TAKE_REGS, HFT_RET_HAS_CALLTIME and
 * HFT_CPUID_API come from Kbuild, which reads them off the kernel's headers.
 */
#ifndef HFT_GUEST_COMPAT_H
#define HFT_GUEST_COMPAT_H

#include <linux/ftrace.h>
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

#endif
