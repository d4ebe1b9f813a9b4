/* SPDX-License-Identifier: MIT */
/*
 * Processes that do the same each time: workers DIRECTORY N ROUNDS. Each of
 * the N names itself worker0, worker1, ... and works in a directory of its own.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void must(int ok, const char *what)
{
	if (!ok)
		err(1, "%s", what);
}

static void one_round(const char *name)
{
	char text[64];
	struct stat st;
	int fd;

	must(!mkdir("d", 0700), "mkdir");
	fd = open("d/file", O_CREAT | O_RDWR, 0600);
	must(fd >= 0, "open");
	must(write(fd, name, 8) == 8, "write");
	must(pread(fd, text, sizeof(text), 0) == 8, "pread");
	must(!fstat(fd, &st) && st.st_size == 8, "fstat");
	must(!close(fd), "close");
	must(!symlink("file", "d/link"), "symlink");
	must(readlink("d/link", text, sizeof(text)) == 4, "readlink");
	must(!rename("d/file", "d/other"), "rename");
	must(!unlink("d/link") && !unlink("d/other"), "unlink");
	must(!rmdir("d"), "rmdir");
}

static void work(const char *directory, int number, int rounds)
{
	char name[16], path[256];

	snprintf(name, sizeof(name), "worker%d", number);
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	must(!prctl(PR_SET_NAME, name), "prctl");
	must(!mkdir(path, 0700) && !chdir(path), path);
	while (rounds--) {
		one_round(name);
		/* So that workers take turns. */
		must(!usleep(1), "usleep");
	}
	must(!rmdir(path), path);
	_exit(0);
}

int main(int argc, char *argv[])
{
	int n = argc > 2 ? atoi(argv[2]) : 0;
	int status;

	if (argc != 4 || n < 1 || n > 9)
		errx(2, "usage: workers DIRECTORY N ROUNDS (N: 1 to 9)");
	for (int i = 0; i < n; i++) {
		pid_t pid = fork();

		must(pid >= 0, "fork");
		if (!pid)
			work(argv[1], i, atoi(argv[3]));
	}
	for (int i = 0; i < n; i++) {
		must(wait(&status) > 0, "wait");
		if (status)
			errx(1, "a worker failed");
	}
	return 0;
}
