/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "report-cells.h"
#include "report-diff-write.h"

#define RATIO_WIDTH 8

/* What is shown beside the time that decides. */
static enum hft_figure other_of(const struct hft_diff *diff)
{
	return diff->figure == HFT_FIGURE_TOTAL ? HFT_FIGURE_SELF
						: HFT_FIGURE_TOTAL;
}

static void write_heads(struct hft_out *out, const struct hft_diff *diff)
{
	const char *other = hft_figures[other_of(diff)].heading;
	const int width = HFT_CELL_WIDTH + 1;
	struct hft_line line;

	/* What two columns are of stands above the second. */
	hft_out_format(out, "#%*s%*s%*s\n", 2 * width - 1,
		       hft_figures[diff->figure].heading,
		       3 * width + RATIO_WIDTH + 1, other, 2 * width, "CALLS");
	line.length = 0;
	hft_cell(&line, "BEFORE", HFT_CELL_WIDTH);
	hft_cell(&line, "AFTER", HFT_CELL_WIDTH);
	hft_cell(&line, "DELTA", HFT_CELL_WIDTH);
	hft_cell(&line, "RATIO", RATIO_WIDTH);
	for (int i = 0; i < 2; i++) {
		hft_cell(&line, "BEFORE", HFT_CELL_WIDTH);
		hft_cell(&line, "AFTER", HFT_CELL_WIDTH);
	}
	hft_line_str(&line, "  FUNCTION");
	hft_comment(&line);
	hft_out_line(out, &line);
}

static void put_delta(struct hft_line *line, int64_t delta)
{
	hft_cell_time(line, delta < 0 ? "-" : "+", llabs(delta));
}

static void put_ratio(struct hft_line *line,
		      const struct hft_difference *difference,
		      enum hft_figure figure)
{
	uint64_t before = difference->before
				  ? hft_row_known(difference->before, figure)
				  : 0;
	char text[40] = "-";

	if (before && difference->after)
		snprintf(text, sizeof(text), "%.2f",
			 (double)hft_row_known(difference->after, figure) /
				 (double)before);
	hft_cell(line, text, RATIO_WIDTH);
}

static void write_difference(struct hft_out *out, const struct hft_diff *diff,
			     const struct hft_difference *difference)
{
	const struct hft_report_row *before = difference->before;
	const struct hft_report_row *after = difference->after;
	struct hft_line line;

	line.length = 0;
	hft_cell_figure(&line, before, diff->figure);
	hft_cell_figure(&line, after, diff->figure);
	put_delta(&line, hft_diff_delta(difference, diff->figure));
	put_ratio(&line, difference, diff->figure);
	hft_cell_figure(&line, before, other_of(diff));
	hft_cell_figure(&line, after, other_of(diff));
	hft_cell_figure(&line, before, HFT_FIGURE_CALLS);
	hft_cell_figure(&line, after, HFT_FIGURE_CALLS);
	hft_cell_name(&line, hft_diff_row(difference));
	hft_out_line(out, &line);
}

static void write_title(struct hft_out *out, const struct hft_diff *diff,
			enum hft_change change, uint64_t shown)
{
	uint64_t n = diff->counts[change];
	int64_t self = diff->self[change];
	struct hft_line line;

	line.length = 0;
	hft_line_str(&line, "\n# ");
	hft_line_str(&line, hft_change_names[change]);
	hft_line_str(&line, ": ");
	hft_put_number(&line, n, "function", "functions");
	if (n) {
		hft_line_str(&line, ", self time ");
		hft_line_str(&line, self < 0 ? "-" : "+");
		hft_put_duration(&line, llabs(self));
	}
	if (shown < n) {
		hft_line_str(&line, "; ");
		hft_line_uint(&line, n - shown, 1, ' ');
		hft_line_str(&line, " left out");
	}
	hft_out_line(out, &line);
}

/* The first of them is items[first]. */
static void write_changes(struct hft_out *out, const struct hft_diff *diff,
			  enum hft_change change, size_t first, uint64_t limit)
{
	uint64_t shown = diff->counts[change];

	if (limit && limit < shown)
		shown = limit;
	write_title(out, diff, change, shown);
	if (!shown)
		return;
	write_heads(out, diff);
	for (size_t i = first; i < first + shown; i++)
		write_difference(out, diff, &diff->items[i]);
}

void hft_report_diff_text(struct hft_out *out,
			  const struct hft_report_settings *settings,
			  const struct hft_diff *diff)
{
	struct hft_line line;
	size_t first = 0;

	hft_out_format(out, "# before: %s\n# by what changed in: %s\n",
		       settings->baseline, hft_figures[diff->figure].name);
	for (int i = 0; i < HFT_CHANGE_SAME; i++) {
		write_changes(out, diff, i, first, settings->limit);
		first += diff->counts[i];
	}
	line.length = 0;
	hft_line_str(&line, "\n# same: ");
	hft_put_number(&line, diff->counts[HFT_CHANGE_SAME], "function",
		       "functions");
	hft_out_line(out, &line);
}
