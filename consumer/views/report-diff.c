/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "report-diff.h"

const char *const hft_change_names[HFT_CHANGES] = {
	[HFT_CHANGE_SLOWER] = "slower", [HFT_CHANGE_FASTER] = "faster",
	[HFT_CHANGE_NEW] = "new",	[HFT_CHANGE_GONE] = "gone",
	[HFT_CHANGE_SAME] = "same",
};

int64_t hft_diff_delta(const struct hft_difference *difference,
		       enum hft_figure figure)
{
	const struct hft_report_row *before = difference->before;
	const struct hft_report_row *after = difference->after;
	uint64_t a = before ? hft_row_known(before, figure) : 0;
	uint64_t b = after ? hft_row_known(after, figure) : 0;
	uint64_t size = a > b ? a - b : b - a;

	if (size > INT64_MAX)
		size = INT64_MAX;
	return a > b ? -(int64_t)size : (int64_t)size;
}

static enum hft_change change_of(const struct hft_difference *difference,
				 enum hft_figure figure)
{
	int64_t delta = hft_diff_delta(difference, figure);

	if (!difference->before)
		return HFT_CHANGE_NEW;
	if (!difference->after)
		return HFT_CHANGE_GONE;
	if (!delta)
		return HFT_CHANGE_SAME;
	return delta > 0 ? HFT_CHANGE_SLOWER : HFT_CHANGE_FASTER;
}

static void add(struct hft_diff *diff, const struct hft_report_row *before,
		const struct hft_report_row *after)
{
	struct hft_difference *difference = &diff->items[diff->n++];
	int64_t *self;
	int64_t delta;

	*difference =
		(struct hft_difference){ .before = before, .after = after };
	difference->change = change_of(difference, diff->figure);
	diff->counts[difference->change]++;
	self = &diff->self[difference->change];
	delta = hft_diff_delta(difference, HFT_FIGURE_SELF);
	if (__builtin_add_overflow(*self, delta, self) || *self == INT64_MIN)
		*self = delta > 0 ? INT64_MAX : -INT64_MAX;
}

/* Both are in the order of names. */
static void merge(struct hft_diff *diff, const struct hft_baseline *baseline,
		  const struct hft_report_section *section)
{
	size_t i = 0;
	size_t j = 0;

	while (i < baseline->n || j < section->n) {
		int order;

		if (i == baseline->n)
			order = 1;
		else if (j == section->n)
			order = -1;
		else
			order = hft_report_compare_names(&baseline->rows[i],
							 &section->rows[j]);
		add(diff, order <= 0 ? &baseline->rows[i] : NULL,
		    order >= 0 ? &section->rows[j] : NULL);
		i += order <= 0;
		j += order >= 0;
	}
}

static int compare(const void *left, const void *right, void *data)
{
	const struct hft_report_order *order = data;
	const struct hft_difference *a = left;
	const struct hft_difference *b = right;
	int64_t x = 0;
	int64_t y = 0;
	int names;

	if (a->change != b->change)
		return a->change < b->change ? -1 : 1;
	names = hft_report_compare_names(hft_diff_row(a), hft_diff_row(b));
	if (order->figure == HFT_FIGURE_NAME)
		return order->reverse ? -names : names;
	x = llabs(hft_diff_delta(a, order->figure));
	y = llabs(hft_diff_delta(b, order->figure));
	if (x == y)
		return names;
	return (x < y) != order->reverse ? 1 : -1;
}

/* Calls cannot be slower. */
static enum hft_figure time_of(const struct hft_report_order *order)
{
	if (order->figure == HFT_FIGURE_NAME ||
	    !hft_figures[order->figure].time)
		return HFT_FIGURE_SELF;
	return order->figure;
}

int hft_diff(struct hft_diff *diff, const struct hft_baseline *baseline,
	     const struct hft_report_section *section,
	     const struct hft_report_order *order)
{
	struct hft_report_order how = *order;

	*diff = (struct hft_diff){ .figure = time_of(order) };
	diff->items =
		calloc(baseline->n + section->n + 1, sizeof(*diff->items));
	if (!diff->items)
		return -ENOMEM;
	merge(diff, baseline, section);
	qsort_r(diff->items, diff->n, sizeof(*diff->items), compare, &how);
	return 0;
}

void hft_diff_deinit(struct hft_diff *diff)
{
	free(diff->items);
}
