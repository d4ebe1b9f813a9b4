/* SPDX-License-Identifier: MIT */
/* What the report tells of a function, and in which order functions are. */
#ifndef HYPERFTRACE_REPORT_FIGURES_H
#define HYPERFTRACE_REPORT_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../engine/quality.h"
#include "report-tally.h"

/* The first ones are in JSON, which has no others: see hft_figures. */
enum hft_figure {
	HFT_FIGURE_CALLS,
	HFT_FIGURE_UNTIMED,
	HFT_FIGURE_TOTAL,
	HFT_FIGURE_SELF,
	HFT_FIGURE_AVERAGE,
	HFT_FIGURE_MIN,
	HFT_FIGURE_MAX,
	HFT_FIGURE_P99,
	HFT_FIGURE_TOTAL_OUT,
	HFT_FIGURE_SELF_OUT,
	HFT_FIGURE_ADJUSTED,
	HFT_FIGURE_SELF_ADJUSTED,
	HFT_FIGURES_JSON,
	/* Without the time in which tasks were switched out. */
	HFT_FIGURE_NET = HFT_FIGURES_JSON,
	HFT_FIGURE_SELF_NET,
	HFT_FIGURES,
};

/* No function sorts by it, but what is sorted by name. */
#define HFT_FIGURE_NAME HFT_FIGURES

struct hft_figure_kind {
	/* As a key to sort by, and a column. */
	const char *name;
	const char *heading;
	/* The member's name; NULL if it is not in JSON. */
	const char *json;
	/* ns, or else a number. */
	bool time;
};

extern const struct hft_figure_kind hft_figures[HFT_FIGURES];

/* Of a figure: a function without a timed call has no maximum. */
#define HFT_UNKNOWN UINT64_MAX

struct hft_report_row {
	/* Somebody else's. */
	const char *name;
	bool user;
	uint64_t figures[HFT_FIGURES];
};

/* The figure, or 0. */
static inline uint64_t hft_row_known(const struct hft_report_row *row,
				     enum hft_figure figure)
{
	uint64_t value = row->figures[figure];

	return value == HFT_UNKNOWN ? 0 : value;
}

/* Fill a row from a tally; what tracing costs is in quality. */
void hft_report_row(struct hft_report_row *row, const struct hft_tally *tally,
		    const struct hft_quality *quality);

/* Set the figures that follow from others. */
void hft_report_row_derive(struct hft_report_row *row);

struct hft_report_order {
	/* Or HFT_FIGURE_NAME. */
	unsigned int figure;
	/* Numbers: smallest first; names: from z to a. */
	bool reverse;
};

/* By name, kernel's functions first: as strcmp(). */
int hft_report_compare_names(const struct hft_report_row *a,
			     const struct hft_report_row *b);

/* Largest first, unless reversed; ties by name. */
void hft_report_sort(struct hft_report_row *rows, size_t n,
		     const struct hft_report_order *order);

#endif
