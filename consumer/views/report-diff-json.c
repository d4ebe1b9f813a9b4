/* SPDX-License-Identifier: MIT */
#include "report-diff-write.h"
#include "report-json.h"

static void put_row(struct hft_json *json, const char *key,
		    const struct hft_report_row *row)
{
	if (!row) {
		hft_json_string(json, key, NULL);
		return;
	}
	hft_json_object(json, key);
	hft_report_json_figures(json, row);
	hft_json_end_object(json);
}

static void put_difference(struct hft_json *json, const struct hft_diff *diff,
			   const struct hft_difference *difference)
{
	const struct hft_report_row *before = difference->before;
	const struct hft_report_row *after = difference->after;
	uint64_t was = before ? hft_row_known(before, diff->figure) : 0;

	hft_json_object(json, NULL);
	hft_json_string(json, "name", hft_diff_row(difference)->name);
	hft_json_bool(json, "user", hft_diff_row(difference)->user);
	hft_json_string(json, "change", hft_change_names[difference->change]);
	if (was && after)
		hft_json_real(json, "ratio",
			      (double)hft_row_known(after, diff->figure) /
				      (double)was,
			      4);
	else
		hft_json_string(json, "ratio", NULL);
	hft_json_object(json, "delta");
	for (int i = 0; i < HFT_FIGURES_JSON; i++)
		hft_json_int(json, hft_figures[i].json,
			     hft_diff_delta(difference, i));
	hft_json_end_object(json);
	put_row(json, "before", before);
	put_row(json, "after", after);
	hft_json_end_object(json);
}

void hft_report_diff_json(struct hft_json *json,
			  const struct hft_report_settings *settings,
			  const struct hft_diff *diff)
{
	size_t shown[HFT_CHANGES] = { 0 };
	size_t left_out = 0;

	hft_json_string(json, "figure", hft_figures[diff->figure].name);
	hft_json_array(json, "functions");
	for (size_t i = 0; i < diff->n; i++) {
		const struct hft_difference *difference = &diff->items[i];

		if (settings->limit &&
		    shown[difference->change]++ >= settings->limit)
			left_out++;
		else
			put_difference(json, diff, difference);
	}
	hft_json_end_array(json);
	hft_json_object(json, "changes");
	for (int i = 0; i < HFT_CHANGES; i++)
		hft_json_uint(json, hft_change_names[i], diff->counts[i]);
	hft_json_end_object(json);
	hft_json_uint(json, "left_out", left_out);
}
