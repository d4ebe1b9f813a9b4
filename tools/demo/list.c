/* SPDX-License-Identifier: MIT */
/*
 * The demo's user program: counts the entries of a directory. Built with
 * -finstrument-functions, so that its own calls are in the trace, with the
 * kernel's inside them.
 */
#include <dirent.h>
#include <err.h>
#include <stdio.h>

static DIR *open_directory(const char *path)
{
	DIR *directory = opendir(path);

	if (!directory)
		err(1, "%s", path);
	return directory;
}

static int count_entries(DIR *directory)
{
	int n = 0;

	while (readdir(directory))
		n++;
	return n;
}

static void print_count(const char *path, int n)
{
	printf("%s has %d entries\n", path, n);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/";
	DIR *directory = open_directory(path);

	print_count(path, count_entries(directory));
	closedir(directory);
	return 0;
}
