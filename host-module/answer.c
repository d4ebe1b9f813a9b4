// SPDX-License-Identifier: GPL-2.0-only
#include <linux/atomic.h>
#include <linux/kvm_host.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/task_work.h>
#include <linux/wait.h>
#include <hyperftrace/protocol.h>

#include "answer.h"
#include "guest-memory.h"
#include "kvm-vcpu.h"
#include "staging.h"
#include "vms.h"

static atomic_t on_the_way;
static DECLARE_WAIT_QUEUE_HEAD(none_left);

static int write_answer(struct hft_vm *vm)
{
	const u64 words[HFT_PROBE_WORDS - HFT_PROBE_ANSWER] = {
		vm->answer_allowed ? HFT_ANSWER_ALLOWED : HFT_ANSWER_REFUSED,
		HFT_PROTOCOL_MAJOR << 8 | HFT_PROTOCOL_MINOR,
		hft_staging_reserve(vm->answer_allowed ? vm->answer_bytes : 0),
	};
	struct kvm_vcpu *vcpu = hft_running_vcpu();
	u64 gpa = vm->answer_gpa;
	int err;

	/* A signal has stopped the vCPU: the guest will ask again. */
	if (!vcpu || vcpu->kvm->mm != current->mm)
		return -EAGAIN;
	err = hft_guest_write(vcpu, gpa + HFT_PROBE_ANSWER * sizeof(u64), words,
			      sizeof(words) - sizeof(u64));
	if (err)
		return err;
	/* The guest reads the rest when it has seen the nonce. */
	smp_wmb();
	return hft_guest_write(vcpu, gpa + HFT_PROBE_ECHO * sizeof(u64),
			       &vm->answer_nonce, sizeof(u64));
}

static void on_return_to_guest(struct callback_head *head)
{
	struct hft_vm *vm = container_of(head, struct hft_vm, answer);

	if (write_answer(vm))
		hft_vm_count(vm, HFT_COUNT_FAILED, 1);
	atomic_set_release(&vm->answering, 0);
	if (atomic_dec_and_test(&on_the_way))
		wake_up(&none_left);
}

bool hft_answer(struct hft_vm *vm, bool allowed, const u64 args[4])
{
	size_t size = HFT_PROBE_WORDS * sizeof(u64);

	if (args[0] % size || args[1] != size ||
	    atomic_cmpxchg_acquire(&vm->answering, 0, 1))
		return false;
	vm->answer_allowed = allowed;
	vm->answer_gpa = args[0];
	vm->answer_nonce = args[2];
	vm->answer_bytes = 0;
	hft_guest_read(hft_running_vcpu(),
		       args[0] + HFT_PROBE_BYTES * sizeof(u64),
		       &vm->answer_bytes, sizeof(u64));
	atomic_inc(&on_the_way);
	init_task_work(&vm->answer, on_return_to_guest);
	if (!task_work_add(current, &vm->answer, TWA_RESUME))
		return true;
	atomic_dec(&on_the_way);
	atomic_set_release(&vm->answering, 0);
	return false;
}

void hft_answer_stop(void)
{
	wait_event(none_left, !atomic_read(&on_the_way));
	/* The last one may still be about to return. */
	synchronize_rcu_tasks();
}
