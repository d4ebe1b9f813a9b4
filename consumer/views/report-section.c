/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "report-section.h"

static void add_up(struct hft_report_section *section,
		   const struct hft_report_row *row)
{
	section->calls += row->figures[HFT_FIGURE_CALLS];
	section->untimed += row->figures[HFT_FIGURE_UNTIMED];
	section->self =
		hft_tally_sum(section->self, row->figures[HFT_FIGURE_SELF]);
	section->without_p99 += row->figures[HFT_FIGURE_MAX] != HFT_UNKNOWN &&
				row->figures[HFT_FIGURE_P99] == HFT_UNKNOWN;
}

/* Whether any call of it has ended. */
static bool is_shown(const struct hft_tally *tally)
{
	return tally->timed || tally->untimed;
}

int hft_report_section(struct hft_report_section *section,
		       const struct hft_report_group *group,
		       const struct hft_report_settings *settings,
		       const struct hft_quality *quality)
{
	const struct hft_tally *tally;
	size_t n = 0;

	*section = (struct hft_report_section){ .group = group };
	for (tally = group->tallies; tally; tally = tally->next)
		n += is_shown(tally);
	section->rows = calloc(n + 1, sizeof(*section->rows));
	if (!section->rows)
		return -ENOMEM;
	for (tally = group->tallies; tally; tally = tally->next) {
		struct hft_report_row *row = &section->rows[section->n];

		if (!is_shown(tally))
			continue;
		hft_report_row(row, tally, quality);
		add_up(section, row);
		section->n++;
	}
	hft_report_sort(section->rows, section->n, &settings->order);
	section->shown = section->n;
	if (settings->limit && settings->limit < section->n)
		section->shown = settings->limit;
	return 0;
}

void hft_report_section_deinit(struct hft_report_section *section)
{
	free(section->rows);
}
