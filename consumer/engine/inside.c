/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inside.h"

/*
 * What O_PATH opened is not touched by that, whatever it is: a device may do
 * anything when it is opened for reading.
 */
static int open_if_regular(int fd)
{
	char path[64];
	struct stat info;
	int ret;

	if (fstat(fd, &info))
		return -errno;
	if (!S_ISREG(info.st_mode))
		return -EINVAL;
	if ((uint64_t)info.st_size > HFT_INSIDE_BYTES_MAX)
		return -EFBIG;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ret = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	return ret < 0 ? -errno : ret;
}

static int open_and_close(int fd)
{
	int ret = open_if_regular(fd);

	close(fd);
	return ret;
}

/* Open a name in a directory, which is closed; no link and no way up. */
static int step(int directory, const char *name)
{
	struct stat info;
	int fd = -ELOOP;

	if (strcmp(name, "..")) {
		fd = openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			fd = -errno;
	}
	close(directory);
	if (fd >= 0 && (fstat(fd, &info) || S_ISLNK(info.st_mode))) {
		close(fd);
		return -ELOOP;
	}
	return fd;
}

int hft_inside_open_without_links(int directory, const char *path)
{
	char name[NAME_MAX + 1];
	int fd = dup(directory);

	if (fd < 0)
		return -errno;
	for (path += strspn(path, "/"); *path; path += strspn(path, "/")) {
		size_t length = strcspn(path, "/");

		if (length >= sizeof(name)) {
			close(fd);
			return -ENAMETOOLONG;
		}
		memcpy(name, path, length);
		name[length] = '\0';
		path += length;
		fd = step(fd, name);
		if (fd < 0)
			return fd;
	}
	return open_and_close(fd);
}

int hft_inside_open(int directory, const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int fd = syscall(SYS_openat2, directory, path, &how, sizeof(how));

	if (fd >= 0)
		return open_and_close(fd);
	/* A sandbox says that it is not permitted. */
	if (errno == ENOSYS || errno == EPERM)
		return hft_inside_open_without_links(directory, path);
	return -errno;
}
