/* SPDX-License-Identifier: GPL-2.0-only */
/* What LTTng records of the page transport: an event for each buffer. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM hyperftrace

#if !defined(HFT_INSTRUMENTATION_HYPERFTRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define HFT_INSTRUMENTATION_HYPERFTRACE_H

#include <lttng/tracepoint-event.h>

LTTNG_TRACEPOINT_EVENT(hyperftrace_page,
	TP_PROTO(const struct hft_vcpu_id *id, const struct hft_page *page),
	TP_ARGS(id, page),
	TP_FIELDS(
		ctf_integer(int, vm_pid, id->vm_pid)
		ctf_integer(int, vcpu_id, id->vcpu_id)
		ctf_integer(int, cpl, id->cpl)
		ctf_integer(u32, version, page->version)
		ctf_integer(u32, flags, page->flags)
		ctf_integer_hex(u32, session, page->session)
		ctf_integer(u64, seq, page->seq)
		ctf_integer(u64, guest_tsc, page->guest_tsc)
		ctf_integer(u64, host_tsc, page->host_tsc)
		ctf_integer(u32, delay_ns, page->delay_ns)
		ctf_integer(int, error, page->error)
		ctf_integer(u32, words, page->words)
		ctf_sequence_hex(u64, records, page->records, u32, page->n)
	)
)

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH instrumentation
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE hyperftrace
#include <lttng/define_trace.h>
