// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kvm_host.h>
#include <linux/minmax.h>
#include <linux/srcu.h>
#include <linux/uaccess.h>

#include "guest-memory.h"

/*
 * Where the page of @gpa is in the VMM's address space; NULL if it is in no
 * slot, or in one with one of the flags @not.
 */
static void __user *find(struct kvm_vcpu *vcpu, u64 gpa, u32 not)
{
	struct kvm_memory_slot *slot;
	gfn_t gfn = gpa_to_gfn(gpa);

	slot = __gfn_to_memslot(kvm_vcpu_memslots(vcpu), gfn);
	if (!slot || slot->flags & (KVM_MEMSLOT_INVALID | not))
		return NULL;
	return (void __user *)(__gfn_to_hva_memslot(slot, gfn) +
			       offset_in_page(gpa));
}

static size_t rest_of_page(u64 gpa, size_t bytes)
{
	return min_t(size_t, bytes, PAGE_SIZE - offset_in_page(gpa));
}

int hft_guest_read(struct kvm_vcpu *vcpu, u64 gpa, void *to, size_t bytes)
{
	const void __user *from;
	size_t n;

	for (; bytes; bytes -= n, gpa += n, to += n) {
		n = rest_of_page(gpa, bytes);
		from = find(vcpu, gpa, 0);
		if (!from)
			return -ENXIO;
		if (copy_from_user_nofault(to, from, n))
			return -EFAULT;
	}
	return 0;
}

static int write_locked(struct kvm_vcpu *vcpu, u64 gpa, const void *from,
			size_t bytes)
{
	void __user *to;
	size_t n;

	for (; bytes; bytes -= n, gpa += n, from += n) {
		n = rest_of_page(gpa, bytes);
		to = find(vcpu, gpa, KVM_MEM_READONLY);
		if (!to)
			return -ENXIO;
		if (copy_to_user(to, from, n))
			return -EFAULT;
	}
	return 0;
}

int hft_guest_write(struct kvm_vcpu *vcpu, u64 gpa, const void *from,
		    size_t bytes)
{
	int idx = srcu_read_lock(&vcpu->kvm->srcu);
	int err = write_locked(vcpu, gpa, from, bytes);

	srcu_read_unlock(&vcpu->kvm->srcu, idx);
	return err;
}
