/* SPDX-License-Identifier: MIT */
/* The parameters that all components have. */
#ifndef HYPERFTRACE_SINK_OPTIONS_H
#define HYPERFTRACE_SINK_OPTIONS_H

#include "../views/options.h"

struct hft_sink_options {
	/* Files of symbols. */
	struct hft_strings kallsyms;
	/* A directory with the guest's files; NULL: none. */
	const char *symfs;
	/* NULL is the standard output. */
	const char *output;
	/* 0: as many as are of use. */
	uint64_t threads;
	struct hft_filter filter;
};

#define HFT_SINK_N_OPTIONS 17
extern const struct hft_option hft_sink_options[HFT_SINK_N_OPTIONS];

#endif
