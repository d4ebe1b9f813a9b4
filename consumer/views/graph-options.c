/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "graph-options.h"

#define MIN_SHARE 0.5

static const char *const formats[] = { "text", "json", NULL };
static const char *const roots[] = {
	[HFT_TREE_BY_COMM] = "comm",
	[HFT_TREE_BY_PROCESS] = "process",
	[HFT_TREE_BY_TASK] = "task",
	[HFT_TREE_BY_NOTHING] = "none",
	NULL,
};

const char *const hft_graph_sorts[] = {
	[HFT_GRAPH_BY_TOTAL] = "total",
	[HFT_GRAPH_BY_SELF] = "self",
	[HFT_GRAPH_BY_CALLS] = "calls",
	NULL,
};

const char *const hft_graph_times[] = {
	[HFT_GRAPH_ELAPSED] = "elapsed",
	[HFT_GRAPH_NET] = "net",
	[HFT_GRAPH_ADJUSTED] = "adjusted",
	NULL,
};

#define OPTION(name, type, member, choices)                                 \
	{                                                                   \
		name, HFT_OPTION_##type,                                    \
			offsetof(struct hft_graph_options, member), choices \
	}

const struct hft_option hft_graph_options[HFT_GRAPH_N_OPTIONS] = {
	OPTION("format", CHOICE, format, formats),
	OPTION("sort", CHOICE, sort, hft_graph_sorts),
	OPTION("times", CHOICE, times, hft_graph_times),
	OPTION("roots", CHOICE, roots, roots),
	OPTION("function", STRING, function, NULL),
	OPTION("min-share", STRING, min_share, NULL),
};

static int read_share(double *share, const char *text, struct hft_error *error)
{
	char *end;

	*share = strtod(text, &end);
	/* What is no number does not compare. */
	if (end != text && !*end && *share >= 0 && *share <= 100)
		return 0;
	return hft_error_set(error,
			     "parameter \"min-share\": \"%s\" is no share: "
			     "give percent, as in \"0.5\"",
			     text);
}

int hft_graph_settings(struct hft_graph_settings *settings,
		       const struct hft_graph_options *options,
		       struct hft_error *error)
{
	*settings = (struct hft_graph_settings){
		.format = options->format,
		.sort = options->sort,
		.times = options->times,
		.roots = options->roots,
		.function = options->function,
		.min_share = MIN_SHARE,
	};
	if (settings->function && !*settings->function)
		return hft_error_set(error,
				     "parameter \"function\": give the name of "
				     "a function, as in \"vfs_read\"");
	if (!options->min_share)
		return 0;
	return read_share(&settings->min_share, options->min_share, error);
}
