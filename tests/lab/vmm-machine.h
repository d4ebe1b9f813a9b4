/* SPDX-License-Identifier: MIT */
/*
 * A virtual machine for tests: one vCPU in long mode that issues hypercalls
 * and nothing else. Needs no guest kernel and takes no time to boot. All in
 * this header, so that a program with it is one source. Whatever fails ends
 * the program with a line on stderr.
 */
#ifndef HFT_TEST_VMM_MACHINE_H
#define HFT_TEST_VMM_MACHINE_H

#include <cpuid.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Slot 0: the payload and its page tables. The first 2 MiB are mapped 1:1. */
#define VMM_PAYLOAD 0x1000
#define VMM_TABLES 0x2000 /* of levels 4, 3 and 2 */
#define VMM_LOW_BYTES 0x5000
#define VMM_MAPPED_BYTES 0x200000

struct vmm {
	int vm;
	int vcpu;
	struct kvm_run *run;
};

/* A loop of hypercalls. */
struct vmm_loop {
	uint64_t count; /* at least 1 */
	uint64_t nr;
	uint64_t args[4];
	uint64_t nr_step; /* added to nr after each */
	uint64_t a2_step; /* and to args[2] */
	uint64_t watch; /* address of a word to read after each; below 2 MiB */
	bool user;	/* at privilege level 3 */
	/* Results. */
	uint64_t watched; /* the word, after the last one */
	uint64_t missed;  /* how often it was not args[2] */
};

#define VMM_CALL_OFFSET 3
static const unsigned char vmm_payload[] = {
	0x48, 0x89, 0xe8, /* again: mov rax, rbp */
	0x0f, 0x01, 0xc1, /*        vmcall */
	0x4d, 0x8b, 0x08, /*        mov r9, [r8] */
	0x49, 0x39, 0xd1, /*        cmp r9, rdx */
	0x74, 0x03,	  /*              je next */
	0x49, 0xff, 0xc4, /*        inc r12 */
	0x4c, 0x01, 0xd2, /* next:  add rdx, r10 */
	0x4c, 0x01, 0xdd, /*        add rbp, r11 */
	0x48, 0xff, 0xcf, /*        dec rdi */
	0x75, 0xe4,	  /*              jnz again */
	0xe6, 0x10,	  /*              out 0x10, al */
};
static const unsigned char vmm_vmmcall[] = { 0x0f, 0x01, 0xd9 };

static inline int vmm_checked_ioctl(int fd, unsigned long request,
				    const char *name, void *arg)
{
	int ret = ioctl(fd, request, arg);

	if (ret < 0)
		err(1, "%s", name);
	return ret;
}
#define VMM_IOCTL(fd, request, arg) \
	vmm_checked_ioctl(fd, request, #request, arg)

/* The number that @text is, in C's notation. */
static inline uint64_t vmm_number(const char *text)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (!*text || *end || errno)
		errx(2, "not a number: %s", text);
	return value;
}

/* Fresh memory of the VMM's, not touched yet. */
static inline void *vmm_map(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		err(1, "mmap");
	return memory;
}

/* Make @memory a slot, or delete the slot, if @bytes is 0. */
static inline void vmm_set_slot(struct vmm *vmm, uint32_t slot, uint64_t gpa,
				void *memory, uint64_t bytes, uint32_t flags)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot,
		.flags = flags,
		.guest_phys_addr = gpa,
		.memory_size = bytes,
		.userspace_addr = (unsigned long)memory,
	};

	VMM_IOCTL(vmm->vm, KVM_SET_USER_MEMORY_REGION, &region);
}

static inline bool vmm_is_intel(void)
{
	unsigned int eax, ebx, ecx, edx;

	return __get_cpuid(0, &eax, &ebx, &ecx, &edx) &&
	       ebx == signature_INTEL_ebx;
}

static inline void vmm_write_payload(unsigned char *low)
{
	uint64_t *table = (uint64_t *)(low + VMM_TABLES);
	const uint64_t all = 0x7; /* present, writable, also in user mode */
	const uint64_t large = 0x80;

	memcpy(low + VMM_PAYLOAD, vmm_payload, sizeof(vmm_payload));
	if (!vmm_is_intel())
		memcpy(low + VMM_PAYLOAD + VMM_CALL_OFFSET, vmm_vmmcall,
		       sizeof(vmm_vmmcall));
	table[0] = (VMM_TABLES + 0x1000) | all;
	table[512] = (VMM_TABLES + 0x2000) | all;
	table[1024] = large | all;
}

/* All that this KVM knows: without, there is no 64-bit mode. */
static inline void vmm_set_cpuid(struct vmm *vmm, int kvm)
{
	struct {
		struct kvm_cpuid2 head;
		struct kvm_cpuid_entry2 entries[256];
	} cpuid = { .head.nent = 256 };

	VMM_IOCTL(kvm, KVM_GET_SUPPORTED_CPUID, &cpuid);
	VMM_IOCTL(vmm->vcpu, KVM_SET_CPUID2, &cpuid);
}

static inline void vmm_init(struct vmm *vmm)
{
	void *low = vmm_map(VMM_LOW_BYTES);
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (kvm < 0)
		err(1, "/dev/kvm");
	vmm->vm = VMM_IOCTL(kvm, KVM_CREATE_VM, NULL);
	vmm_write_payload(low);
	vmm_set_slot(vmm, 0, 0, low, VMM_LOW_BYTES, 0);
	vmm->vcpu = VMM_IOCTL(vmm->vm, KVM_CREATE_VCPU, NULL);
	vmm_set_cpuid(vmm, kvm);
	vmm->run = mmap(NULL, VMM_IOCTL(kvm, KVM_GET_VCPU_MMAP_SIZE, NULL),
			PROT_READ | PROT_WRITE, MAP_SHARED, vmm->vcpu, 0);
	if (vmm->run == MAP_FAILED)
		err(1, "mmap of the vCPU");
	close(kvm);
}

/* 64-bit mode at @level, with flat segments and no interrupts. */
static inline void vmm_set_mode(struct vmm *vmm, unsigned int level)
{
	struct kvm_sregs sregs;
	struct kvm_segment code = {
		.limit = 0xffffffff,
		.selector = 0x8 | level,
		.type = 11,
		.present = 1,
		.dpl = level,
		.s = 1,
		.l = 1,
		.g = 1,
	};
	struct kvm_segment data = code;

	data.selector = 0x10 | level;
	data.type = 3;
	data.l = 0;
	data.db = 1;
	VMM_IOCTL(vmm->vcpu, KVM_GET_SREGS, &sregs);
	sregs.cs = code;
	sregs.ss = sregs.ds = sregs.es = sregs.fs = sregs.gs = data;
	sregs.cr0 = 0x80000031; /* PG, NE, ET, PE */
	sregs.cr3 = VMM_TABLES;
	sregs.cr4 = 0x20;   /* PAE */
	sregs.efer = 0x500; /* LME, LMA */
	VMM_IOCTL(vmm->vcpu, KVM_SET_SREGS, &sregs);
}

/* Run it to its end; signals do not stop it. */
static inline void vmm_run(struct vmm *vmm, struct vmm_loop *loop)
{
	struct kvm_regs regs = {
		.rip = VMM_PAYLOAD,
		.rflags = 0x3002, /* IOPL 3, for the payload's out */
		.rdi = loop->count,
		.rbp = loop->nr,
		.rbx = loop->args[0],
		.rcx = loop->args[1],
		.rdx = loop->args[2],
		.rsi = loop->args[3],
		.r8 = loop->watch,
		.r10 = loop->a2_step,
		.r11 = loop->nr_step,
	};

	if (!loop->count || loop->watch > VMM_MAPPED_BYTES - sizeof(uint64_t))
		errx(2, "no such loop");
	vmm_set_mode(vmm, loop->user ? 3 : 0);
	VMM_IOCTL(vmm->vcpu, KVM_SET_REGS, &regs);
	while (ioctl(vmm->vcpu, KVM_RUN, NULL) < 0)
		if (errno != EINTR)
			err(1, "KVM_RUN");
	if (vmm->run->exit_reason != KVM_EXIT_IO)
		errx(1, "the payload ended with exit reason %u",
		     vmm->run->exit_reason);
	VMM_IOCTL(vmm->vcpu, KVM_GET_REGS, &regs);
	loop->watched = regs.r9;
	loop->missed = regs.r12;
}

#endif
