/* SPDX-License-Identifier: MIT */
/*
 * What the traced guest does in the benchmarks: processes, files and page
 * faults, ROUNDS times. Prints how many ns that took.
 *
 *   workload ROUNDS
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096
#define FAULTS 128
#define BLOCKS 32

static void fork_and_exec(void)
{
	int status;
	pid_t child = fork();

	if (child < 0)
		err(1, "fork");
	if (!child) {
		execl("/proc/self/exe", "workload", "0", NULL);
		_exit(127);
	}
	if (waitpid(child, &status, 0) < 0 || status)
		errx(1, "the child ended with status %d", status);
}

static void write_and_read(void)
{
	static char block[PAGE];
	int fd = open("/tmp/workload", O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd < 0)
		err(1, "/tmp/workload");
	for (int i = 0; i < BLOCKS; i++) {
		if (write(fd, block, sizeof(block)) != sizeof(block))
			err(1, "write");
	}
	lseek(fd, 0, SEEK_SET);
	while (read(fd, block, sizeof(block)) > 0)
		;
	close(fd);
	if (unlink("/tmp/workload"))
		err(1, "unlink");
}

static void fault(void)
{
	char *pages = mmap(NULL, FAULTS * PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		err(1, "mmap");
	for (int i = 0; i < FAULTS; i++)
		pages[i * PAGE] = 1;
	munmap(pages, FAULTS * PAGE);
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char **argv)
{
	int rounds = argc == 2 ? atoi(argv[1]) : -1;
	long long begin = now_ns();

	if (rounds < 0)
		errx(2, "usage: workload ROUNDS");
	if (!rounds)
		return 0;
	for (int i = 0; i < rounds; i++) {
		fork_and_exec();
		write_and_read();
		fault();
	}
	printf("%lld\n", now_ns() - begin);
	return 0;
}
