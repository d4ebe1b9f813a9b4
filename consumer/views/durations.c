/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "durations.h"

void hft_durations_deinit(struct hft_durations *durations)
{
	free(durations->counts);
}

/* What counts is which part of the durations each bucket has. */
static void halve(struct hft_durations *durations)
{
	for (unsigned int i = 0; i < durations->n; i++)
		durations->counts[i] /= 2;
}

static void give_up(struct hft_durations *durations,
		    struct hft_durations_queue *queue)
{
	queue->room += durations->n * sizeof(*durations->counts);
	free(durations->counts);
	*durations = (struct hft_durations){ .given_up = true };
}

/* Make the window reach to a bucket, which is outside of it. */
static int widen(struct hft_durations *durations, unsigned int bucket,
		 struct hft_durations_queue *queue)
{
	unsigned int first = bucket / HFT_DURATIONS_STEP * HFT_DURATIONS_STEP;
	unsigned int end = first + HFT_DURATIONS_STEP;
	uint64_t bytes;
	uint32_t *counts;

	if (durations->n && durations->first < first)
		first = durations->first;
	if (durations->n && durations->first + durations->n > end)
		end = durations->first + durations->n;
	bytes = (end - first - durations->n) * sizeof(*counts);
	if (bytes > queue->room) {
		give_up(durations, queue);
		return 0;
	}
	counts = calloc(end - first, sizeof(*counts));
	if (!counts)
		return -ENOMEM;
	if (durations->n)
		memcpy(counts + (durations->first - first), durations->counts,
		       durations->n * sizeof(*counts));
	free(durations->counts);
	durations->counts = counts;
	durations->first = first;
	durations->n = end - first;
	queue->room -= bytes;
	return 0;
}

int hft_durations_count_slowly(struct hft_durations_queue *queue,
			       const struct hft_durations_item *item)
{
	struct hft_durations *durations = item->durations;

	if (durations->given_up)
		return 0;
	if (item->bucket - durations->first < durations->n)
		halve(durations);
	else if (widen(durations, item->bucket, queue))
		return -ENOMEM;
	if (!durations->given_up)
		durations->counts[item->bucket - durations->first]++;
	return 0;
}

int hft_durations_flush(struct hft_durations_queue *queue)
{
	int err = 0;

	for (unsigned int i = 0; i < HFT_DURATIONS_WAIT; i++) {
		struct hft_durations_item *item = &queue->items[i];

		if (item->durations && hft_durations_count(queue, item))
			err = -ENOMEM;
		item->durations = NULL;
	}
	return err;
}

static uint64_t middle_of(unsigned int bucket)
{
	const unsigned int octave = 1 << HFT_DURATIONS_SUB_BITS;
	unsigned int shift;

	if (bucket < 2 * octave)
		return bucket;
	shift = bucket / octave - 1;
	return ((uint64_t)(bucket % octave + octave) << shift) +
	       ((uint64_t)1 << (shift - 1));
}

uint64_t hft_durations_percentile(const struct hft_durations *durations,
				  unsigned int percent)
{
	uint64_t all = 0;
	uint64_t seen = 0;
	uint64_t rank;

	for (unsigned int i = 0; i < durations->n; i++)
		all += durations->counts[i];
	rank = (all * percent + 99) / 100;
	for (unsigned int i = 0; i < durations->n; i++) {
		seen += durations->counts[i];
		if (durations->counts[i] && seen >= rank)
			return middle_of(durations->first + i);
	}
	return 0;
}
