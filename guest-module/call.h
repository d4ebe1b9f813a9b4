/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The call transport: one hypercall an event, nothing buffered in the guest.
 * The instruction is the native one of the CPU (vmcall or vmmcall); KVM
 * answers -KVM_ENOSYS, whether or not anybody listens.
 */
#ifndef HFT_GUEST_CALL_H
#define HFT_GUEST_CALL_H

#include <asm/kvm_para.h>
#include <hyperftrace/protocol.h>

static __always_inline void hft_send_entry(unsigned long func,
					   unsigned long depth)
{
	kvm_hypercall4(HFT_NR_KERNEL_FUNC, func, HFT_FUNC_ENTRY, 0, depth);
}

static __always_inline void hft_send_exit(unsigned long func,
					  unsigned long duration_ns,
					  unsigned long depth)
{
	kvm_hypercall4(HFT_NR_KERNEL_FUNC, func, HFT_FUNC_EXIT, duration_ns,
		       depth);
}

static __always_inline void hft_send_switch(unsigned long prev_tid,
					    unsigned long prev_tgid,
					    unsigned long next_tid,
					    unsigned long next_tgid)
{
	kvm_hypercall4(HFT_NR_SWITCH, prev_tid, prev_tgid, next_tid,
		       next_tgid);
}

#endif
