/* SPDX-License-Identifier: MIT */
/* Functions that occur in a file, numbered 0, 1, 2, ... as they come. */
#ifndef HYPERFTRACE_FUNCTION_NUMBERS_H
#define HYPERFTRACE_FUNCTION_NUMBERS_H

#include "../engine/functions.h"

/* All zero at first. */
struct hft_function_numbers {
	/* Number + 1 by the function's id; 0: it has none. */
	uint32_t *by_id;
	uint32_t n_by_id;
	/* The functions by their numbers. */
	const struct hft_function **functions;
	uint32_t n;
};

void hft_function_numbers_deinit(struct hft_function_numbers *numbers);

/* The number of a function, which it may get now. Returns 0 or ENOMEM. */
int hft_function_number(struct hft_function_numbers *numbers,
			const struct hft_function *function, uint32_t *number);

#endif
