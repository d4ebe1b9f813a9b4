/* SPDX-License-Identifier: MIT */
/*
 * The records of one page, as protocol.h defines them. The guest wrote them
 * and is not trusted: hft_page_check() looks at all of a page once, what
 * reads it after that need not.
 */
#ifndef HYPERFTRACE_PAGE_H
#define HYPERFTRACE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hyperftrace/protocol.h>

#include "decode.h"

#define HFT_PAGE_WORDS_MAX (HFT_PAGE_BYTES_MAX / sizeof(uint64_t))
/* Guests have fewer CPUs: KVM's limit is a few thousand. */
#define HFT_GUEST_CPUS_MAX 4096

/* One event of the trace: a guest CPU hands a page over. */
struct hft_page {
	/* ns of the host's trace clock. */
	int64_t ts;
	/* The VM, and the vCPU that made the hypercall. */
	uint64_t vm;
	uint64_t vcpu;
	/* HFT_FLUSH_* */
	uint32_t flags;
	/* Low bits of the session's number. */
	uint32_t session;
	uint64_t seq;
	/* The guest's TSC, delay_ns before ts. */
	uint64_t guest_tsc;
	uint32_t delay_ns;
	/* 0, or a negative errno: the host could not read it. */
	int error;
	/* Not looked at if n_words is more than HFT_PAGE_WORDS_MAX. */
	const uint64_t *words;
	size_t n_words;
};

/* What the first record says. */
struct hft_page_begin {
	uint64_t tsc;
	struct hft_task_name task;
	uint32_t cpu;
	/* HFT_CONTEXT_* */
	unsigned int context;
	/* Of this CPU and session: function records, lost events before. */
	uint64_t functions;
	uint64_t lost;
};

struct hft_page_summary {
	struct hft_page_begin begin;
	/* Well-formed records reach up to here; 0 if there is no BEGIN. */
	size_t n_words;
	uint64_t n_records;
	uint64_t n_functions;
	/* Events that HFT_REC_LOST records tell of. */
	uint64_t n_lost;
	/* Word of the first HFT_REC_HELLO, 0 if there is none. */
	size_t hello;
	/* TSC of the last record. */
	uint64_t last_tsc;
	/* Times that a record is older than the one before. */
	uint64_t backwards;
	/* Something stands at n_words that is no record, or has no place there.
	 */
	bool malformed;
};

/* Look at all the words of a page. It cannot fail. */
struct hft_page_summary hft_page_check(const uint64_t *words, size_t n_words);

struct hft_record {
	/* HFT_REC_*; a function's is HFT_REC_FUNC in either form. */
	unsigned int kind;
	/* The number, and the further words, of all but functions. */
	uint32_t number;
	uint32_t n_words;
	const uint64_t *words;
	/* Functions. */
	uint64_t address;
	uint32_t depth;
	bool exit;
};

static inline unsigned int hft_escape_kind(uint64_t word)
{
	return word >> HFT_ESC_KIND_SHIFT & ((1U << HFT_ESC_KIND_BITS) - 1);
}

static inline uint32_t hft_escape_words(uint64_t word)
{
	return word >> HFT_ESC_WORDS_SHIFT & ((1U << HFT_ESC_WORDS_BITS) - 1);
}

static inline uint32_t hft_escape_number(uint64_t word)
{
	return word & ((1U << HFT_ESC_NUMBER_BITS) - 1);
}

static inline bool hft_is_function(uint64_t word)
{
	return !(word >> HFT_REC_ESCAPE_SHIFT);
}

/*
 * TSC of the record at words, given that of the record before, which it never
 * goes below.
 */
static inline uint64_t hft_record_tsc(const uint64_t *words, uint64_t before)
{
	const uint64_t mask = (1U << HFT_REC_DELTA_BITS) - 1;
	uint64_t tsc;

	if (hft_is_function(*words))
		tsc = before + (*words >> HFT_FUNC_DELTA_SHIFT & mask);
	else if (hft_escape_kind(*words) == HFT_REC_TIME ||
		 hft_escape_kind(*words) == HFT_REC_BEGIN)
		tsc = words[1];
	else
		tsc = before + (*words >> HFT_ESC_DELTA_SHIFT & mask);
	return tsc > before ? tsc : before;
}

/* Read the record at words, of a page that was checked; returns its end. */
static inline const uint64_t *hft_record_read(const uint64_t *words,
					      struct hft_record *record)
{
	const uint64_t address = (1U << HFT_FUNC_ADDRESS_BITS) - 1;
	uint64_t word = *words++;

	if (hft_is_function(word)) {
		record->kind = HFT_REC_FUNC;
		record->address = word | ~address;
		record->depth = word >> HFT_FUNC_DEPTH_SHIFT &
				((1U << HFT_FUNC_DEPTH_BITS) - 1);
		record->exit = word >> HFT_FUNC_EXIT_SHIFT & 1;
		return words;
	}
	record->kind = hft_escape_kind(word);
	record->number = hft_escape_number(word);
	record->n_words = hft_escape_words(word);
	record->words = words;
	if (record->kind == HFT_REC_FUNC) {
		record->address = words[0];
		record->depth = record->number >> 1;
		record->exit = record->number & 1;
	}
	return words + record->n_words;
}

#endif
