// SPDX-License-Identifier: GPL-2.0-only
/* The LTTng provider "hyperftrace"; lttng-modules' macros write its code. */
#include <linux/module.h>
#include <lttng/tracer.h>

#include "kvm-vcpu.h"
#include "page.h"
#include "provider.h"
#include "tracepoints.h"

/* We register it ourselves: no module_init() of LTTng's. */
#define TP_MODULE_NOAUTOLOAD
#define LTTNG_PACKAGE_BUILD
#define CREATE_TRACE_POINTS
#include "instrumentation/hyperftrace.h"

int hft_provider_page_register(void)
{
	return __lttng_events_init__hyperftrace();
}

void hft_provider_page_unregister(void)
{
	__lttng_events_exit__hyperftrace();
}
