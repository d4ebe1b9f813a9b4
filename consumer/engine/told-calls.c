/* SPDX-License-Identifier: MIT */
/* Calls that are told again. */
#include <errno.h>
#include <string.h>

#include "retelling.h"

static bool has_name(const struct hft_told *told)
{
	return told->name && *told->name;
}

/* A function of a program, by its address. */
static int tell_plain(struct hft_engine *engine, struct hft_lane *lane,
		      const struct hft_told *told)
{
	struct hft_task *task = lane->current;
	const struct hft_decoded event = {
		.kind = told->kind == HFT_TOLD_ENTER ? HFT_KIND_ENTRY
						     : HFT_KIND_EXIT,
		.user = true,
		.address = told->address,
	};
	const struct hft_step step = {
		.lane = lane,
		.task = task,
		.ts = told->ts,
		.event = &event,
	};
	bool renamed = told->comm && *told->comm &&
		       (!task->comm || strcmp(task->comm, told->comm));

	if (renamed && hft_retell_name(engine, task, told))
		return -ENOMEM;
	if (told->kind == HFT_TOLD_ENTER)
		return hft_call_begins(engine, &step);
	return hft_call_ends(engine, &step);
}

/* The call on top has ended, without that this was told. */
static void lose_top(struct hft_engine *engine, const struct hft_step *step)
{
	engine->quality.missing_exits++;
	hft_tell_exit(engine, step, HFT_CALL_LOST, 0);
}

/* A kernel call's depth, of a level that the trace gives. */
static uint32_t depth_of(const struct hft_stack *stack, uint64_t level)
{
	uint64_t depth = level > stack->n_user ? level - stack->n_user : 0;

	return depth < HFT_STACK_MAX ? depth : HFT_STACK_MAX;
}

/*
 * What was reckoned at the entries of calls may have been corrected since: none
 * of them is as deep as the one that begins in them.
 */
static void lower(struct hft_stack *stack, uint32_t depth)
{
	for (uint32_t i = stack->n; i-- > stack->n_user && depth;) {
		struct hft_frame *frame = &stack->frames[i];

		if (frame->depth + frame->lift < depth)
			return;
		frame->depth = --depth;
		frame->lift = 0;
	}
}

static int tell_enter(struct hft_engine *engine, const struct hft_step *step,
		      const struct hft_told *told)
{
	struct hft_stack *stack = &step->task->stack;
	struct hft_frame frame = {
		.address = told->address,
		.entered = told->ts,
		.out_before = step->task->out,
		.calls_before = step->task->calls,
		.user = told->flags & HFT_CALL_USER,
		.exact = true,
	};

	frame.function = hft_retell_function(engine, told->name, frame.user);
	if (!frame.function)
		return -ENOMEM;
	if (stack->n == HFT_STACK_MAX)
		hft_calls_left_open(engine, step->task);
	while (frame.user && hft_stack_in_kernel(stack))
		lose_top(engine, step);
	frame.depth = frame.user ? stack->n : depth_of(stack, told->depth);
	if (!frame.user)
		lower(stack, frame.depth);
	return hft_call_push(engine, step, &frame);
}

/* The topmost call of a function, or HFT_STACK_NONE. */
static uint32_t find(const struct hft_stack *stack,
		     const struct hft_function *function, uint64_t address)
{
	for (uint32_t i = stack->n; i-- > 0;) {
		if (stack->frames[i].function == function &&
		    stack->frames[i].address == address)
			return i;
	}
	return HFT_STACK_NONE;
}

static int tell_orphan(struct hft_engine *engine, const struct hft_step *step,
		       const struct hft_told *told,
		       const struct hft_function *function)
{
	struct hft_call call = {
		.function = function,
		.address = told->address,
		.times.total = told->duration,
		.depth = told->depth,
		.level = told->depth,
		.flags = told->flags & (HFT_CALL_USER | HFT_CALL_TIMED),
	};

	engine->quality.unmatched_exits++;
	return hft_tell_orphan(engine, step, &call);
}

/* The call on top has ended, as it was told. */
static void end_top(struct hft_engine *engine, const struct hft_step *step,
		    const struct hft_told *told)
{
	struct hft_stack *stack = &step->task->stack;
	struct hft_place place;

	if (told->flags & HFT_TOLD_LEFT_OPEN) {
		place = hft_place_task(step->task);
		engine->quality.open_calls++;
		hft_tell_left_open(engine, step->task, &place);
	} else if (told->flags & HFT_CALL_LOST) {
		lose_top(engine, step);
	} else {
		engine->quality.calls++;
		hft_tell_exit(engine, step, HFT_CALL_TIMED, told->duration);
	}
	if (!hft_stack_in_kernel(stack))
		hft_stack_bottom(stack);
}

static int tell_exit(struct hft_engine *engine, struct hft_lane *lane,
		     struct hft_task *task, const struct hft_told *told)
{
	struct hft_stack *stack = &task->stack;
	const struct hft_function *function = hft_retell_function(
		engine, told->name, told->flags & HFT_CALL_USER);
	struct hft_decoded event = { .kind = HFT_KIND_EXIT };
	const struct hft_step step = {
		.lane = lane,
		.task = task,
		.ts = told->ts,
		.event = &event,
	};
	uint32_t i;

	if (!function)
		return -ENOMEM;
	i = told->flags & HFT_CALL_ORPHAN
		    ? HFT_STACK_NONE
		    : find(stack, function, told->address);
	/* What is given up was entered, or it was nothing. */
	if (i == HFT_STACK_NONE && told->flags & HFT_TOLD_LEFT_OPEN)
		return 0;
	if (i == HFT_STACK_NONE)
		return tell_orphan(engine, &step, told, function);
	while (stack->n > i + 1)
		lose_top(engine, &step);
	if (!stack->frames[i].user) {
		stack->frames[i].depth = depth_of(stack, told->depth);
		stack->frames[i].lift = 0;
	}
	event.depth = stack->frames[i].depth;
	end_top(engine, &step, told);
	return 0;
}

/* Of a task that runs nowhere, which the engine has given up. */
static int tell_given_up(struct hft_engine *engine, struct hft_lane *lane,
			 const struct hft_told *told)
{
	struct hft_task *task = hft_retell_find(engine, lane, told);
	int err;

	if (!task || !has_name(told))
		return 0;
	lane->place.context = told->context;
	err = tell_exit(engine, lane, task, told);
	if (!err && !task->n_lanes && hft_stack_is_blank(&task->stack))
		hft_tasks_free(engine->tasks, task);
	return err;
}

int hft_retell_call(struct hft_engine *engine, struct hft_lane *lane,
		    const struct hft_told *told)
{
	struct hft_step step = { .lane = lane, .ts = told->ts };

	if (told->flags & HFT_TOLD_LEFT_OPEN)
		return tell_given_up(engine, lane, told);
	if (hft_retell_run(engine, lane, told) ||
	    hft_ensure_current(engine, lane))
		return -ENOMEM;
	step.task = lane->current;
	if (!has_name(told))
		return tell_plain(engine, lane, told);
	if (told->kind == HFT_TOLD_EXIT)
		return tell_exit(engine, lane, step.task, told);
	/* Drawn, so that the exit of an orphan has one. */
	if (told->flags & HFT_CALL_ORPHAN)
		return 0;
	return tell_enter(engine, &step, told);
}
