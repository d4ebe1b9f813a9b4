/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "report-cells.h"

/* Any duration, with a sign and its unit. */
#define TIME_TEXT_MAX 48

static const char *time_text(char text[TIME_TEXT_MAX], const char *sign,
			     uint64_t ns)
{
	static const struct {
		uint64_t ns;
		const char *name;
	} units[] = { { 1000, "us" }, { 1000000, "ms" }, { 1000000000, "s" } };
	size_t i = 0;

	while (i < 2 && ns >= units[i + 1].ns)
		i++;
	snprintf(text, TIME_TEXT_MAX, "%s%" PRIu64 ".%03" PRIu64 " %s", sign,
		 ns / units[i].ns, ns % units[i].ns / (units[i].ns / 1000),
		 units[i].name);
	return text;
}

void hft_cell(struct hft_line *line, const char *text, size_t width)
{
	size_t length = strlen(text);

	hft_line_mem(line, " ", 1);
	if (length < width)
		hft_line_pad(line, line->length + width - length);
	hft_line_mem(line, text, length);
}

void hft_cell_time(struct hft_line *line, const char *sign, uint64_t ns)
{
	char text[TIME_TEXT_MAX];

	hft_cell(line, time_text(text, sign, ns), HFT_CELL_WIDTH);
}

/* Calls without a duration make no time of 0. */
static bool is_known(const struct hft_report_row *row, enum hft_figure figure)
{
	if (hft_figures[figure].time &&
	    row->figures[HFT_FIGURE_MAX] == HFT_UNKNOWN)
		return false;
	return row->figures[figure] != HFT_UNKNOWN;
}

void hft_cell_figure(struct hft_line *line, const struct hft_report_row *row,
		     enum hft_figure figure)
{
	if (!row || !is_known(row, figure)) {
		hft_cell(line, "-", HFT_CELL_WIDTH);
	} else if (hft_figures[figure].time) {
		hft_cell_time(line, "", row->figures[figure]);
	} else {
		hft_line_mem(line, " ", 1);
		hft_line_uint(line, row->figures[figure], HFT_CELL_WIDTH, ' ');
	}
}

void hft_cell_share(struct hft_line *line, uint64_t part, uint64_t all)
{
	char text[16];

	snprintf(text, sizeof(text), "%.2f%%",
		 all ? 100.0 * (double)part / (double)all : 0);
	hft_cell(line, text, 7);
}

void hft_cell_name(struct hft_line *line, const struct hft_report_row *row)
{
	hft_line_str(line, "  ");
	hft_line_str(line, row->name);
	if (row->user)
		hft_line_str(line, " (user)");
}

void hft_put_duration(struct hft_line *line, uint64_t ns)
{
	char text[TIME_TEXT_MAX];

	hft_line_str(line, time_text(text, "", ns));
}

void hft_put_number(struct hft_line *line, uint64_t n, const char *one,
		    const char *many)
{
	hft_line_uint(line, n, 1, ' ');
	hft_line_mem(line, " ", 1);
	hft_line_str(line, n == 1 ? one : many);
}

void hft_comment(struct hft_line *line)
{
	if (line->length)
		line->text[0] = '#';
}
