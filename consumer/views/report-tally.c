/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "report-tally.h"

/* The open calls of a task that is not the tally's owner. */
struct opened {
	struct hft_node node;
	const struct hft_tally *tally;
	uint64_t task;
	uint32_t n;
};

int hft_opens_init(struct hft_opens *opens)
{
	opens->spare = NULL;
	return hft_hash_init(&opens->hash);
}

static void free_list(struct hft_node *node)
{
	struct hft_node *next;

	for (; node; node = next) {
		next = node->next;
		free(hft_container(node, struct opened, node));
	}
}

void hft_opens_deinit(struct hft_opens *opens)
{
	for (size_t i = 0; i < opens->hash.n_buckets; i++)
		free_list(opens->hash.buckets[i]);
	hft_hash_deinit(&opens->hash);
	free_list(opens->spare);
}

static uint64_t hash_of(const struct hft_tally *tally, uint64_t task)
{
	return hft_hash_mix(task, (uintptr_t)tally);
}

static struct opened *find(const struct hft_opens *opens,
			   const struct hft_tally *tally, uint64_t task)
{
	struct hft_node *node =
		hft_hash_first(&opens->hash, hash_of(tally, task));

	for (; node; node = node->next) {
		struct opened *opened =
			hft_container(node, struct opened, node);

		if (opened->tally == tally && opened->task == task)
			return opened;
	}
	return NULL;
}

static struct opened *take_spare(struct hft_opens *opens)
{
	struct hft_node *node = opens->spare;

	if (!node)
		return malloc(sizeof(struct opened));
	opens->spare = node->next;
	return hft_container(node, struct opened, node);
}

int hft_tally_enter_slowly(struct hft_opens *opens, struct hft_tally *tally,
			   uint64_t task)
{
	struct opened *opened =
		tally->elsewhere ? find(opens, tally, task) : NULL;

	if (opened) {
		opened->n++;
		return 0;
	}
	if (!tally->open) {
		tally->owner = task;
		tally->open = 1;
		return 0;
	}
	opened = take_spare(opens);
	if (!opened)
		return -ENOMEM;
	opened->tally = tally;
	opened->task = task;
	opened->n = 1;
	hft_hash_add(&opens->hash, &opened->node, hash_of(tally, task));
	tally->elsewhere++;
	return 0;
}

bool hft_tally_leave_slowly(struct hft_opens *opens, struct hft_tally *tally,
			    uint64_t task)
{
	struct opened *opened = find(opens, tally, task);

	if (!opened || --opened->n)
		return opened;
	hft_hash_remove(&opens->hash, &opened->node);
	opened->node.next = opens->spare;
	opens->spare = &opened->node;
	tally->elsewhere--;
	return false;
}

static void add_to(uint64_t *sum, uint64_t value)
{
	*sum = hft_tally_sum(*sum, value);
}

int hft_tally_add(struct hft_tally *tally, const struct hft_times *times,
		  bool nested, struct hft_durations_queue *queue)
{
	tally->timed++;
	if (times->total < tally->min)
		tally->min = times->total;
	if (times->total > tally->max)
		tally->max = times->total;
	add_to(&tally->self, times->self);
	add_to(&tally->self_out, times->self_out);
	tally->self_calls += times->self_calls;
	tally->children += times->children;
	if (nested) {
		tally->nested++;
		add_to(&tally->nested_total, times->total);
	} else {
		add_to(&tally->total, times->total);
		add_to(&tally->total_out, times->total_out);
		tally->calls += times->calls;
	}
	return hft_durations_note(queue, &tally->durations, times->total);
}
