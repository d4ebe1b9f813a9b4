/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "timeline-landmarks.h"

static int reserve(struct hft_landmarks *landmarks)
{
	size_t capacity = landmarks->capacity ? landmarks->capacity * 2 : 1024;
	struct hft_landmark *bigger;

	if (landmarks->n < landmarks->capacity)
		return 0;
	bigger = reallocarray(landmarks->items, capacity, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	landmarks->items = bigger;
	landmarks->capacity = capacity;
	return 0;
}

int hft_landmarks_add(struct hft_landmarks *landmarks,
		      const struct hft_call *call, struct hft_functions *names)
{
	struct hft_landmark *landmark;

	landmarks->seen++;
	if (landmarks->n == landmarks->limit)
		return 0;
	if (reserve(landmarks))
		return -ENOMEM;
	landmark = &landmarks->items[landmarks->n];
	landmark->ts = call->ts;
	landmark->function = call->function;
	if (hft_where_keep(&landmark->where, call->place, names))
		return -ENOMEM;
	landmarks->n++;
	return 0;
}

void hft_landmarks_deinit(struct hft_landmarks *landmarks)
{
	free(landmarks->items);
}

/* Of calls at the same time, the one that was told first. */
static int compare(const void *a, const void *b)
{
	const struct hft_landmark *left = a, *right = b;

	if (left->ts != right->ts)
		return left->ts < right->ts ? -1 : 1;
	return left->function->id < right->function->id ? -1 : 1;
}

/* What came late is seldom: most often there is nothing to sort. */
void hft_landmarks_sort(struct hft_landmarks *landmarks)
{
	for (size_t i = 1; i < landmarks->n; i++) {
		if (landmarks->items[i - 1].ts <= landmarks->items[i].ts)
			continue;
		qsort(landmarks->items, landmarks->n, sizeof(*landmarks->items),
		      compare);
		return;
	}
}

void hft_landmarks_text(const struct hft_landmarks *landmarks,
			const struct hft_timeline_print *print)
{
	struct hft_line line = { .length = 0 };

	hft_out_format(print->out,
		       "\n# landmarks: the first call of %llu functions\n"
		       "#        TIME (s) %s TASK                 FUNCTION\n",
		       (unsigned long long)landmarks->seen,
		       hft_timeline_lanes(print));
	for (size_t i = 0; i < landmarks->n; i++) {
		const struct hft_landmark *landmark = &landmarks->items[i];

		hft_line_time(&line, print, landmark->ts);
		hft_line_vcpu(&line, &landmark->where);
		hft_line_task(&line, &landmark->where, 20);
		hft_line_mem(&line, " ", 1);
		hft_line_function(&line, landmark->function);
		hft_out_line(print->out, &line);
	}
	if (landmarks->n < landmarks->seen)
		hft_out_format(
			print->out, "# %llu more are left out: see limit\n",
			(unsigned long long)(landmarks->seen - landmarks->n));
}

void hft_landmarks_json(const struct hft_landmarks *landmarks,
			const struct hft_timeline_print *print,
			struct hft_json *json)
{
	hft_json_uint(json, "functions", landmarks->seen);
	hft_json_array(json, "landmarks");
	for (size_t i = 0; i < landmarks->n; i++) {
		const struct hft_landmark *landmark = &landmarks->items[i];

		hft_json_object(json, NULL);
		hft_json_time(json, "time_ns", print, landmark->ts);
		hft_json_string(json, "name", landmark->function->name);
		hft_json_bool(json, "user", landmark->function->user);
		hft_json_where(json, &landmark->where);
		hft_json_end_object(json);
	}
	hft_json_end_array(json);
}
