/* SPDX-License-Identifier: MIT */
/* The cells of the report's tables: right-aligned, a space before each. */
#ifndef HYPERFTRACE_REPORT_CELLS_H
#define HYPERFTRACE_REPORT_CELLS_H

#include "line.h"
#include "report-figures.h"

/* Wide enough for 999.999 ms, with a sign; and for a hundred million. */
#define HFT_CELL_WIDTH 11

/* Text at the right; what is too long moves what follows. */
void hft_cell(struct hft_line *line, const char *text, size_t width);

/* 1.234 us, 12.345 ms, 1.234 s: cut, not rounded; sign is "", "+" or "-". */
void hft_cell_time(struct hft_line *line, const char *sign, uint64_t ns);

/* A figure of a row, in its unit; "-" if it is not known or there is no row. */
void hft_cell_figure(struct hft_line *line, const struct hft_report_row *row,
		     enum hft_figure figure);

/* part / all in percent, as in " 12.34%". */
void hft_cell_share(struct hft_line *line, uint64_t part, uint64_t all);

/* Two spaces and the name; of a program's function with what it is. */
void hft_cell_name(struct hft_line *line, const struct hft_report_row *row);

/* The same as hft_cell_time(), without spaces before it. */
void hft_put_duration(struct hft_line *line, uint64_t ns);

/* "1 call", "2 calls" */
void hft_put_number(struct hft_line *line, uint64_t n, const char *one,
		    const char *many);

/* Make the first character of a line of headings the mark of a comment. */
void hft_comment(struct hft_line *line);

#endif
