/* SPDX-License-Identifier: MIT */
/* What the engine's parts share; nobody else includes it. */
#ifndef HYPERFTRACE_INTERNAL_H
#define HYPERFTRACE_INTERNAL_H

#include "cost.h"
#include "engine.h"
#include "filtering.h"
#include "merge.h"
#include "tasks.h"

struct hft_engine {
	const struct hft_engine_ops *ops;
	void *view;
	struct hft_namers namers;
	/* Names of tasks that were told; NULL before the first. */
	struct hft_functions *task_names;
	struct hft_tasks *tasks;
	struct hft_quality quality;
	/* NULL: all is told of. */
	struct hft_filtering *filter;
	struct hft_cost cost;
	/* Of what is told now, or was last. */
	int64_t now;
	/* There are pages, so what arrives is put into the order of time. */
	bool merging;
	struct hft_merge merge;
	/* Nothing more will arrive. */
	bool flushed;
	/* The latest arrival. */
	int64_t arrived;
	/* There are VM exits. */
	bool has_transitions;
	/* Something was told; and who is to hear before that. */
	bool told;
	int64_t (*begin)(void *data, int64_t ts);
	void *begin_data;
};

/* An event, and what it is about. */
struct hft_step {
	struct hft_lane *lane;
	struct hft_task *task;
	int64_t ts;
	const struct hft_decoded *event;
};

/* What a task is called, as struct hft_place has it; kept elsewhere. */
struct hft_task_names {
	const char *comm;
	const char *process;
};

/* A switch of tasks, and what was said of it. */
struct hft_switching {
	struct hft_lane *lane;
	int64_t ts;
	/* Says who runs, and nothing of the task before: prev is not set. */
	bool announcement;
	struct hft_task_name prev;
	struct hft_task_name next;
	/*
	 * Of the next one; NULL: the guest tells of itself. If not NULL, it was
	 * told whose the calls of a lane without a task were.
	 */
	const struct hft_task_names *names;
};

/* What is kept of calls on a stack, and what a view is told of it. */

static inline uint64_t hft_minus(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

/* ns from a call's entry to a time, by the host's clock. */
static inline uint64_t hft_lasted(const struct hft_frame *frame, int64_t until)
{
	return until > frame->entered
		       ? (uint64_t)until - (uint64_t)frame->entered
		       : 0;
}

/* The times of a call whose frame is, or was a moment ago, on top. */
static inline struct hft_times hft_times_of(const struct hft_task *task,
					    const struct hft_frame *frame,
					    uint64_t duration)
{
	uint64_t out = task->out - frame->out_before;
	uint64_t calls = task->calls - frame->calls_before;

	return (struct hft_times){
		.total = duration,
		.self = hft_minus(duration, frame->inner.total),
		.total_out = out,
		.self_out = hft_minus(out, frame->inner.out),
		.calls = calls,
		.self_calls = hft_minus(calls, frame->inner.calls),
		.children = frame->inner.children,
	};
}

/* The call on top has had one in it that was told of. */
static inline void hft_inner_add(struct hft_stack *stack,
				 const struct hft_times *times)
{
	struct hft_inner *inner;

	if (!stack->n)
		return;
	inner = &stack->frames[stack->n - 1].inner;
	inner->total += times->total;
	inner->out += times->total_out;
	inner->calls += times->calls + 1;
	inner->children++;
}

/* A call begins: right after another one, there is the cost between them. */
static inline void hft_cost_entry(struct hft_cost *cost, struct hft_task *task,
				  int64_t ts)
{
	if (task->at_exit && ts >= task->last_exit)
		hft_cost_note(&cost->outside,
			      (uint64_t)ts - (uint64_t)task->last_exit);
	task->at_exit = false;
}

/* A call ends: if nothing was called in it, it may be all cost. */
static inline void hft_cost_exit(struct hft_cost *cost, struct hft_task *task,
				 int64_t ts, const struct hft_times *times)
{
	if (!times->calls && !times->total_out)
		hft_cost_note(&cost->inside, times->total);
	task->last_exit = ts;
	task->at_exit = true;
}

/* places.c: where things happen. */

/* The lane's place is that of its current task, as far as it is known. */
void hft_place_lane(struct hft_engine *engine, struct hft_lane *lane);

/* The same for all lanes of a VM, whose tasks' names have changed. */
void hft_place_vm(struct hft_engine *engine, struct hft_vm *vm);

/* The place of a task that may run nowhere. */
struct hft_place hft_place_task(struct hft_task *task);

/* A task is called this from now on. */
void hft_place_rename(struct hft_engine *engine, struct hft_task *task,
		      const struct hft_task_names *names);

/* engine.c: something of a time is told, the first thing is announced. */
void hft_tell_begin(struct hft_engine *engine, int64_t ts);

/* calls.c: functions begin and end. */

/* The step's task enters or leaves a function. Return 0 or -ENOMEM. */
int hft_call_begins(struct hft_engine *engine, const struct hft_step *step);
int hft_call_ends(struct hft_engine *engine, const struct hft_step *step);

/* A frame is put on the step's task's stack. Returns 0 or -ENOMEM. */
int hft_call_push(struct hft_engine *engine, const struct hft_step *step,
		  struct hft_frame *frame);

/* Give up a task's calls: nothing will be known of their ends. */
void hft_calls_left_open(struct hft_engine *engine, struct hft_task *task);

/*
 * telling.c: what the view is told of calls. The place is NULL where it is the
 * lane's; the frame is on the task's stack, or, where it has ended, was so.
 */

void hft_tell_enter(struct hft_engine *engine, struct hft_lane *lane,
		    struct hft_task *task);
/* The top frame has ended: it is popped. hft_times has its total if TIMED. */
void hft_tell_exit(struct hft_engine *engine, const struct hft_step *step,
		   unsigned int flags, uint64_t duration);
/* Returns 0 or -ENOMEM. */
int hft_tell_orphan(struct hft_engine *engine, const struct hft_step *step,
		    struct hft_call *call);
void hft_tell_left_open(struct hft_engine *engine, struct hft_task *task,
			const struct hft_place *place);

/* exits.c: the guest leaves and comes back. */

/* Returns 0 or -ENOMEM. */
int hft_tell_transition(struct hft_engine *engine,
			const struct hft_transition *transition);

/* Tell of a VM exit, of which place and caller are still to be set. */
void hft_tell_vm_exit(struct hft_engine *engine, struct hft_lane *lane,
		      struct hft_vm_exit *exit);

/* The vCPU, which has left, hands over events of ours. */
void hft_tell_tracer(struct hft_engine *engine, uint64_t vm, uint64_t vcpu);

/* running.c: who runs where. Those that return something: 0 or -ENOMEM. */

int hft_switch_task(struct hft_engine *engine,
		    const struct hft_switching *switching);

/*
 * What the lane had before it had a task is of this one, unless that has calls
 * of its own by now. The names may be NULL.
 */
void hft_adopt_provisional(struct hft_engine *engine, struct hft_lane *lane,
			   struct hft_task_name name,
			   const struct hft_task_names *names);

/* Before any switch, a function's task gets a name when that shows. */
int hft_ensure_current(struct hft_engine *engine, struct hft_lane *lane);

/* A VM begins anew: nothing goes on, and what it told of itself is void. */
void hft_begin_epoch(struct hft_engine *engine, struct hft_vm *vm);

/* records.c: what is in pages. */

/* Tell of a run of records. Returns how many, or -ENOMEM. */
int64_t hft_tell_records(struct hft_engine *engine, const struct hft_run *run);

#endif
