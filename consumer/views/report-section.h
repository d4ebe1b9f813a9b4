/* SPDX-License-Identifier: MIT */
/* The functions of all, of a task or of a process, ready to be shown. */
#ifndef HYPERFTRACE_REPORT_SECTION_H
#define HYPERFTRACE_REPORT_SECTION_H

#include "report-figures.h"
#include "report-groups.h"
#include "report-options.h"

struct hft_report_section {
	const struct hft_report_group *group;
	/* In order; the first of them are shown. */
	struct hft_report_row *rows;
	size_t n;
	size_t shown;
	/* Of all rows. */
	uint64_t calls;
	uint64_t untimed;
	uint64_t self;
	/* Functions whose durations had no room. */
	size_t without_p99;
};

/* Returns 0 or -ENOMEM. */
int hft_report_section(struct hft_report_section *section,
		       const struct hft_report_group *group,
		       const struct hft_report_settings *settings,
		       const struct hft_quality *quality);
void hft_report_section_deinit(struct hft_report_section *section);

#endif
