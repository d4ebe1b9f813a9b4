/* SPDX-License-Identifier: MIT */
/* The trace as a file for other programs, in one of several formats. */
#ifndef HYPERFTRACE_EXPORT_H
#define HYPERFTRACE_EXPORT_H

#include "view.h"

enum hft_export_weight {
	HFT_WEIGHT_SELF,
	HFT_WEIGHT_CALLS,
	HFT_WEIGHT_EXITS,
	HFT_WEIGHT_EXIT_TIME,
};

struct hft_export_options {
	/* One of export.c's. */
	unsigned int format;
	/* enum hft_export_weight, of collapsed stacks. */
	unsigned int weight;
};

extern const struct hft_view hft_export_view;

/*
 * The formats: a view each, of which the export uses the hooks. create() gets
 * the export's options; those of a format are not looked at.
 */
extern const struct hft_view hft_export_collapsed;
extern const struct hft_view hft_export_jsonl;
extern const struct hft_view hft_export_perfetto;
extern const struct hft_view hft_export_pprof;
extern const struct hft_view hft_export_speedscope;

#endif
