/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module's own tracepoints, between KVM's and LTTng. KVM's say neither
 * which VM nor which vCPU, and since 7.2 their probes run preemptible, which
 * LTTng's may not; ours are called with preemption off.
 */
#ifndef HFT_HOST_TRACEPOINTS_H
#define HFT_HOST_TRACEPOINTS_H

#include "compat.h"

struct hft_vcpu_id;
struct hft_exit;
struct hft_page;

HFT_DECLARE_TRACE(hyperftrace_hypercall,
	TP_PROTO(unsigned long nr, unsigned long a0, unsigned long a1,
		 unsigned long a2, unsigned long a3,
		 const struct hft_vcpu_id *id),
	TP_ARGS(nr, a0, a1, a2, a3, id));

HFT_DECLARE_TRACE(hyperftrace_entry,
	TP_PROTO(const struct hft_vcpu_id *id),
	TP_ARGS(id));

HFT_DECLARE_TRACE(hyperftrace_exit,
	TP_PROTO(const struct hft_vcpu_id *id, const struct hft_exit *exit),
	TP_ARGS(id, exit));

HFT_DECLARE_TRACE(hyperftrace_page,
	TP_PROTO(const struct hft_vcpu_id *id, const struct hft_page *page),
	TP_ARGS(id, page));

#endif
