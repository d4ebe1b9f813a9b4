/* SPDX-License-Identifier: MIT */
/*
 * What of a trace is shown. The engine reads everything, and tells of what
 * passes: so every view has the same filters. What a call that is left out
 * took counts as the time of the call around it.
 */
#ifndef HYPERFTRACE_FILTER_H
#define HYPERFTRACE_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Strings that belong to somebody else. */
struct hft_strings {
	const char *const *items;
	size_t n;
};

/* All zero lets everything through. */
struct hft_filter {
	/* Globs, as fnmatch(3) has them: only these functions and what they
	 * call; and not these, nor what they call. */
	struct hft_strings functions;
	struct hft_strings notrace;
	/* Calls at this level or deeper are left out; 0: none are. */
	uint64_t depth;
	/* ns: calls that took less are left out. */
	uint64_t min_duration;
	/* ns since the beginning: calls that begin in [from, to); 0: no end. */
	uint64_t from;
	uint64_t to;
	/* Tasks, and processes: tid and tgid, or globs of their names. */
	struct hft_strings tasks;
	struct hft_strings processes;
	/* Numbers of VMs, and of vCPUs. */
	struct hft_strings vms;
	struct hft_strings vcpus;
	/* Leave out the kernel's functions, programs', those in interrupts. */
	bool no_kernel;
	bool no_user;
	bool no_irqs;
};

/* Whether it lets everything through. */
bool hft_filter_is_empty(const struct hft_filter *filter);

#endif
