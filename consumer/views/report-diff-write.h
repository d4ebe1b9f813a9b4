/* SPDX-License-Identifier: MIT */
/* The difference of two reports, as tables or as JSON. */
#ifndef HYPERFTRACE_REPORT_DIFF_WRITE_H
#define HYPERFTRACE_REPORT_DIFF_WRITE_H

#include "json.h"
#include "report-diff.h"

void hft_report_diff_text(struct hft_out *out,
			  const struct hft_report_settings *settings,
			  const struct hft_diff *diff);

/* The members behind those of hft_report_json_begin(). */
void hft_report_diff_json(struct hft_json *json,
			  const struct hft_report_settings *settings,
			  const struct hft_diff *diff);

#endif
