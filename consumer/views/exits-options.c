/* SPDX-License-Identifier: MIT */
#include "exits-options.h"

static const char *const formats[] = {
	[HFT_EXITS_TEXT] = "text",
	[HFT_EXITS_JSON] = "json",
	[HFT_EXITS_COLLAPSED] = "collapsed",
	NULL,
};

static const char *const values[] = {
	[HFT_EXITS_TIME] = "time",
	[HFT_EXITS_COUNT] = "count",
	NULL,
};

#define OPTION(name, type, member, choices)                                 \
	{                                                                   \
		name, HFT_OPTION_##type,                                    \
			offsetof(struct hft_exits_options, member), choices \
	}

const struct hft_option hft_exits_options[HFT_EXITS_N_OPTIONS] = {
	OPTION("format", CHOICE, format, formats),
	OPTION("value", CHOICE, value, values),
	OPTION("top", UINT, top, NULL),
	OPTION("stacks", BOOL, stacks, NULL),
};
