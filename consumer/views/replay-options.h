/* SPDX-License-Identifier: MIT */
/* What of the replay's looks can be chosen. */
#ifndef HYPERFTRACE_REPLAY_OPTIONS_H
#define HYPERFTRACE_REPLAY_OPTIONS_H

#include <stdio.h>

#include "options.h"
#include "replay-text.h"

struct hft_replay_options {
	/* text or json */
	unsigned int format;
	/* auto, always or never */
	unsigned int color;
	/* Names of columns; none given: time, vcpu, duration. */
	struct hft_strings columns;
};

#define HFT_REPLAY_N_OPTIONS 3
extern const struct hft_option hft_replay_options[HFT_REPLAY_N_OPTIONS];

/*
 * How lines look for these options and this file. Returns 0, or -1 with an
 * error that names what is no column.
 */
int hft_replay_text(struct hft_text *text,
		    const struct hft_replay_options *options, FILE *file,
		    struct hft_error *error);

#endif
