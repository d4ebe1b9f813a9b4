/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's tracepoints by name: modules cannot link to most of them. */
#ifndef HFT_GUEST_TRACEPOINTS_H
#define HFT_GUEST_TRACEPOINTS_H

#include <linux/tracepoint.h>

struct hft_tracepoint {
	const char *name;
	void *probe;
	struct tracepoint *tp; /* NULL while the probe is not attached */
};

/* Attach each probe. What is not there is named in the log and left out. */
void hft_tracepoints_start(struct hft_tracepoint *points, unsigned int n);

/* Returns when no probe can be running; also if they were never started. */
void hft_tracepoints_stop(struct hft_tracepoint *points, unsigned int n);

#endif
