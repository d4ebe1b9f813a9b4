/* SPDX-License-Identifier: MIT */
/* What of the report can be chosen. */
#ifndef HYPERFTRACE_REPORT_OPTIONS_H
#define HYPERFTRACE_REPORT_OPTIONS_H

#include "options.h"
#include "report-figures.h"
#include "report-groups.h"

enum hft_report_format { HFT_REPORT_TEXT, HFT_REPORT_JSON };

struct hft_report_options {
	/* enum hft_report_format, enum hft_report_by */
	unsigned int format;
	unsigned int by;
	/* A figure's name, or "name"; NULL: what is usual. */
	const char *sort;
	bool reverse;
	/* Rows of a table; 0: all. */
	uint64_t limit;
	/* Names of figures, and "share"; none given: what is usual. */
	struct hft_strings columns;
	/* An earlier report, to tell the difference to. */
	const char *baseline;
};

#define HFT_REPORT_N_OPTIONS 7
extern const struct hft_option hft_report_options[HFT_REPORT_N_OPTIONS];

/* A column: a figure, or which part of all the time of its own it is. */
#define HFT_COLUMN_SHARE HFT_FIGURES
#define HFT_REPORT_COLUMNS_MAX (HFT_FIGURES + 1)

struct hft_report_settings {
	enum hft_report_format format;
	enum hft_report_by by;
	struct hft_report_order order;
	uint64_t limit;
	unsigned int columns[HFT_REPORT_COLUMNS_MAX];
	size_t n_columns;
	/* Or NULL. */
	const char *baseline;
};

/* Read options. Returns 0, or -1 with an error that says what cannot be. */
int hft_report_settings(struct hft_report_settings *settings,
			const struct hft_report_options *options,
			struct hft_error *error);

#endif
