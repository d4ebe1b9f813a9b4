/* SPDX-License-Identifier: MIT */
/* An earlier report, which was written as JSON. */
#ifndef HYPERFTRACE_REPORT_BASELINE_H
#define HYPERFTRACE_REPORT_BASELINE_H

#include "../engine/error.h"
#include "report-figures.h"

struct json_object;

/* All zero at first. */
struct hft_baseline {
	/* By hft_report_compare_names(), each name once. */
	struct hft_report_row *rows;
	size_t n;
	/* It has their names. */
	struct json_object *root;
};

/*
 * Read a file. Returns 0, or -1 with an error that names the file, what is
 * wrong in it and what to do.
 */
int hft_baseline_read(struct hft_baseline *baseline, const char *path,
		      struct hft_error *error);
void hft_baseline_deinit(struct hft_baseline *baseline);

#endif
