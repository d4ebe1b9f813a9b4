/* SPDX-License-Identifier: MIT */
/* The pages of a captured trace, in memory. Any failure ends the program. */
#ifndef HYPERFTRACE_TEST_CAPTURE_H
#define HYPERFTRACE_TEST_CAPTURE_H

#include <stddef.h>
#include <stdint.h>

struct capture_page {
	/* When the guest handed it over: ns of the host's clock, its own TSC. */
	int64_t ts;
	uint64_t guest_tsc;
	const uint64_t *words;
	size_t n;
};

struct capture {
	struct capture_page *pages;
	size_t n;
};

/* Read the pages of a CTF trace in a directory, in the order of time. */
struct capture capture_read(const char *path);

void capture_free(struct capture *capture);

#endif
