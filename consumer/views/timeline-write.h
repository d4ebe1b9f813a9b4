/* SPDX-License-Identifier: MIT */
/* The timeline, all its sections, and what is written of them in the end. */
#ifndef HYPERFTRACE_TIMELINE_WRITE_H
#define HYPERFTRACE_TIMELINE_WRITE_H

#include "timeline-boots.h"
#include "timeline-gaps.h"
#include "timeline-initcalls.h"
#include "timeline-landmarks.h"
#include "timeline-options.h"
#include "timeline-phases.h"
#include "timeline-syscalls.h"

/* What a function is to the sections: enum hft_initcall_role, and these. */
#define HFT_ROLE_PHASE (1 << 6)
#define HFT_ROLE_SEEN (1 << 7)

struct hft_timeline {
	struct hft_out out;
	bool json;
	/* enum hft_timeline_section */
	unsigned int sections;
	/* Names of tasks. */
	struct hft_functions *names;
	/* By a function's id; 0 before its first call. */
	uint8_t *roles;
	size_t n_roles;
	struct hft_timeline_lanes lanes;
	struct hft_timeline_task *tasks;
	struct hft_boots boots;
	struct hft_landmarks landmarks;
	struct hft_initcalls initcalls;
	struct hft_syscalls *syscalls;
	struct hft_gaps gaps;
	bool begun;
	struct hft_timeline_print print;
};

/* Write everything; the end of the trace is known. */
void hft_timeline_write(struct hft_timeline *timeline,
			const struct hft_quality *quality, const char *why);

#endif
