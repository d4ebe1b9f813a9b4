/* SPDX-License-Identifier: MIT */
/*
 * Many VMMs, with a process each, that issue one hypercall 1000 each.
 *
 *   vmm-crowd together N   all of them are there until stdin ends; prints a
 *                          line when each has made its call
 *   vmm-crowd after N      one after the other
 */
#include <stdio.h>
#include <sys/wait.h>

#include "vmm-machine.h"

static void call(void)
{
	struct vmm_loop loop = { .count = 1, .nr = 1000 };
	struct vmm vmm;

	vmm_init(&vmm);
	vmm_run(&vmm, &loop);
}

/* A child that says so on @ready when it has called, and ends when stdin does. */
static void start(int ready)
{
	pid_t pid = fork();
	char c;

	if (pid < 0)
		err(1, "fork");
	if (pid)
		return;
	call();
	if (ready >= 0) {
		if (write(ready, "", 1) != 1)
			err(1, "write");
		while (read(STDIN_FILENO, &c, 1) > 0)
			;
	}
	_exit(0);
}

static void wait_for_one(void)
{
	int status;

	if (wait(&status) < 0)
		err(1, "wait");
	if (status)
		errx(1, "one of them failed (%d)", status);
}

static void together(unsigned long n)
{
	unsigned long i;
	int ready[2];
	char c;

	if (pipe(ready))
		err(1, "pipe");
	for (i = 0; i < n; i++)
		start(ready[1]);
	close(ready[1]);
	for (i = 0; i < n; i++)
		if (read(ready[0], &c, 1) != 1)
			errx(1, "only %lu of them have called", i);
	puts("all have called");
	fflush(stdout);
	for (i = 0; i < n; i++)
		wait_for_one();
}

static void after(unsigned long n)
{
	for (; n; n--) {
		start(-1);
		wait_for_one();
	}
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "together"))
		together(vmm_number(argv[2]));
	else if (argc == 3 && !strcmp(argv[1], "after"))
		after(vmm_number(argv[2]));
	else
		errx(2, "usage: vmm-crowd together|after N");
	return 0;
}
