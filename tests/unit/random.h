/* SPDX-License-Identifier: MIT */
/* Numbers that look random and are the same in each run, by their seed. */
#ifndef HYPERFTRACE_TEST_RANDOM_H
#define HYPERFTRACE_TEST_RANDOM_H

#include <stdint.h>

static uint64_t seed;

/* 0 to n - 1. */
static inline uint32_t pick(uint32_t n)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (seed >> 33) % n;
}

#endif
