/* SPDX-License-Identifier: MIT */
/* Names of the system calls of x86-64, from the kernel's headers. */
#ifndef HYPERFTRACE_SYSCALL_NAMES_H
#define HYPERFTRACE_SYSCALL_NAMES_H

#include <stddef.h>

/* By number; NULL where the headers have none. */
extern const char *const hft_syscall_names[];
extern const size_t hft_n_syscall_names;

#endif
