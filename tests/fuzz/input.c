/* SPDX-License-Identifier: MIT */
#include "input.h"

uint64_t fuzz_number(struct fuzz_input *in)
{
	uint8_t first = fuzz_byte(in);

	if (first < 200)
		return first;
	/* As large as it gets, and what is right below the powers of two. */
	if (first < 232)
		return UINT64_MAX >> 2 * (first - 200);
	if (first < 240)
		return (uint64_t)1 << 8 * (first - 232);
	if (first < 248)
		return fuzz_byte(in) | (uint64_t)fuzz_byte(in) << 8;
	return fuzz_word(in);
}
