// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kvm_host.h>
#include <linux/timekeeping.h>
#include <hyperftrace/protocol.h>

#include "guest-memory.h"
#include "kvm-vcpu.h"
#include "page.h"
#include "staging.h"
#include "tracepoints.h"
#include "vms.h"

DEFINE_TRACE(hyperftrace_page,
	     TP_PROTO(const struct hft_vcpu_id *id,
		      const struct hft_page *page),
	     TP_ARGS(id, page));

static u64 field(u64 word, unsigned int shift, unsigned int bits)
{
	return word >> shift & ((1ULL << bits) - 1);
}

/* Copy the records; 0 or an errno, which is counted. */
static int read_records(struct hft_vm *vm, struct kvm_vcpu *vcpu, u64 gpa,
			struct hft_page *page)
{
	size_t bytes = page->words * sizeof(u64);
	size_t room;
	u64 *to = hft_staging(&room);
	int err;

	if (gpa % sizeof(u64) || !bytes || bytes > room) {
		hft_vm_count(vm, HFT_COUNT_MALFORMED, 1);
		return -EINVAL;
	}
	err = hft_guest_read(vcpu, gpa, to, bytes);
	if (err) {
		hft_vm_count(vm, HFT_COUNT_FAILED, 1);
		return err;
	}
	page->records = to;
	page->n = page->words;
	return 0;
}

void hft_page(struct hft_vm *vm, struct kvm_vcpu *vcpu,
	      const struct hft_vcpu_id *id, const u64 args[4],
	      const struct hft_arrival *arrival)
{
	struct hft_page page = {
		.version = field(args[1], HFT_PAGE_MAJOR_SHIFT,
				 HFT_PAGE_MAJOR_BITS),
		.flags = field(args[1], HFT_PAGE_FLAGS_SHIFT,
			       HFT_PAGE_FLAGS_BITS),
		.session = field(args[1], HFT_PAGE_SESSION_SHIFT,
				 HFT_PAGE_SESSION_BITS),
		.words = field(args[1], 0, HFT_PAGE_WORDS_BITS),
		.seq = args[2],
		.guest_tsc = args[3],
		.host_tsc = arrival->tsc,
	};

	if (!trace_hyperftrace_page_enabled())
		return;
	page.error = read_records(vm, vcpu, args[0], &page);
	if (!page.error) {
		hft_vm_count(vm, HFT_COUNT_FLUSHES, 1);
		hft_vm_count(vm, HFT_COUNT_BYTES, page.n * sizeof(u64));
	}
	page.delay_ns = min_t(u64, ktime_get_mono_fast_ns() - arrival->ns,
			      U32_MAX);
	trace_hyperftrace_page(id, &page);
}
