/* SPDX-License-Identifier: MIT */
/*
 * How durations are distributed: a histogram whose buckets are as wide as a
 * 32nd of the power of two below them. So any duration is known to within
 * 1.6 %, those below 64 ns exactly, and the memory depends on how far the
 * durations spread, not on how many they are.
 */
#ifndef HYPERFTRACE_DURATIONS_H
#define HYPERFTRACE_DURATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Buckets of an octave, of all octaves, and by how many a window grows. */
#define HFT_DURATIONS_SUB_BITS 5
#define HFT_DURATIONS_BUCKETS \
	((65 - HFT_DURATIONS_SUB_BITS) << HFT_DURATIONS_SUB_BITS)
#define HFT_DURATIONS_STEP 16

/* All zero at first. */
struct hft_durations {
	/* Of the buckets [first, first + n), which is where durations are. */
	uint32_t *counts;
	uint16_t first;
	uint16_t n;
	/* There was no room for a bucket: nothing is known. */
	bool given_up;
};

void hft_durations_deinit(struct hft_durations *durations);

static inline unsigned int hft_durations_bucket(uint64_t ns)
{
	unsigned int shift;

	if (ns >> HFT_DURATIONS_SUB_BITS == 0)
		return ns;
	shift = 63 - __builtin_clzll(ns) - HFT_DURATIONS_SUB_BITS;
	return (shift << HFT_DURATIONS_SUB_BITS) + (ns >> shift);
}

/*
 * Durations on their way into histograms, one after the other: a histogram
 * takes longer to arrive from memory than anything else does, so it is asked
 * for some calls ahead.
 */
#define HFT_DURATIONS_WAIT 16

/* All zero at first, but room. */
struct hft_durations_queue {
	struct hft_durations_item {
		struct hft_durations *durations;
		unsigned int bucket;
	} items[HFT_DURATIONS_WAIT];
	/* The oldest; its place is the newest's. */
	unsigned int next;
	/* Bytes that histograms may still take: one that needs more is given
	 * up. */
	uint64_t room;
};

/* hft_durations_count()'s part for what is rare. */
int hft_durations_count_slowly(struct hft_durations_queue *queue,
			       const struct hft_durations_item *item);

static inline int hft_durations_count(struct hft_durations_queue *queue,
				      const struct hft_durations_item *item)
{
	struct hft_durations *durations = item->durations;
	unsigned int i = item->bucket - durations->first;

	if (i >= durations->n || durations->counts[i] == UINT32_MAX)
		return hft_durations_count_slowly(queue, item);
	durations->counts[i]++;
	return 0;
}

/*
 * Note a duration, in a histogram that does not move. Returns 0 or -ENOMEM,
 * perhaps for an earlier one.
 */
static inline int hft_durations_note(struct hft_durations_queue *queue,
				     struct hft_durations *durations,
				     uint64_t ns)
{
	struct hft_durations_item *item = &queue->items[queue->next];
	unsigned int bucket = hft_durations_bucket(ns);
	unsigned int i = bucket - durations->first;
	int err = item->durations ? hft_durations_count(queue, item) : 0;

	if (i < durations->n)
		__builtin_prefetch(&durations->counts[i], 1);
	*item = (struct hft_durations_item){ durations, bucket };
	queue->next = (queue->next + 1) % HFT_DURATIONS_WAIT;
	return err;
}

/* Nothing waits any more. Returns 0 or -ENOMEM. */
int hft_durations_flush(struct hft_durations_queue *queue);

/*
 * The duration, in ns, that so many percent, 1 to 100, do not exceed: the
 * middle of its bucket. 0 if nothing is known.
 */
uint64_t hft_durations_percentile(const struct hft_durations *durations,
				  unsigned int percent);

#endif
