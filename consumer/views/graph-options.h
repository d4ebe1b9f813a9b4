/* SPDX-License-Identifier: MIT */
/* What of the graph can be chosen. */
#ifndef HYPERFTRACE_GRAPH_OPTIONS_H
#define HYPERFTRACE_GRAPH_OPTIONS_H

#include "call-tree.h"
#include "options.h"

enum hft_graph_format { HFT_GRAPH_TEXT, HFT_GRAPH_JSON };

enum hft_graph_sort {
	HFT_GRAPH_BY_TOTAL,
	HFT_GRAPH_BY_SELF,
	HFT_GRAPH_BY_CALLS
};

/* Which times are shown. */
enum hft_graph_times {
	HFT_GRAPH_ELAPSED,
	/* Without those in which tasks were switched out. */
	HFT_GRAPH_NET,
	/* Without what tracing cost. */
	HFT_GRAPH_ADJUSTED,
};

struct hft_graph_options {
	/* The enums above, and enum hft_tree_roots. */
	unsigned int format;
	unsigned int sort;
	unsigned int times;
	unsigned int roots;
	/* NULL: all. */
	const char *function;
	/* In percent; NULL: what is usual. */
	const char *min_share;
};

#define HFT_GRAPH_N_OPTIONS 6
extern const struct hft_option hft_graph_options[HFT_GRAPH_N_OPTIONS];

extern const char *const hft_graph_sorts[];
extern const char *const hft_graph_times[];

struct hft_graph_settings {
	enum hft_graph_format format;
	enum hft_graph_sort sort;
	enum hft_graph_times times;
	enum hft_tree_roots roots;
	const char *function;
	double min_share;
};

/* Read options. Returns 0, or -1 with an error that says what cannot be. */
int hft_graph_settings(struct hft_graph_settings *settings,
		       const struct hft_graph_options *options,
		       struct hft_error *error);

#endif
