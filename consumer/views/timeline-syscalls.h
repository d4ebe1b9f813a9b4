/* SPDX-License-Identifier: MIT */
/* The timeline's system calls: how often, how long, how many failed. */
#ifndef HYPERFTRACE_TIMELINE_SYSCALLS_H
#define HYPERFTRACE_TIMELINE_SYSCALLS_H

#include "timeline-tasks.h"
#include "timeline-text.h"

/* Numbers from here on are counted together. */
#define HFT_SYSCALLS_MAX 1024

struct hft_syscalls_of_nr {
	/* Those that began; and that ended as well, with an error, or at all. */
	uint64_t calls;
	uint64_t errors;
	uint64_t timed;
	/* ns of those. */
	uint64_t total;
	uint64_t longest;
	struct hft_where longest_where;
	int64_t first;
};

/* All zero at first. */
struct hft_syscalls {
	/* The last one is of all other numbers. */
	struct hft_syscalls_of_nr items[HFT_SYSCALLS_MAX + 1];
	/* Ends without a beginning, as of a fork's child. */
	uint64_t unmatched;
};

/*
 * A task, or NULL if it is not known, enters a system call, or comes back from
 * it. Names of tasks are kept in names. Returns 0 or -ENOMEM.
 */
void hft_syscalls_enter(struct hft_syscalls *syscalls,
			struct hft_timeline_task *task,
			const struct hft_syscall *syscall);
int hft_syscalls_exit(struct hft_syscalls *syscalls,
		      struct hft_timeline_task *task,
		      const struct hft_syscall *syscall,
		      struct hft_functions *names);

/* "read", "syscall 999", or, of HFT_SYSCALLS_MAX, "(other)". Returns text. */
char *hft_syscall_name(uint32_t nr, char *text, size_t size);

/* The section. */
void hft_syscalls_text(const struct hft_syscalls *syscalls,
		       const struct hft_timeline_print *print);
void hft_syscalls_json(const struct hft_syscalls *syscalls,
		       const struct hft_timeline_print *print,
		       struct hft_json *json);

#endif
