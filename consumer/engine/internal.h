/* SPDX-License-Identifier: MIT */
/* What the engine's parts share; nobody else includes it. */
#ifndef HYPERFTRACE_INTERNAL_H
#define HYPERFTRACE_INTERNAL_H

#include "engine.h"
#include "merge.h"
#include "tasks.h"

struct hft_engine {
	const struct hft_engine_ops *ops;
	void *view;
	struct hft_symbols *symbols;
	struct hft_tasks *tasks;
	struct hft_quality quality;
	/* Of what is told now, or was last. */
	int64_t now;
	/* There are pages, so what arrives is put into the order of time. */
	bool merging;
	struct hft_merge merge;
	/* Nothing more will arrive. */
	bool flushed;
	/* The latest arrival. */
	int64_t arrived;
	/* Who is to hear when the first thing is told; NULL after that. */
	void (*begin)(void *data, int64_t ts);
	void *begin_data;
};

/* An event, and what it is about. */
struct hft_step {
	struct hft_lane *lane;
	struct hft_task *task;
	int64_t ts;
	const struct hft_decoded *event;
};

/* A switch of tasks, and what was said of it. */
struct hft_switching {
	struct hft_lane *lane;
	int64_t ts;
	/* Says who runs, and nothing of the task before: prev is not set. */
	bool announcement;
	struct hft_task_name prev;
	struct hft_task_name next;
};

/* calls.c: functions begin and end. */

/* The place of a lane's task; NULL: that is not known. */
struct hft_place hft_place_of(const struct hft_lane *lane,
			      struct hft_task *task);

/* The step's task enters a function. Returns 0 or -ENOMEM. */
int hft_call_begins(struct hft_engine *engine, const struct hft_step *step);
void hft_call_ends(struct hft_engine *engine, const struct hft_step *step);

/* Give up a task's calls: nothing will be known of their ends. */
void hft_calls_left_open(struct hft_engine *engine, struct hft_task *task);

/* running.c: who runs where. Those that return something: 0 or -ENOMEM. */

int hft_switch_task(struct hft_engine *engine,
		    const struct hft_switching *switching);

/* Before any switch, a function's task gets a name when that shows. */
int hft_ensure_current(struct hft_engine *engine, struct hft_lane *lane);

/* A VM begins anew: nothing goes on, and what it told of itself is void. */
void hft_begin_epoch(struct hft_engine *engine, struct hft_vm *vm);

/* records.c: what is in pages. */

/* Tell of a run of records. Returns how many, or -ENOMEM. */
int64_t hft_tell_records(struct hft_engine *engine, const struct hft_run *run);

#endif
