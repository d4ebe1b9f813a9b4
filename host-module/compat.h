/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernels 6.1 to 7.2 and lttng-modules 2.13.9 to 2.16 differ for the
 * host module, and nowhere else.
 */
#ifndef HFT_HOST_COMPAT_H
#define HFT_HOST_COMPAT_H

#include <linux/tracepoint.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "hyperftrace_host needs a kernel of 6.1 or later"
#endif

/*
 * In 6.16 DECLARE_TRACE() began to append "_tp" to the names it makes, and
 * DECLARE_TRACE_EVENT() took over its old job.
 */
#ifdef DECLARE_TRACE_EVENT
#define HFT_DECLARE_TRACE DECLARE_TRACE_EVENT
#else
#define HFT_DECLARE_TRACE DECLARE_TRACE
#endif

#endif
