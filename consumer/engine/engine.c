/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include <hyperftrace/protocol.h>

#include "engine.h"
#include "tasks.h"

struct hft_engine {
	const struct hft_engine_ops *ops;
	void *view;
	struct hft_symbols *symbols;
	struct hft_tasks *tasks;
	struct hft_quality quality;
	/* Of the last event. */
	int64_t now;
};

/* An event, and what it is about. */
struct step {
	struct hft_lane *lane;
	struct hft_task *task;
	int64_t ts;
	const struct hft_decoded *event;
};

struct hft_engine *hft_engine_create(const struct hft_engine_ops *ops,
				     void *view, struct hft_symbols *symbols)
{
	struct hft_engine *engine = calloc(1, sizeof(*engine));

	if (!engine)
		return NULL;
	engine->ops = ops;
	engine->view = view;
	engine->symbols = symbols;
	engine->tasks = hft_tasks_create();
	if (!engine->tasks) {
		free(engine);
		return NULL;
	}
	return engine;
}

void hft_engine_destroy(struct hft_engine *engine)
{
	if (!engine)
		return;
	hft_tasks_destroy(engine->tasks);
	free(engine);
}

static struct hft_place make_place(const struct hft_lane *lane,
				   const struct hft_task *task)
{
	return (struct hft_place){
		.vm = lane->vm->id,
		.vcpu = lane->vcpu,
		.lane = lane->index,
		.task_known = task->named,
		.task = task->name,
	};
}

/* The call of a frame that is, or was a moment ago, on a task's stack. */
static struct hft_call make_call(const struct hft_lane *lane,
				 const struct hft_task *task,
				 const struct hft_frame *frame, int64_t ts)
{
	uint32_t level = frame->depth;

	if (!frame->user)
		level += task->stack.n_user;
	return (struct hft_call){
		.place = make_place(lane, task),
		.ts = ts,
		.entered = frame->entered,
		.address = frame->address,
		.symbol = frame->symbol,
		.depth = frame->depth,
		.level = level,
		.flags = frame->user ? HFT_CALL_USER : 0,
	};
}

static void call_exit(struct hft_engine *engine, const struct hft_call *call)
{
	if (engine->ops->exit)
		engine->ops->exit(engine->view, call);
}

/* The top call has ended, but its exit is not in the trace. */
static void lose_top(struct hft_engine *engine, const struct step *step)
{
	const struct hft_frame *frame = hft_stack_pop(&step->task->stack);
	struct hft_call call =
		make_call(step->lane, step->task, frame, step->ts);

	call.flags |= HFT_CALL_LOST;
	engine->quality.missing_exits++;
	call_exit(engine, &call);
}

/* Every kernel call has ended: the task runs in user mode. */
static void lose_kernel(struct hft_engine *engine, const struct step *step)
{
	while (hft_stack_in_kernel(&step->task->stack))
		lose_top(engine, step);
	step->task->stack.depth = 0;
}

/* The kernel calls at a depth and above it have ended. */
static void lose_kernel_from(struct hft_engine *engine, const struct step *step,
			     uint32_t depth)
{
	struct hft_stack *stack = &step->task->stack;

	while (hft_stack_in_kernel(stack) &&
	       hft_stack_top(stack)->depth >= depth)
		lose_top(engine, step);
}

/* Give up a task's calls: nothing will be known of their ends. */
static void leave_open(struct hft_engine *engine, struct hft_task *task)
{
	while (task->stack.n) {
		const struct hft_frame *frame = hft_stack_pop(&task->stack);
		struct hft_call call =
			make_call(task->lane, task, frame, engine->now);

		engine->quality.open_calls++;
		if (engine->ops->left_open)
			engine->ops->left_open(engine->view, &call);
	}
	task->stack.depth = 0;
}

static int push(struct hft_engine *engine, const struct step *step,
		const struct hft_frame *frame)
{
	struct hft_stack *stack = &step->task->stack;
	struct hft_call call;
	int64_t grown;

	grown = hft_stack_reserve(stack);
	if (grown < 0)
		return grown;
	step->lane->vm->bytes += grown;
	hft_stack_push(stack, frame);
	call = make_call(step->lane, step->task, frame, step->ts);
	if (engine->ops->enter)
		engine->ops->enter(engine->view, &call);
	return 0;
}

/*
 * Find the depth of a kernel call from the hint that its entry carries, and
 * make the stack agree with it.
 *
 * Published guests send 0 with each entry. Until a VM has sent another depth
 * we reckon: a call is one deeper than the one it is in. That is right
 * unless something was lost, and the next exit, whose depth is exact, shows
 * it. After that a 0 of this VM is a depth like any other.
 */
static void place_kernel_entry(struct hft_engine *engine,
			       const struct step *step, struct hft_frame *frame)
{
	struct hft_stack *stack = &step->task->stack;
	struct hft_vm *vm = step->lane->vm;
	uint32_t hint = step->event->depth;

	if (hint)
		vm->sends_depth = true;
	if (!vm->sends_depth) {
		frame->depth = stack->depth;
		if (hft_stack_in_kernel(stack) &&
		    hft_stack_top(stack)->depth >= frame->depth)
			frame->depth = hft_stack_top(stack)->depth + 1;
		return;
	}
	frame->exact = true;
	frame->depth = hint;
	lose_kernel_from(engine, step, hint);
	if (hint > stack->depth)
		engine->quality.missing_entries += hint - stack->depth;
}

static int on_entry(struct hft_engine *engine, const struct step *step)
{
	const struct hft_decoded *event = step->event;
	struct hft_stack *stack = &step->task->stack;
	struct hft_frame frame = {
		.address = event->address,
		.symbol = hft_symbols_lookup(engine->symbols, event->address),
		.entered = step->ts,
		.user = event->user,
	};

	if (stack->n == HFT_STACK_MAX)
		leave_open(engine, step->task);
	if (event->user) {
		lose_kernel(engine, step);
		frame.depth = stack->n;
	} else {
		place_kernel_entry(engine, step, &frame);
	}
	return push(engine, step, &frame);
}

static void end_call(struct hft_engine *engine, const struct step *step)
{
	const struct hft_frame *frame = hft_stack_pop(&step->task->stack);
	struct hft_call call =
		make_call(step->lane, step->task, frame, step->ts);

	call.flags |= HFT_CALL_TIMED;
	call.duration = step->event->duration;
	if (frame->user)
		call.duration = step->ts > frame->entered
					? step->ts - frame->entered
					: 0;
	else
		call.depth = step->event->depth;
	engine->quality.calls++;
	call_exit(engine, &call);
}

static void end_orphan(struct hft_engine *engine, const struct step *step)
{
	const struct hft_decoded *event = step->event;
	const struct hft_frame frame = {
		.address = event->address,
		.symbol = hft_symbols_lookup(engine->symbols, event->address),
		.depth = event->user ? step->task->stack.n : event->depth,
		.user = event->user,
	};
	struct hft_call call =
		make_call(step->lane, step->task, &frame, step->ts);

	call.flags |= HFT_CALL_ORPHAN;
	if (!event->user) {
		call.flags |= HFT_CALL_TIMED;
		call.duration = event->duration;
	}
	engine->quality.unmatched_exits++;
	call_exit(engine, &call);
}

static void on_user_exit(struct hft_engine *engine, const struct step *step)
{
	struct hft_stack *stack = &step->task->stack;
	uint32_t i;

	lose_kernel(engine, step);
	i = hft_stack_find_user(stack, step->event->address);
	if (i == HFT_STACK_NONE) {
		end_orphan(engine, step);
		return;
	}
	while (stack->n > i + 1)
		lose_top(engine, step);
	end_call(engine, step);
}

static void on_kernel_exit(struct hft_engine *engine, const struct step *step)
{
	struct hft_stack *stack = &step->task->stack;
	uint32_t depth = step->event->depth;
	uint32_t believed;
	uint32_t i;

	i = hft_stack_find_kernel(stack, step->event->address, depth);
	if (i == HFT_STACK_NONE) {
		/* What was as deep as this call, or deeper, is over. */
		lose_kernel_from(engine, step, depth);
		end_orphan(engine, step);
	} else {
		while (stack->n > i + 1)
			lose_top(engine, step);
		believed = hft_stack_top(stack)->depth;
		end_call(engine, step);
		hft_stack_correct(stack, believed, depth);
		/* Below depth 0 there is nothing, whatever we believed. */
		if (!depth)
			lose_kernel_from(engine, step, 0);
	}
	stack->depth = depth;
}

static int on_exit_event(struct hft_engine *engine, const struct step *step)
{
	if (step->event->user)
		on_user_exit(engine, step);
	else
		on_kernel_exit(engine, step);
	return 0;
}

/*
 * The lane had events before its first switch: they belong to the task that
 * the switch says was running, unless that one has calls of its own by now.
 */
static void adopt_provisional(struct hft_engine *engine, struct hft_lane *lane,
			      struct hft_task_name prev)
{
	struct hft_task *task = lane->current;
	struct hft_place place;

	if (hft_tasks_find(engine->tasks, lane, prev.tid)) {
		leave_open(engine, task);
		return;
	}
	hft_tasks_name(engine->tasks, task, prev);
	place = make_place(lane, task);
	if (engine->ops->task_named)
		engine->ops->task_named(engine->view, &place);
}

/*
 * A message that names one task twice says who runs, where a guest starts to
 * send: it claims nothing of the task before.
 */
static bool is_announcement(const struct hft_decoded *event)
{
	return event->prev.tid == event->next.tid;
}

/*
 * Keep a VM within its bounds: forget the tasks that ran longest ago. Those
 * that run are not forgotten, but there are only as many as lanes.
 */
static void bound_vm(struct hft_engine *engine, const struct hft_lane *lane)
{
	struct hft_vm *vm = lane->vm;

	while (vm->oldest && (vm->n_tasks > HFT_VM_TASKS_MAX ||
			      vm->bytes > HFT_VM_BYTES_MAX)) {
		struct hft_task *task = vm->oldest;

		leave_open(engine, task);
		hft_tasks_free(engine->tasks, task);
		engine->quality.evicted_tasks++;
	}
}

static int on_switch(struct hft_engine *engine, const struct step *step)
{
	const struct hft_decoded *event = step->event;
	struct hft_lane *lane = step->lane;
	struct hft_task *current = lane->current;
	bool announcement = is_announcement(event);
	struct hft_task *next;
	struct hft_switch sw;

	engine->quality.switches++;
	if (current && !current->named)
		adopt_provisional(engine, lane, event->prev);
	else if (current && !announcement &&
		 current->name.tid != event->prev.tid)
		engine->quality.switches_out_of_order++;

	next = hft_tasks_find(engine->tasks, lane, event->next.tid);
	if (next && next->name.tgid != event->next.tgid) {
		/* The tid was given to another task: this one has died. */
		leave_open(engine, next);
		next->name.tgid = event->next.tgid;
	}
	if (!next) {
		next = hft_tasks_new(engine->tasks, lane);
		if (!next)
			return -ENOMEM;
		hft_tasks_name(engine->tasks, next, event->next);
	}
	hft_tasks_run(engine->tasks, lane, next);
	sw = (struct hft_switch){
		.place = make_place(lane, next),
		.ts = step->ts,
		.prev_known = !announcement,
		.prev = event->prev,
	};
	if (engine->ops->sched_switch)
		engine->ops->sched_switch(engine->view, &sw);
	bound_vm(engine, lane);
	return 0;
}

/* A function's event before any switch: whose it is shows later. */
static int ensure_current(struct hft_engine *engine, struct hft_lane *lane)
{
	struct hft_task *task;

	if (lane->current)
		return 0;
	task = hft_tasks_new(engine->tasks, lane);
	if (!task)
		return -ENOMEM;
	hft_tasks_run(engine->tasks, lane, task);
	return 0;
}

static void on_unknown(struct hft_engine *engine,
		       const struct hft_hypercall *hypercall)
{
	struct hft_quality *quality = &engine->quality;

	quality->unknown_messages++;
	quality->unknown_by_nr[hypercall->nr - HFT_NR_MESSAGE_FIRST]++;
	if (engine->ops->unknown)
		engine->ops->unknown(engine->view, hypercall);
}

static int on_ours(struct hft_engine *engine,
		   const struct hft_hypercall *hypercall,
		   const struct hft_decoded *event)
{
	struct step step = { .ts = hypercall->ts, .event = event };

	step.lane =
		hft_tasks_lane(engine->tasks, hypercall->vm, hypercall->vcpu);
	if (!step.lane)
		return -ENOMEM;
	if (step.ts < step.lane->last_ts)
		engine->quality.time_backwards++;
	step.lane->last_ts = step.ts;
	if (event->kind == HFT_KIND_SWITCH)
		return on_switch(engine, &step);

	if (ensure_current(engine, step.lane))
		return -ENOMEM;
	step.task = step.lane->current;
	if (event->kind == HFT_KIND_ENTRY)
		return on_entry(engine, &step);
	return on_exit_event(engine, &step);
}

int hft_engine_hypercall(struct hft_engine *engine,
			 const struct hft_hypercall *hypercall)
{
	struct hft_decoded event = hft_decode(hypercall->nr, hypercall->args);

	engine->quality.events++;
	engine->now = hypercall->ts;
	switch (event.kind) {
	case HFT_KIND_ENTRY:
	case HFT_KIND_EXIT:
	case HFT_KIND_SWITCH:
		return on_ours(engine, hypercall, &event);
	case HFT_KIND_UNKNOWN:
		on_unknown(engine, hypercall);
		return 0;
	case HFT_KIND_MALFORMED:
		engine->quality.malformed++;
		return 0;
	case HFT_KIND_FOREIGN:
		engine->quality.foreign++;
		return 0;
	}
	return 0;
}

void hft_engine_lost(struct hft_engine *engine, const struct hft_lost *lost)
{
	struct hft_quality *quality = &engine->quality;

	switch (lost->what) {
	case HFT_LOST_EVENTS:
		if (lost->counted)
			quality->discarded_events += lost->count;
		else
			quality->discarded_events_uncounted++;
		break;
	case HFT_LOST_PACKETS:
		if (lost->counted)
			quality->discarded_packets += lost->count;
		else
			quality->discarded_packets_uncounted++;
		break;
	}
	if (engine->ops->lost)
		engine->ops->lost(engine->view, lost);
}

void hft_engine_finish(struct hft_engine *engine)
{
	struct hft_lane *lane;
	struct hft_task *task;
	struct hft_vm *vm;

	for (uint32_t i = 0; (lane = hft_tasks_lane_at(engine->tasks, i));
	     i++) {
		if (lane->current)
			leave_open(engine, lane->current);
	}
	for (vm = hft_tasks_vms(engine->tasks); vm; vm = vm->next) {
		for (task = vm->oldest; task; task = task->newer)
			leave_open(engine, task);
	}
}

const struct hft_quality *hft_engine_quality(const struct hft_engine *engine)
{
	return &engine->quality;
}
