/* SPDX-License-Identifier: MIT */
/* The report as a table for people. */
#ifndef HYPERFTRACE_REPORT_TEXT_H
#define HYPERFTRACE_REPORT_TEXT_H

#include "out.h"
#include "report-section.h"

void hft_report_text_begin(struct hft_out *out);

/* A table: of a task or a process with a line before it that says which. */
void hft_report_text_section(struct hft_out *out,
			     const struct hft_report_settings *settings,
			     const struct hft_report_section *section);

void hft_report_text_end(struct hft_out *out,
			 const struct hft_report_settings *settings,
			 const struct hft_quality *quality, const char *why);

#endif
