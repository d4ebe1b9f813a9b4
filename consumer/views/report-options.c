/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "report-options.h"

static const char *const formats[] = { "text", "json", NULL };
static const char *const groups[] = { "function", "task", "process", NULL };

#define OPTION(name, type, member, choices)                                  \
	{                                                                    \
		name, HFT_OPTION_##type,                                     \
			offsetof(struct hft_report_options, member), choices \
	}

const struct hft_option hft_report_options[HFT_REPORT_N_OPTIONS] = {
	OPTION("format", CHOICE, format, formats),
	OPTION("by", CHOICE, by, groups),
	OPTION("sort", STRING, sort, NULL),
	OPTION("reverse", BOOL, reverse, NULL),
	OPTION("limit", UINT, limit, NULL),
	OPTION("columns", STRINGS, columns, NULL),
	OPTION("baseline", PATH, baseline, NULL),
};

/* A figure by its name, or HFT_FIGURES by that of something else; or -1. */
static int find_figure(const char *parameter, const char *name,
		       const char *other, struct hft_error *error)
{
	char list[256] = "";
	size_t n = 0;

	for (int i = 0; i < HFT_FIGURES && n < sizeof(list); i++) {
		if (!strcmp(name, hft_figures[i].name))
			return i;
		n += snprintf(list + n, sizeof(list) - n, "%s, ",
			      hft_figures[i].name);
	}
	if (!strcmp(name, other))
		return HFT_FIGURES;
	return hft_error_set(error,
			     "parameter \"%s\": \"%s\" is none of its values: "
			     "%s%s",
			     parameter, name, list, other);
}

static int read_order(struct hft_report_settings *settings,
		      const struct hft_report_options *options,
		      struct hft_error *error)
{
	int figure = options->baseline ? HFT_FIGURE_SELF : HFT_FIGURE_TOTAL;

	if (options->sort)
		figure = find_figure("sort", options->sort, "name", error);
	if (figure < 0)
		return -1;
	settings->order.figure = figure;
	settings->order.reverse = options->reverse;
	return 0;
}

static int read_columns(struct hft_report_settings *settings,
			const struct hft_strings *columns,
			struct hft_error *error)
{
	static const char *const usual[] = { "total", "self",	 "share",
					     "calls", "average", "min",
					     "max",   "p99" };
	struct hft_strings names = { usual, 8 };

	if (columns->n)
		names = *columns;
	if (names.n > HFT_REPORT_COLUMNS_MAX)
		return hft_error_set(error,
				     "parameter \"columns\": there are no more "
				     "than %d columns",
				     HFT_REPORT_COLUMNS_MAX);
	for (size_t i = 0; i < names.n; i++) {
		int figure =
			find_figure("columns", names.items[i], "share", error);

		if (figure < 0)
			return -1;
		settings->columns[settings->n_columns++] = figure;
	}
	return 0;
}

int hft_report_settings(struct hft_report_settings *settings,
			const struct hft_report_options *options,
			struct hft_error *error)
{
	*settings = (struct hft_report_settings){
		.format = options->format,
		.by = options->by,
		.limit = options->limit,
		.baseline = options->baseline,
	};
	if (settings->baseline && settings->by != HFT_REPORT_BY_FUNCTION)
		return hft_error_set(error,
				     "parameter \"baseline\": differences are "
				     "told by function: leave out parameter "
				     "\"by\"");
	if (settings->baseline && options->columns.n)
		return hft_error_set(
			error, "parameter \"baseline\": differences have "
			       "columns of their own: leave out parameter "
			       "\"columns\", and say with \"sort\" what "
			       "is to be compared");
	if (read_order(settings, options, error))
		return -1;
	return read_columns(settings, &options->columns, error);
}
