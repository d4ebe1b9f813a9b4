/* SPDX-License-Identifier: MIT */
/*
 * A VMM for tests: one vCPU in real mode that issues hypercalls and nothing
 * else. Needs no guest kernel and takes no time to boot. Prints how many ns a
 * hypercall took.
 *
 *   vmm COUNT NR A0 A1 A2 A3
 */
#include <err.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>

#define LOAD_ADDRESS 0x1000
#define MEMORY_SIZE 0x2000

/* KVM clobbers eax. With the other vendor's instruction KVM patches it. */
static const unsigned char payload[] = {
	0x66, 0x89, 0xe8, /* again: mov eax, ebp */
	0x0f, 0x01, 0xc1, /*        vmcall */
	0x66, 0x4f,	  /*              dec edi */
	0x75, 0xf6,	  /*              jnz again */
	0xf4,		  /*                    hlt */
};

static unsigned long number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	if (!*text || *end)
		errx(2, "not a number: %s", text);
	return value;
}

static int checked_ioctl(int fd, unsigned long request, const char *name,
			 void *arg)
{
	int ret = ioctl(fd, request, arg);

	if (ret < 0)
		err(1, "%s", name);
	return ret;
}
#define IOCTL(fd, request, arg) checked_ioctl(fd, request, #request, arg)

static void map_memory(int vm)
{
	void *memory = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct kvm_userspace_memory_region region = {
		.memory_size = MEMORY_SIZE,
		.userspace_addr = (unsigned long)memory,
	};

	if (memory == MAP_FAILED)
		err(1, "mmap");
	memcpy((char *)memory + LOAD_ADDRESS, payload, sizeof(payload));
	IOCTL(vm, KVM_SET_USER_MEMORY_REGION, &region);
}

static void set_registers(int vcpu, char **args)
{
	struct kvm_sregs sregs;
	struct kvm_regs regs = {
		.rip = LOAD_ADDRESS,
		.rflags = 2,
		.rdi = number(args[0]),
		.rbp = number(args[1]),
		.rbx = number(args[2]),
		.rcx = number(args[3]),
		.rdx = number(args[4]),
		.rsi = number(args[5]),
	};

	IOCTL(vcpu, KVM_GET_SREGS, &sregs);
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	IOCTL(vcpu, KVM_SET_SREGS, &sregs);
	IOCTL(vcpu, KVM_SET_REGS, &regs);
}

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

int main(int argc, char **argv)
{
	int kvm, vm, vcpu;
	struct kvm_run *run;
	double begin;

	if (argc != 7)
		errx(2, "usage: vmm COUNT NR A0 A1 A2 A3");
	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm < 0)
		err(1, "/dev/kvm");
	vm = IOCTL(kvm, KVM_CREATE_VM, NULL);
	map_memory(vm);
	vcpu = IOCTL(vm, KVM_CREATE_VCPU, NULL);
	run = mmap(NULL, IOCTL(kvm, KVM_GET_VCPU_MMAP_SIZE, NULL),
		   PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run == MAP_FAILED)
		err(1, "mmap of the vCPU");
	set_registers(vcpu, argv + 1);

	begin = now_ns();
	IOCTL(vcpu, KVM_RUN, NULL);
	if (run->exit_reason != KVM_EXIT_HLT)
		errx(1, "the payload ended with exit reason %u",
		     run->exit_reason);
	printf("%.0f\n", (now_ns() - begin) / number(argv[1]));
	return 0;
}
