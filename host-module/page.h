/* SPDX-License-Identifier: GPL-2.0-only */
/* Buffers of records that guests hand over. */
#ifndef HFT_HOST_PAGE_H
#define HFT_HOST_PAGE_H

#include <linux/types.h>

struct hft_vcpu_id;
struct hft_vm;
struct kvm_vcpu;

/* What becomes one event of LTTng's. */
struct hft_page {
	u32 version; /* the protocol's major one */
	u32 flags; /* HFT_FLUSH_* */
	u32 session;
	u64 seq;
	u64 guest_tsc;
	u64 host_tsc; /* when the hypercall got here */
	u32 delay_ns; /* since then, to the event */
	int error; /* not 0: an errno, and there are no records */
	u32 words; /* that the guest announced */
	const u64 *records;
	u32 n; /* of them */
};

/* When the hypercall got here. */
struct hft_arrival {
	u64 ns;
	u64 tsc;
};

/* Take hypercall HFT_NR_PAGE (protocol.h); preemption must be off. */
void hft_page(struct hft_vm *vm, struct kvm_vcpu *vcpu,
	      const struct hft_vcpu_id *id, const u64 args[4],
	      const struct hft_arrival *arrival);

#endif
