/* SPDX-License-Identifier: MIT */
/* Initialization parameters of a component, checked. */
#ifndef HYPERFTRACE_PARAMS_H
#define HYPERFTRACE_PARAMS_H

#include <babeltrace2/babeltrace.h>

#include "../engine/error.h"

/* What sinks take. Strings belong to the bt_value they came from. */
struct hft_params {
	/* Files of symbols; NULL and 0 if there are none. */
	const char **kallsyms;
	size_t n_kallsyms;
	/* NULL is the standard output. */
	const char *output;
};

/*
 * Read the map of parameters: kallsyms, a string or an array of strings, and
 * output, a string. Returns 0, or -1 with an error that names the parameter
 * which is unknown, of another type, or empty.
 */
int hft_params_init(struct hft_params *params, const bt_value *map,
		    struct hft_error *error);
void hft_params_deinit(struct hft_params *params);

#endif
