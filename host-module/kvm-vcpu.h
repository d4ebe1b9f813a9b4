/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HFT_HOST_KVM_VCPU_H
#define HFT_HOST_KVM_VCPU_H

#include <linux/types.h>

struct kvm_vcpu;

/* vcpu_id and vm_pid are -1 where no vCPU is known. */
struct hft_vcpu_id {
	int vm_pid; /* the VMM's, as the host sees it */
	int vcpu_id;
	int cpl; /* 0 to 3; -1 where it was not asked for or cannot be told */
};

struct hft_exit {
	u64 info1;
	u64 info2;
	unsigned long guest_rip;
	u32 reason; /* of the CPU's: SVM exit code or VMX exit reason */
	u32 isa; /* 1 VMX, 2 SVM */
};

/*
 * The vCPU that the current task runs, or NULL. KVM hooks itself into the
 * scheduler for each loaded vCPU; that hook is found from the task, where
 * kvm_get_running_vcpu() is exported to KVM's own modules alone (7.2).
 */
struct kvm_vcpu *hft_running_vcpu(void);

/* @vcpu may be NULL. */
struct hft_vcpu_id hft_vcpu_id(const struct kvm_vcpu *vcpu);

/*
 * The privilege level that @vcpu, which has just left its guest, was at. -1 if
 * hft_cpl_init() failed.
 */
int hft_cpl(struct kvm_vcpu *vcpu);

/* Find what hft_cpl() needs in a kvm.ko that is there; a line in the log. */
int hft_cpl_init(void);

/*
 * Find what hft_read_exit() needs in a kvm.ko that is there. 0, or -ENOENT
 * with a line in the log.
 */
int hft_exit_info_init(void);
void hft_exit_info_exit(void);

/* Why @vcpu left its guest: call in KVM's exit path after init succeeded. */
void hft_read_exit(struct kvm_vcpu *vcpu, u32 isa, struct hft_exit *exit);

#endif
