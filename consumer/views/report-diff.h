/* SPDX-License-Identifier: MIT */
/* What is different from an earlier report. */
#ifndef HYPERFTRACE_REPORT_DIFF_H
#define HYPERFTRACE_REPORT_DIFF_H

#include "report-baseline.h"
#include "report-section.h"

enum hft_change {
	HFT_CHANGE_SLOWER,
	HFT_CHANGE_FASTER,
	HFT_CHANGE_NEW,
	HFT_CHANGE_GONE,
	HFT_CHANGE_SAME,
	HFT_CHANGES,
};

/* As JSON has them. */
extern const char *const hft_change_names[HFT_CHANGES];

struct hft_difference {
	enum hft_change change;
	/* One of them may be NULL. */
	const struct hft_report_row *before;
	const struct hft_report_row *after;
};

struct hft_diff {
	/* The time that decides which functions are slower. */
	enum hft_figure figure;
	/* By change; in each, the largest change first. */
	struct hft_difference *items;
	size_t n;
	size_t counts[HFT_CHANGES];
	/* ns: by how much their self times changed, all together. */
	int64_t self[HFT_CHANGES];
};

/*
 * Compare. Rows are the baseline's and the section's, whose order is that of
 * their names. Returns 0 or -ENOMEM.
 */
int hft_diff(struct hft_diff *diff, const struct hft_baseline *baseline,
	     const struct hft_report_section *section,
	     const struct hft_report_order *order);
void hft_diff_deinit(struct hft_diff *diff);

/* By how much a figure is larger than before, as far as there are numbers. */
int64_t hft_diff_delta(const struct hft_difference *difference,
		       enum hft_figure figure);

/* The row that there is, for its name. */
static inline const struct hft_report_row *
hft_diff_row(const struct hft_difference *difference)
{
	return difference->after ? difference->after : difference->before;
}

#endif
