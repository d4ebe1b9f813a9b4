/* SPDX-License-Identifier: MIT */
/* The timeline's landmarks: the first call of every function. */
#ifndef HYPERFTRACE_TIMELINE_LANDMARKS_H
#define HYPERFTRACE_TIMELINE_LANDMARKS_H

#include "timeline-text.h"

struct hft_landmark {
	int64_t ts;
	const struct hft_function *function;
	struct hft_where where;
};

/* All zero but limit at first. */
struct hft_landmarks {
	/* What is kept; of what there was. */
	uint64_t limit;
	struct hft_landmark *items;
	size_t n;
	size_t capacity;
	uint64_t seen;
};

/*
 * Take the first call of a function; there are as many of them as functions.
 * Task names are kept in names. Returns 0 or -ENOMEM.
 */
int hft_landmarks_add(struct hft_landmarks *landmarks,
		      const struct hft_call *call, struct hft_functions *names);
void hft_landmarks_deinit(struct hft_landmarks *landmarks);

/* The section, in order of time; sort first. */
void hft_landmarks_sort(struct hft_landmarks *landmarks);
void hft_landmarks_text(const struct hft_landmarks *landmarks,
			const struct hft_timeline_print *print);
void hft_landmarks_json(const struct hft_landmarks *landmarks,
			const struct hft_timeline_print *print,
			struct hft_json *json);

#endif
