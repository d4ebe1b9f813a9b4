/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What LTTng records: the stock kvm_x86 provider's events and fields, byte for
 * byte, with the VM (pid of the VMM), the vCPU and, of a hypercall, the privilege
 * level behind them.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kvm_x86

#if !defined(HFT_INSTRUMENTATION_KVM_X86_H) || defined(TRACE_HEADER_MULTI_READ)
#define HFT_INSTRUMENTATION_KVM_X86_H

#include <lttng/tracepoint-event.h>

LTTNG_TRACEPOINT_EVENT_MAP(hyperftrace_hypercall, kvm_x86_hypercall,
	TP_PROTO(unsigned long nr, unsigned long a0, unsigned long a1,
		 unsigned long a2, unsigned long a3,
		 const struct hft_vcpu_id *id),
	TP_ARGS(nr, a0, a1, a2, a3, id),
	TP_FIELDS(
		ctf_integer(unsigned long, nr, nr)
		ctf_integer(unsigned long, a0, a0)
		ctf_integer(unsigned long, a1, a1)
		ctf_integer(unsigned long, a2, a2)
		ctf_integer(unsigned long, a3, a3)
		ctf_integer(int, vm_pid, id->vm_pid)
		ctf_integer(int, vcpu_id, id->vcpu_id)
		ctf_integer(int, cpl, id->cpl)
	)
)

LTTNG_TRACEPOINT_EVENT_MAP(hyperftrace_entry, kvm_x86_entry,
	TP_PROTO(const struct hft_vcpu_id *id),
	TP_ARGS(id),
	TP_FIELDS(
		ctf_integer(unsigned int, vcpu_id, id->vcpu_id)
		ctf_integer(int, vm_pid, id->vm_pid)
	)
)

LTTNG_TRACEPOINT_EVENT_MAP(hyperftrace_exit, kvm_x86_exit,
	TP_PROTO(const struct hft_vcpu_id *id, const struct hft_exit *exit),
	TP_ARGS(id, exit),
	TP_FIELDS(
		ctf_integer(unsigned int, exit_reason, exit->reason)
		ctf_integer(unsigned long, guest_rip, exit->guest_rip)
		ctf_integer(u32, isa, exit->isa)
		ctf_integer(u64, info1, exit->info1)
		ctf_integer(u64, info2, exit->info2)
		ctf_integer(int, vm_pid, id->vm_pid)
		ctf_integer(int, vcpu_id, id->vcpu_id)
	)
)

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH instrumentation
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE kvm_x86
#include <lttng/define_trace.h>
