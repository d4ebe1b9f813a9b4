/* SPDX-License-Identifier: MIT */
/* Initialization parameters of a component, read as tables of options say. */
#ifndef HYPERFTRACE_PARAMS_H
#define HYPERFTRACE_PARAMS_H

#include <babeltrace2/babeltrace.h>

#include "../views/options.h"

/* Options and the structure that their values go to, zeroed by the caller. */
struct hft_option_set {
	const struct hft_option *options;
	size_t n;
	void *values;
};

/* What values point to. All zero: nothing. */
struct hft_params {
	void **owned;
	size_t n_owned;
};

/*
 * Read the map of parameters into sets of options. Strings belong to params,
 * which stays until hft_params_deinit(), also after a failure. Returns 0, or
 * -1 with an error that names the parameter which is unknown, of another type,
 * or has no such value.
 */
int hft_params_read(struct hft_params *params, const bt_value *map,
		    const struct hft_option_set *sets, size_t n_sets,
		    struct hft_error *error);
void hft_params_deinit(struct hft_params *params);

#endif
