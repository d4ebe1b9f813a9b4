/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest-physical memory without KVM's functions, which are exported to its own
 * modules alone (7.2). Everything is done page by page and checked against the
 * VM's memory slots: nothing beyond them is ever touched.
 */
#ifndef HFT_HOST_GUEST_MEMORY_H
#define HFT_HOST_GUEST_MEMORY_H

#include <linux/types.h>

struct kvm_vcpu;

/*
 * Copy @bytes at @gpa, in KVM's exit path of the current task's @vcpu, atomic.
 * 0; -ENXIO if that is not all memory of the guest; -EFAULT if it is not
 * resident.
 */
int hft_guest_read(struct kvm_vcpu *vcpu, u64 gpa, void *to, size_t bytes);

/* Likewise the other way round, where the current task may sleep. */
int hft_guest_write(struct kvm_vcpu *vcpu, u64 gpa, const void *from,
		    size_t bytes);

#endif
