/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "merge.h"

#define FIRST_EVENTS 1024
/* What an event or a page without words counts as. */
#define EVENT_WORDS (sizeof(struct hft_event) / sizeof(uint64_t))
#define HELD_WORDS (sizeof(struct hft_held) / sizeof(uint64_t))

void hft_merge_deinit(struct hft_merge *merge)
{
	free(merge->heap);
	free(merge->events);
}

void hft_source_deinit(struct hft_source *source)
{
	while (source->first) {
		struct hft_held *held = source->first;

		source->first = held->next;
		free(held);
	}
}

struct hft_held *hft_held_create(size_t n_words)
{
	struct hft_held *held =
		malloc(sizeof(*held) + n_words * sizeof(*held->words));

	if (held)
		held->n_words = n_words;
	return held;
}

static void put(struct hft_merge *merge, size_t place,
		struct hft_source *source)
{
	merge->heap[place] = source;
	source->place = place;
}

static void sift_up(struct hft_merge *merge, struct hft_source *source)
{
	size_t place = source->place;

	while (place) {
		size_t above = (place - 1) / 2;

		if (merge->heap[above]->ts <= source->ts)
			break;
		put(merge, place, merge->heap[above]);
		place = above;
	}
	put(merge, place, source);
}

/* The older of the two sources below a place; NULL if there are none. */
static struct hft_source *older_below(const struct hft_merge *merge,
				      size_t place)
{
	size_t below = 2 * place + 1;

	if (below >= merge->n_sources)
		return NULL;
	if (below + 1 < merge->n_sources &&
	    merge->heap[below + 1]->ts < merge->heap[below]->ts)
		below++;
	return merge->heap[below];
}

static void sift_down(struct hft_merge *merge, struct hft_source *source)
{
	size_t place = source->place;
	struct hft_source *below;

	while ((below = older_below(merge, place)) && below->ts < source->ts) {
		size_t next = below->place;

		put(merge, place, below);
		place = next;
	}
	put(merge, place, source);
}

/* The first source has no more records. */
static void remove_first(struct hft_merge *merge)
{
	struct hft_source *last = merge->heap[--merge->n_sources];

	put(merge, 0, last);
	sift_down(merge, last);
}

int hft_merge_reserve(struct hft_merge *merge)
{
	if (merge->n_reserved == merge->max_sources) {
		size_t max = merge->max_sources ? merge->max_sources * 2 : 16;
		struct hft_source **heap =
			reallocarray(merge->heap, max, sizeof(*heap));

		if (!heap)
			return -ENOMEM;
		merge->heap = heap;
		merge->max_sources = max;
	}
	merge->n_reserved++;
	return 0;
}

/* Go to the first record of the first page. */
static void open_page(struct hft_source *source)
{
	const struct hft_held *held = source->first;
	int64_t ts;

	source->before = source->ts;
	source->next = held->words;
	source->end = held->words + held->n_words;
	source->tsc = held->begin.tsc;
	ts = hft_span_ns(&held->span, source->tsc);
	if (ts > source->ts)
		source->ts = ts;
}

void hft_merge_add_page(struct hft_merge *merge, struct hft_source *source,
			struct hft_held *held)
{
	held->next = NULL;
	merge->n_words += held->n_words + HELD_WORDS;
	if (source->first) {
		source->last->next = held;
		source->last = held;
		return;
	}
	source->first = held;
	source->last = held;
	open_page(source);
	source->place = merge->n_sources++;
	sift_up(merge, source);
}

static int grow_events(struct hft_merge *merge)
{
	size_t max = merge->max_events ? merge->max_events * 2 : FIRST_EVENTS;
	struct hft_event *events = calloc(max, sizeof(*events));

	if (!events)
		return -ENOMEM;
	for (uint64_t i = merge->head; i != merge->tail; i++)
		events[i & (max - 1)] =
			merge->events[i & (merge->max_events - 1)];
	free(merge->events);
	merge->events = events;
	merge->max_events = max;
	return 0;
}

int hft_merge_add_event(struct hft_merge *merge, const struct hft_event *event)
{
	if (merge->tail - merge->head == merge->max_events &&
	    grow_events(merge))
		return -ENOMEM;
	merge->events[merge->tail++ & (merge->max_events - 1)] = *event;
	merge->n_words += EVENT_WORDS;
	return 0;
}

static struct hft_event *first_event(const struct hft_merge *merge)
{
	if (merge->head == merge->tail)
		return NULL;
	return &merge->events[merge->head & (merge->max_events - 1)];
}

enum hft_next hft_merge_next(struct hft_merge *merge, int64_t until,
			     struct hft_run *run)
{
	struct hft_source *source = merge->n_sources ? merge->heap[0] : NULL;
	struct hft_source *other = older_below(merge, 0);
	const struct hft_event *event = first_event(merge);

	if (event && (!source || event->ts < source->ts)) {
		if (event->ts > until)
			return HFT_NEXT_NOTHING;
		run->event = *event;
		merge->head++;
		merge->n_words -= EVENT_WORDS;
		return HFT_NEXT_EVENT;
	}
	if (!source || source->ts > until)
		return HFT_NEXT_NOTHING;
	if (other && other->ts < until)
		until = other->ts;
	if (event && event->ts < until)
		until = event->ts;
	run->source = source;
	run->until = until;
	return HFT_NEXT_RECORDS;
}

void hft_merge_settle(struct hft_merge *merge, struct hft_source *source)
{
	struct hft_held *held = source->first;

	if (source->next != source->end) {
		sift_down(merge, source);
		return;
	}
	merge->n_words -= held->n_words + HELD_WORDS;
	source->first = held->next;
	free(held);
	if (!source->first) {
		remove_first(merge);
		return;
	}
	open_page(source);
	sift_down(merge, source);
}
