/* SPDX-License-Identifier: MIT */
/*
 * What is added up of a function's calls: of all, or of those of a task or a
 * process. The total of a function that calls itself, directly or not, is that
 * of its outermost calls: so it is to be known, without a look at the stack,
 * whether a task has an open call of the function already.
 */
#ifndef HYPERFTRACE_REPORT_TALLY_H
#define HYPERFTRACE_REPORT_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "../engine/engine.h"
#include "../engine/hash.h"
#include "durations.h"

/* Sums stop there; and what is larger means something else to others. */
#define HFT_TALLY_MAX (UINT64_MAX - 1)

/* What an event touches comes first: two lines of the cache. */
struct hft_tally {
	/* A task with open calls of the function, and how many: open is 0 if
	 * there is none. Of other tasks that have some: how many they are. */
	uint64_t owner;
	uint32_t open;
	uint32_t elsewhere;
	struct hft_durations durations;
	/* ns; of timed calls, min > max if there is none. */
	uint64_t min;
	uint64_t max;
	/* Calls whose duration is known. */
	uint64_t timed;
	/* As in struct hft_times; of the outermost calls. */
	uint64_t total;
	uint64_t calls;
	/* Of all timed calls. */
	uint64_t self;
	uint64_t self_calls;
	uint64_t children;
	/* As in struct hft_times, like total and self. */
	uint64_t total_out;
	uint64_t self_out;
	/* Calls that lack their entry or their exit. */
	uint64_t untimed;
	/* Timed calls inside of one of the same function, and their total. */
	uint64_t nested;
	uint64_t nested_total;
	const struct hft_function *function;
	/* The next of the same group, and of the same hash. */
	struct hft_tally *next;
	struct hft_node node;
	uint32_t group;
};

/* Calls of functions that other tasks have open, too. */
struct hft_opens {
	struct hft_hash hash;
	/* Nodes that are not used now. */
	struct hft_node *spare;
};

/* Returns 0 or -1 if there is no memory. */
int hft_opens_init(struct hft_opens *opens);
void hft_opens_deinit(struct hft_opens *opens);

/* The parts of the two functions below for what is rare. */
int hft_tally_enter_slowly(struct hft_opens *opens, struct hft_tally *tally,
			   uint64_t task);
bool hft_tally_leave_slowly(struct hft_opens *opens, struct hft_tally *tally,
			    uint64_t task);

/* A task, by its serial, enters the function. Returns 0 or -ENOMEM. */
static inline int hft_tally_enter(struct hft_opens *opens,
				  struct hft_tally *tally, uint64_t task)
{
	if (tally->open && tally->owner == task) {
		tally->open++;
		return 0;
	}
	if (tally->open || tally->elsewhere)
		return hft_tally_enter_slowly(opens, tally, task);
	tally->owner = task;
	tally->open = 1;
	return 0;
}

/* It leaves it. Returns whether the call was inside of another one. */
static inline bool hft_tally_leave(struct hft_opens *opens,
				   struct hft_tally *tally, uint64_t task)
{
	if (tally->open && tally->owner == task)
		return --tally->open;
	return hft_tally_leave_slowly(opens, tally, task);
}

/* a + b, as far as there are numbers. */
static inline uint64_t hft_tally_sum(uint64_t a, uint64_t b)
{
	uint64_t sum;

	if (__builtin_add_overflow(a, b, &sum) || sum > HFT_TALLY_MAX)
		return HFT_TALLY_MAX;
	return sum;
}

/*
 * Add a call's times; nested: it was inside of another one of the function.
 * Returns 0 or -ENOMEM.
 */
int hft_tally_add(struct hft_tally *tally, const struct hft_times *times,
		  bool nested, struct hft_durations_queue *queue);

#endif
