/* SPDX-License-Identifier: MIT */
/*
 * A VMM whose guest issues the same hypercall again and again. Prints how many
 * ns one took.
 *
 *   vmm COUNT NR A0 A1 A2 A3
 */
#include <stdio.h>
#include <time.h>

#include "vmm-machine.h"

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

int main(int argc, char **argv)
{
	struct vmm_loop loop = { 0 };
	struct vmm vmm;
	double begin;
	int i;

	if (argc != 7)
		errx(2, "usage: vmm COUNT NR A0 A1 A2 A3");
	loop.count = vmm_number(argv[1]);
	loop.nr = vmm_number(argv[2]);
	for (i = 0; i < 4; i++)
		loop.args[i] = vmm_number(argv[3 + i]);
	vmm_init(&vmm);

	begin = now_ns();
	vmm_run(&vmm, &loop);
	printf("%.0f\n", (now_ns() - begin) / loop.count);
	return 0;
}
