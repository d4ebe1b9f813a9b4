/* SPDX-License-Identifier: MIT */
/*
 * Function entries and exits of a user program in a KVM guest, by hypercall:
 * what gcc and clang call when a program is built with
 * -finstrument-functions. KVM traces a hypercall before it looks at the
 * privilege level, so user space may issue it; it answers -KVM_EPERM.
 */
#include <cpuid.h>
#include <stdint.h>
#include <string.h>

#include <hyperftrace/instrument.h>
#include <hyperftrace/protocol.h>

#define NO_INSTRUMENT __attribute__((no_instrument_function))

#define CPUID_HYPERVISOR_BIT (1u << 31)
#define CPUID_HYPERVISOR_FIRST 0x40000000u
#define CPUID_HYPERVISOR_LAST 0x40010000u
#define CPUID_HYPERVISOR_STEP 0x100u

enum instruction {
	UNKNOWN,
	NONE, /* not a KVM guest */
	VMCALL,
	VMMCALL,
};

/* Written by any thread, always with the same value. */
static enum instruction instruction;

/* Other hypervisors' leaves may come first, for guests that want those. */
static NO_INSTRUMENT int is_kvm_guest(void)
{
	unsigned int leaf, eax, ebx, ecx, edx;
	uint32_t signature[3];

	if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) ||
	    !(ecx & CPUID_HYPERVISOR_BIT))
		return 0;
	for (leaf = CPUID_HYPERVISOR_FIRST; leaf < CPUID_HYPERVISOR_LAST;
	     leaf += CPUID_HYPERVISOR_STEP) {
		__cpuid(leaf, eax, signature[0], signature[1], signature[2]);
		if (!memcmp(signature, "KVMKVMKVM\0\0\0", sizeof(signature)))
			return 1;
	}
	return 0;
}

static NO_INSTRUMENT enum instruction choose_instruction(void)
{
	unsigned int max, vendor[3];

	if (!is_kvm_guest())
		return NONE;
	__cpuid(0, max, vendor[0], vendor[2], vendor[1]);
	if (!memcmp(vendor, "AuthenticAMD", sizeof(vendor)) ||
	    !memcmp(vendor, "HygonGenuine", sizeof(vendor)))
		return VMMCALL;
	return VMCALL;
}

static NO_INSTRUMENT void send(void *function, unsigned long what,
			       void *call_site)
{
	enum instruction insn = __atomic_load_n(&instruction, __ATOMIC_RELAXED);
	unsigned long ret = HFT_NR_USER_FUNC;

	if (__builtin_expect(insn == UNKNOWN, 0)) {
		insn = choose_instruction();
		__atomic_store_n(&instruction, insn, __ATOMIC_RELAXED);
	}
	if (insn == VMCALL)
		__asm__ volatile("vmcall"
				 : "+a"(ret)
				 : "b"(function), "c"(what), "d"(call_site),
				   "S"(0UL)
				 : "memory");
	else if (insn == VMMCALL)
		__asm__ volatile("vmmcall"
				 : "+a"(ret)
				 : "b"(function), "c"(what), "d"(call_site),
				   "S"(0UL)
				 : "memory");
}

NO_INSTRUMENT void __cyg_profile_func_enter(void *function, void *call_site)
{
	send(function, HFT_FUNC_ENTRY, call_site);
}

NO_INSTRUMENT void __cyg_profile_func_exit(void *function, void *call_site)
{
	send(function, HFT_FUNC_EXIT, call_site);
}
