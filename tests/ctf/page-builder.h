/* SPDX-License-Identifier: MIT */
/* Pages of records, put together word by word as a guest does. */
#ifndef HYPERFTRACE_TEST_PAGE_BUILDER_H
#define HYPERFTRACE_TEST_PAGE_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <hyperftrace/protocol.h>

#define PAGE_BUILDER_WORDS (HFT_PAGE_BYTES_MAX / sizeof(uint64_t))

struct page_builder {
	size_t n;
	uint64_t words[PAGE_BUILDER_WORDS];
};

/* A word as it is; what does not fit into a page is left out. */
static inline void page_word(struct page_builder *page, uint64_t word)
{
	if (page->n < PAGE_BUILDER_WORDS)
		page->words[page->n++] = word;
}

static inline uint64_t page_escape_word(unsigned int kind, uint32_t number,
					uint64_t delta, size_t n_words)
{
	const uint64_t ticks = (1ULL << HFT_REC_DELTA_BITS) - 1;

	return 1ULL << HFT_REC_ESCAPE_SHIFT |
	       (uint64_t)kind << HFT_ESC_KIND_SHIFT |
	       (uint64_t)n_words << HFT_ESC_WORDS_SHIFT |
	       (delta & ticks) << HFT_ESC_DELTA_SHIFT |
	       (number & ((1U << HFT_ESC_NUMBER_BITS) - 1));
}

/* A record of any kind but a function's. */
static inline void page_escape(struct page_builder *page, unsigned int kind,
			       uint32_t number, uint64_t delta,
			       const uint64_t *words, size_t n_words)
{
	page_word(page, page_escape_word(kind, number, delta, n_words));
	for (size_t i = 0; i < n_words; i++)
		page_word(page, words[i]);
}

struct page_start {
	uint64_t tsc;
	uint32_t tid;
	uint32_t tgid;
	uint32_t cpu;
	unsigned int context;
	uint64_t functions;
	uint64_t lost;
};

static inline void page_begin(struct page_builder *page,
			      const struct page_start *start)
{
	const uint64_t words[HFT_BEGIN_WORDS] = {
		start->tsc,
		start->tgid | (uint64_t)start->cpu << 32 |
			(uint64_t)start->context << 48,
		start->functions,
		start->lost,
	};

	page_escape(page, HFT_REC_BEGIN, start->tid, 0, words, HFT_BEGIN_WORDS);
}

/* A function's entry or exit, in whichever form it fits. */
static inline void page_func(struct page_builder *page, bool exit,
			     uint64_t delta, uint64_t address, uint32_t depth)
{
	const uint64_t ticks = (1ULL << HFT_REC_DELTA_BITS) - 1;
	const uint64_t low = (1ULL << HFT_FUNC_ADDRESS_BITS) - 1;

	if (~address >> HFT_FUNC_ADDRESS_BITS || depth >> HFT_FUNC_DEPTH_BITS)
		page_escape(page, HFT_REC_FUNC, exit | depth << 1, delta,
			    &address, 1);
	else
		page_word(page,
			  (uint64_t)exit << HFT_FUNC_EXIT_SHIFT |
				  (uint64_t)depth << HFT_FUNC_DEPTH_SHIFT |
				  (delta & ticks) << HFT_FUNC_DELTA_SHIFT |
				  (address & low));
}

#endif
