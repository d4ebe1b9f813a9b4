/* SPDX-License-Identifier: MIT */
/* The parameters of filter.hyperftrace.calls. */
#ifndef HYPERFTRACE_CALLS_OPTIONS_H
#define HYPERFTRACE_CALLS_OPTIONS_H

#include "params.h"
#include "sink-options.h"

struct hft_calls_options {
	struct hft_sink_options common;
	/* Where names of functions are written, for Trace Compass; or NULL. */
	const char *mapping;
};

/* Returns 0, or -1 with an error; strings belong to params. */
int hft_calls_options_read(struct hft_calls_options *options,
			   struct hft_params *params, const bt_value *map,
			   struct hft_error *error);

#endif
