/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <string.h>

#include "calls-options.h"

static const struct hft_option own_options[] = {
	{ "mapping", HFT_OPTION_PATH,
	  offsetof(struct hft_calls_options, mapping), NULL },
};

/*
 * There is no output but the messages, which are made while others read them;
 * and the beginning of a call cannot wait for its end.
 */
static bool is_common(const struct hft_option *option)
{
	static const char *const not_here[] = { "output", "threads",
						"min-duration" };

	for (size_t i = 0; i < sizeof(not_here) / sizeof(*not_here); i++) {
		if (!strcmp(option->name, not_here[i]))
			return false;
	}
	return true;
}

int hft_calls_options_read(struct hft_calls_options *options,
			   struct hft_params *params, const bt_value *map,
			   struct hft_error *error)
{
	struct hft_option common[HFT_SINK_N_OPTIONS];
	struct hft_option_set sets[] = {
		{ common, 0, &options->common },
		{ own_options, 1, options },
	};

	for (size_t i = 0; i < HFT_SINK_N_OPTIONS; i++) {
		if (is_common(&hft_sink_options[i]))
			common[sets[0].n++] = hft_sink_options[i];
	}
	return hft_params_read(params, map, sets, 2, error);
}
