/* SPDX-License-Identifier: MIT */
/*
 * What a fuzzer gives, taken byte by byte: a change of one byte is to be a
 * small change of what is made of it. At its end there are zeros.
 */
#ifndef HYPERFTRACE_FUZZ_INPUT_H
#define HYPERFTRACE_FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct fuzz_input {
	const uint8_t *at;
	const uint8_t *end;
};

/* Said of a defect: the fuzzer keeps the input. */
#define FUZZ_CHECK(condition)                                            \
	do {                                                             \
		if (!(condition)) {                                      \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, \
				__LINE__, #condition);                   \
			abort();                                         \
		}                                                        \
	} while (0)

static inline bool fuzz_is_empty(const struct fuzz_input *in)
{
	return in->at == in->end;
}

static inline uint8_t fuzz_byte(struct fuzz_input *in)
{
	return fuzz_is_empty(in) ? 0 : *in->at++;
}

/* 0 to n - 1, of one byte. */
static inline uint8_t fuzz_pick(struct fuzz_input *in, unsigned int n)
{
	return fuzz_byte(in) % n;
}

static inline uint64_t fuzz_word(struct fuzz_input *in)
{
	uint64_t word = 0;

	for (unsigned int i = 0; i < 8; i++)
		word |= (uint64_t)fuzz_byte(in) << 8 * i;
	return word;
}

/* Often small, or near a limit; now and then anything. */
uint64_t fuzz_number(struct fuzz_input *in);

#endif
