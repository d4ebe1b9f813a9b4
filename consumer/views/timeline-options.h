/* SPDX-License-Identifier: MIT */
/* What of the timeline is wanted. */
#ifndef HYPERFTRACE_TIMELINE_OPTIONS_H
#define HYPERFTRACE_TIMELINE_OPTIONS_H

#include "options.h"

enum hft_timeline_format {
	HFT_TIMELINE_TEXT,
	HFT_TIMELINE_JSON,
};

enum hft_timeline_section {
	HFT_TIMELINE_PHASES = 1 << 0,
	HFT_TIMELINE_INITCALLS = 1 << 1,
	HFT_TIMELINE_SYSCALLS = 1 << 2,
	HFT_TIMELINE_GAPS = 1 << 3,
	HFT_TIMELINE_LANDMARKS = 1 << 4,
};

struct hft_timeline_options {
	/* enum hft_timeline_format */
	unsigned int format;
	/* Names; none: all. */
	struct hft_strings sections;
	/* Landmarks at most; 0: all. */
	uint64_t limit;
	/* Gaps of each kind; 0: 10. */
	uint64_t gaps;
	/* Leave out gaps in which there was nothing to do. */
	bool no_idle;
};

#define HFT_TIMELINE_N_OPTIONS 5

extern const struct hft_option hft_timeline_options[HFT_TIMELINE_N_OPTIONS];

/*
 * Find enum hft_timeline_section of the names. Returns 0, or -1 with an error.
 */
int hft_timeline_sections(const struct hft_strings *names,
			  unsigned int *sections, struct hft_error *error);

#endif
