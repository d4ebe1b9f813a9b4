/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "function-numbers.h"

void hft_function_numbers_deinit(struct hft_function_numbers *numbers)
{
	free(numbers->by_id);
	free(numbers->functions);
}

static int reserve(struct hft_function_numbers *numbers, uint32_t id)
{
	uint32_t n = numbers->n_by_id ? numbers->n_by_id : 1024;
	const struct hft_function **functions;
	uint32_t *by_id;

	while (n <= id)
		n *= 2;
	by_id = reallocarray(numbers->by_id, n, sizeof(*by_id));
	if (!by_id)
		return ENOMEM;
	numbers->by_id = by_id;
	functions = reallocarray(numbers->functions, n, sizeof(*functions));
	if (!functions)
		return ENOMEM;
	numbers->functions = functions;
	memset(by_id + numbers->n_by_id, 0,
	       (n - numbers->n_by_id) * sizeof(*by_id));
	numbers->n_by_id = n;
	return 0;
}

int hft_function_number(struct hft_function_numbers *numbers,
			const struct hft_function *function, uint32_t *number)
{
	if (function->id >= numbers->n_by_id && reserve(numbers, function->id))
		return ENOMEM;
	if (!numbers->by_id[function->id]) {
		numbers->functions[numbers->n++] = function;
		numbers->by_id[function->id] = numbers->n;
	}
	*number = numbers->by_id[function->id] - 1;
	return 0;
}
