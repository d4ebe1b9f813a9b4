// SPDX-License-Identifier: GPL-2.0-only
/* The LTTng provider "kvm_x86"; lttng-modules' macros write its code. */
#include <linux/module.h>
#include <lttng/tracer.h>

#include "kvm-vcpu.h"
#include "provider.h"
#include "tracepoints.h"

/* We register it ourselves: no module_init() of LTTng's. */
#define TP_MODULE_NOAUTOLOAD
#define LTTNG_PACKAGE_BUILD
#define CREATE_TRACE_POINTS
#include "instrumentation/kvm_x86.h"

int hft_provider_kvm_x86_register(void)
{
	return __lttng_events_init__kvm_x86();
}

void hft_provider_kvm_x86_unregister(void)
{
	__lttng_events_exit__kvm_x86();
}
