/* SPDX-License-Identifier: GPL-2.0-only */
/* The VMs that have sent us something, and what became of it. */
#ifndef HFT_HOST_VMS_H
#define HFT_HOST_VMS_H

#include <linux/atomic.h>
#include <linux/pid.h>
#include <linux/seq_file.h>
#include <linux/task_work.h>
#include <linux/types.h>

struct kvm;

/* One more VM than these is not traced, until another one's VMM has ended. */
#define HFT_VMS_MAX 256

enum hft_count {
	HFT_COUNT_EVENTS, /* hypercalls that became kvm_x86_hypercall */
	HFT_COUNT_FLUSHES, /* buffers that became hyperftrace_page */
	HFT_COUNT_BYTES, /* of their records */
	HFT_COUNT_NOT_ALLOWED, /* messages of a VM that is not allowed */
	HFT_COUNT_USER, /* kernel messages that came from user mode */
	HFT_COUNT_MALFORMED, /* buffers with arguments that make no sense */
	HFT_COUNT_FAILED, /* memory that could not be read, or answered into */
	HFT_COUNT_PROBES, /* questions whether we are here */
	HFT_COUNTS,
};

struct hft_vm {
	/* Both NULL: free. Neither is dereferenced but through the pid. */
	struct kvm *kvm;
	struct pid *pid; /* of the VMM */
	/* allow.c's: generation of the list << 1 | allowed by it. */
	unsigned int verdict;
	atomic64_t counts[HFT_COUNTS];
	/* An answer on its way: one at a time. */
	atomic_t answering;
	struct callback_head answer;
	u64 answer_gpa;
	u64 answer_nonce;
	u64 answer_bytes;
	bool answer_allowed;
};

/* The current task's; NULL if there are too many. Preemption must be off. */
struct hft_vm *hft_vm_get(struct kvm *kvm);

static inline void hft_vm_count(struct hft_vm *vm, enum hft_count what, u64 n)
{
	atomic64_add(n, &vm->counts[what]);
}

/* A table of all VMs, with a heading. */
void hft_vms_show(struct seq_file *file);

/* Nothing of them may be in use any more. */
void hft_vms_free(void);

#endif
