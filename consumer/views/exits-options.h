/* SPDX-License-Identifier: MIT */
/* What of the VM exits can be chosen. */
#ifndef HYPERFTRACE_EXITS_OPTIONS_H
#define HYPERFTRACE_EXITS_OPTIONS_H

#include <stdbool.h>

#include "options.h"

enum hft_exits_format { HFT_EXITS_TEXT, HFT_EXITS_JSON, HFT_EXITS_COLLAPSED };

/* What counts: the order of tables, and the numbers of collapsed stacks. */
enum hft_exits_value { HFT_EXITS_TIME, HFT_EXITS_COUNT };

struct hft_exits_options {
	/* The enums above. */
	unsigned int format;
	unsigned int value;
	/* Functions, or stacks, of each reason; 0: what is usual. */
	uint64_t top;
	/* Whole stacks, not innermost functions. */
	bool stacks;
};

#define HFT_EXITS_TOP 10

#define HFT_EXITS_N_OPTIONS 4
extern const struct hft_option hft_exits_options[HFT_EXITS_N_OPTIONS];

#endif
