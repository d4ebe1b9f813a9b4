/* SPDX-License-Identifier: MIT */
/* The report as JSON; what is in it, its manual says. */
#ifndef HYPERFTRACE_REPORT_JSON_H
#define HYPERFTRACE_REPORT_JSON_H

#include "json.h"
#include "report-section.h"

/* Of the text, not of the plugin: what reads one version reads its additions. */
#define HFT_REPORT_JSON_VERSION 1

/* The text's beginning, up to the first section, and its end. */
void hft_report_json_begin(struct hft_json *json,
			   const struct hft_report_settings *settings);
void hft_report_json_end(struct hft_json *json,
			 const struct hft_report_settings *settings,
			 const struct hft_quality *quality, const char *why);

void hft_report_json_section(struct hft_json *json,
			     const struct hft_report_settings *settings,
			     const struct hft_report_section *section);

/* The members of a row that are figures. */
void hft_report_json_figures(struct hft_json *json,
			     const struct hft_report_row *row);

#endif
