/* SPDX-License-Identifier: MIT */
/* Whether links and ".." lead anywhere: see consumer/engine/inside.h. */
#ifndef HYPERFTRACE_TEST_OPENAT2_H
#define HYPERFTRACE_TEST_OPENAT2_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Old kernels do not have it, and neither has valgrind. */
static inline bool has_openat2(void)
{
	return syscall(SYS_openat2, -1, "", NULL, 0) < 0 && errno != ENOSYS &&
	       errno != EPERM;
}

#endif
