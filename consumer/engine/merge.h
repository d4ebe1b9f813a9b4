/* SPDX-License-Identifier: MIT */
/*
 * The order of time. Each guest CPU is a source of pages, whose records are
 * in order, but which arrive when they are full; all other events come one by
 * one. A caller adds both as they arrive and takes out what comes next, up to
 * a time that nothing older can arrive for any more.
 */
#ifndef HYPERFTRACE_MERGE_H
#define HYPERFTRACE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "engine.h"
#include "page.h"

/* What the engine holds back at most. */
#define HFT_MERGE_WORDS_MAX (64 << 20)

/* A page that waits for its turn. */
struct hft_held {
	struct hft_held *next;
	struct hft_span span;
	struct hft_page_begin begin;
	/* Of its VM: 1, 2, ... */
	uint64_t session;
	/* It has messages only: functions and switches come as hypercalls. */
	bool by_call;
	/* What is missing between the page before and this one. */
	uint64_t missing_pages;
	uint64_t missing_functions;
	size_t n_words;
	uint64_t words[];
};

/* The pages of a guest CPU. All zero at first, but for ts: INT64_MIN. */
struct hft_source {
	struct hft_held *first;
	struct hft_held *last;
	/* The next record, and the end of the first page. */
	const uint64_t *next;
	const uint64_t *end;
	/* When that record was written; ts is also that of the last one. */
	uint64_t tsc;
	int64_t ts;
	/* Of the last record of the page before. */
	int64_t before;
	size_t place;
};

enum hft_event_kind {
	HFT_EVENT_HYPERCALL,
	HFT_EVENT_TRANSITION,
	/* A page came from there. */
	HFT_EVENT_FLUSH,
	HFT_EVENT_LOST,
};

/* What is no page. */
struct hft_event {
	int64_t ts;
	enum hft_event_kind kind;
	union {
		struct hft_hypercall hypercall;
		struct hft_transition transition;
		struct {
			uint64_t vm;
			uint64_t vcpu;
		} flush;
		struct hft_lost lost;
	};
};

struct hft_merge {
	/* Sources that have records, the one with the oldest first. */
	struct hft_source **heap;
	size_t n_sources;
	/* How many there are, and how many there is room for. */
	size_t n_reserved;
	size_t max_sources;
	/* A ring, in the order of arrival; its size is a power of two. */
	struct hft_event *events;
	size_t max_events;
	uint64_t head;
	uint64_t tail;
	/* Held back, events too; past the bound, the oldest is to go. */
	size_t n_words;
	size_t max_words;
};

void hft_merge_deinit(struct hft_merge *merge);

/* A page of so many words, to be filled in and added. NULL: no memory. */
struct hft_held *hft_held_create(size_t n_words);

/* Make room for one more source. Returns 0 or -ENOMEM. */
int hft_merge_reserve(struct hft_merge *merge);

/* Add a page behind the others of its source, which there is room for. */
void hft_merge_add_page(struct hft_merge *merge, struct hft_source *source,
			struct hft_held *held);

/* Add an event behind the others. Returns 0 or -ENOMEM. */
int hft_merge_add_event(struct hft_merge *merge, const struct hft_event *event);

enum hft_next { HFT_NEXT_NOTHING, HFT_NEXT_EVENT, HFT_NEXT_RECORDS };

struct hft_run {
	struct hft_event event;
	/* Its records up to this time, and all the first if there is one. */
	struct hft_source *source;
	int64_t until;
};

/*
 * Find what comes next, if that is not past a time. An event has been taken
 * out then; records are to be read with the functions below.
 */
enum hft_next hft_merge_next(struct hft_merge *merge, int64_t until,
			     struct hft_run *run);

/* Whether too much is held back. */
static inline bool hft_merge_is_full(const struct hft_merge *merge)
{
	return merge->n_words > merge->max_words;
}

/*
 * Go on behind a record of the source's first page, to where it ended. False
 * at the end of the page, or where the next record is past the run's time.
 */
static inline bool hft_source_advance(struct hft_source *source,
				      const uint64_t *end, int64_t until)
{
	int64_t ts;

	source->next = end;
	if (end == source->end)
		return false;
	source->tsc = hft_record_tsc(end, source->tsc);
	ts = hft_span_ns(&source->first->span, source->tsc);
	if (ts > source->ts)
		source->ts = ts;
	return source->ts <= until;
}

/* To be called after a run's records have been read. */
void hft_merge_settle(struct hft_merge *merge, struct hft_source *source);

/* Forget the pages of a source that is in no merge any more. */
void hft_source_deinit(struct hft_source *source);

#endif
