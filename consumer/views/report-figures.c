/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "report-figures.h"

const struct hft_figure_kind hft_figures[HFT_FIGURES] = {
	[HFT_FIGURE_CALLS] = { "calls", "CALLS", "calls", false },
	[HFT_FIGURE_UNTIMED] = { "untimed", "UNTIMED", "untimed", false },
	[HFT_FIGURE_TOTAL] = { "total", "TOTAL", "total_ns", true },
	[HFT_FIGURE_SELF] = { "self", "SELF", "self_ns", true },
	[HFT_FIGURE_AVERAGE] = { "average", "AVERAGE", "avg_ns", true },
	[HFT_FIGURE_MIN] = { "min", "MIN", "min_ns", true },
	[HFT_FIGURE_MAX] = { "max", "MAX", "max_ns", true },
	[HFT_FIGURE_P99] = { "p99", "P99", "p99_ns", true },
	[HFT_FIGURE_TOTAL_OUT] = { "out", "OUT", "total_out_ns", true },
	[HFT_FIGURE_SELF_OUT] = { "self-out", "SELF OUT", "self_out_ns", true },
	[HFT_FIGURE_ADJUSTED] = { "adjusted", "ADJUSTED", "adjusted_total_ns",
				  true },
	[HFT_FIGURE_SELF_ADJUSTED] = { "self-adjusted", "SELF ADJ.",
				       "adjusted_self_ns", true },
	[HFT_FIGURE_NET] = { "net", "NET", NULL, true },
	[HFT_FIGURE_SELF_NET] = { "self-net", "SELF NET", NULL, true },
};

/* a - n * cost - m * other; never below 0. */
static uint64_t less(uint64_t a, uint64_t n, uint64_t cost, uint64_t m,
		     uint64_t other)
{
	unsigned __int128 costs =
		(unsigned __int128)n * cost + (unsigned __int128)m * other;

	return a > costs ? a - (uint64_t)costs : 0;
}

static void adjust(struct hft_report_row *row, const struct hft_tally *tally,
		   const struct hft_quality *quality)
{
	uint64_t in = quality->cost_in_ns;
	uint64_t out = quality->cost_out_ns;
	uint64_t self =
		less(tally->self, tally->timed, in, tally->children, out);

	row->figures[HFT_FIGURE_ADJUSTED] =
		less(tally->total, tally->timed - tally->nested, in,
		     tally->calls, in + out);
	row->figures[HFT_FIGURE_SELF_ADJUSTED] =
		less(self, tally->self_calls, in + out, 0, 0);
}

static uint64_t bounded(uint64_t ns)
{
	return ns < HFT_TALLY_MAX ? ns : HFT_TALLY_MAX;
}

/* In its bucket are shorter ones and longer ones. */
static uint64_t p99_of(const struct hft_tally *tally)
{
	uint64_t ns = hft_durations_percentile(&tally->durations, 99);

	if (tally->durations.given_up)
		return HFT_UNKNOWN;
	/* The longest of less than a hundred. */
	if (tally->timed < 100 || ns > tally->max)
		return bounded(tally->max);
	return ns < tally->min ? bounded(tally->min) : ns;
}

void hft_report_row_derive(struct hft_report_row *row)
{
	uint64_t *figures = row->figures;
	uint64_t out = hft_row_known(row, HFT_FIGURE_TOTAL_OUT);
	uint64_t self_out = hft_row_known(row, HFT_FIGURE_SELF_OUT);

	figures[HFT_FIGURE_NET] =
		less(hft_row_known(row, HFT_FIGURE_TOTAL), out, 1, 0, 0);
	figures[HFT_FIGURE_SELF_NET] =
		less(hft_row_known(row, HFT_FIGURE_SELF), self_out, 1, 0, 0);
}

void hft_report_row(struct hft_report_row *row, const struct hft_tally *tally,
		    const struct hft_quality *quality)
{
	uint64_t sum = hft_tally_sum(tally->total, tally->nested_total);
	uint64_t timed = tally->timed;
	bool known = timed;

	*row = (struct hft_report_row){
		.name = tally->function->name,
		.user = tally->function->user,
		.figures = {
			[HFT_FIGURE_CALLS] = timed + tally->untimed,
			[HFT_FIGURE_UNTIMED] = tally->untimed,
			[HFT_FIGURE_TOTAL] = tally->total,
			[HFT_FIGURE_SELF] = tally->self,
			[HFT_FIGURE_AVERAGE] = known ? sum / timed : HFT_UNKNOWN,
			[HFT_FIGURE_MIN] = known ? bounded(tally->min) : HFT_UNKNOWN,
			[HFT_FIGURE_MAX] = known ? bounded(tally->max) : HFT_UNKNOWN,
			[HFT_FIGURE_P99] = known ? p99_of(tally) : HFT_UNKNOWN,
			[HFT_FIGURE_TOTAL_OUT] = tally->total_out,
			[HFT_FIGURE_SELF_OUT] = tally->self_out,
		},
	};
	adjust(row, tally, quality);
	hft_report_row_derive(row);
}

int hft_report_compare_names(const struct hft_report_row *a,
			     const struct hft_report_row *b)
{
	if (a->user != b->user)
		return a->user - b->user;
	return strcmp(a->name, b->name);
}

static int compare(const void *left, const void *right, void *data)
{
	const struct hft_report_order *order = data;
	const struct hft_report_row *a = left;
	const struct hft_report_row *b = right;
	uint64_t x = 0;
	uint64_t y = 0;
	int result;

	if (order->figure != HFT_FIGURE_NAME) {
		x = hft_row_known(a, order->figure);
		y = hft_row_known(b, order->figure);
	}
	if (x == y) {
		result = hft_report_compare_names(a, b);
		return order->figure == HFT_FIGURE_NAME && order->reverse
			       ? -result
			       : result;
	}
	return (x < y) != order->reverse ? 1 : -1;
}

void hft_report_sort(struct hft_report_row *rows, size_t n,
		     const struct hft_report_order *order)
{
	struct hft_report_order how = *order;

	qsort_r(rows, n, sizeof(*rows), compare, &how);
}
