/* SPDX-License-Identifier: MIT */
/*
 * What lookups of addresses found: a trace has few functions, and calls them
 * over and over.
 */
#ifndef HYPERFTRACE_SYMBOL_CACHE_H
#define HYPERFTRACE_SYMBOL_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "symbols.h"

#define HFT_SYMBOL_CACHE_BITS 16

/* Empty when zeroed. */
struct hft_symbol_cache {
	struct hft_symbol_cache_line {
		uint64_t address;
		const struct hft_symbol *symbol;
		/* Valid if it is the cache's plus one. */
		uint64_t generation;
	} lines[1 << HFT_SYMBOL_CACHE_BITS];
	uint64_t generation;
};

/* Forget everything. */
static inline void hft_symbol_cache_clear(struct hft_symbol_cache *cache)
{
	cache->generation++;
}

/* Where an address has its place. */
static inline struct hft_symbol_cache_line *
hft_symbol_cache_line(struct hft_symbol_cache *cache, uint64_t address)
{
	/* The upper bits of a product depend on all bits of its factors. */
	uint64_t hash = address * 0x9e3779b97f4a7c15;

	return &cache->lines[hash >> (64 - HFT_SYMBOL_CACHE_BITS)];
}

static inline bool
hft_symbol_cache_hit(const struct hft_symbol_cache *cache,
		     const struct hft_symbol_cache_line *line, uint64_t address)
{
	return line->generation == cache->generation + 1 &&
	       line->address == address;
}

static inline void hft_symbol_cache_fill(const struct hft_symbol_cache *cache,
					 struct hft_symbol_cache_line *line,
					 uint64_t address,
					 const struct hft_symbol *symbol)
{
	*line = (struct hft_symbol_cache_line){ address, symbol,
						cache->generation + 1 };
}

#endif
