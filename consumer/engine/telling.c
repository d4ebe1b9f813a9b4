/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "internal.h"

/* The nearest frame below an index that the view was told of, or NULL. */
static const struct hft_frame *told_below(const struct hft_stack *stack,
					  uint32_t index)
{
	while (index-- > 0) {
		if (stack->frames[index].told)
			return &stack->frames[index];
	}
	return NULL;
}

static uint32_t level_of(const struct hft_engine *engine,
			 const struct hft_stack *stack,
			 const struct hft_frame *frame)
{
	return engine->filter ? frame->shown : hft_stack_level(stack, frame);
}

/* The call of the frame at an index, which may just have been popped. */
static void fill_call(const struct hft_engine *engine, struct hft_call *call,
		      struct hft_stack *stack, uint32_t index)
{
	struct hft_frame *frame = &stack->frames[index];
	const struct hft_frame *below = told_below(stack, index);

	call->function = frame->function;
	call->address = frame->address;
	call->entered = frame->entered;
	call->depth = frame->depth;
	call->level = level_of(engine, stack, frame);
	call->flags = frame->user ? HFT_CALL_USER : 0;
	call->data = &frame->data;
	call->caller = below ? below->function : NULL;
	call->caller_data = below ? &below->data : NULL;
}

static void enter_at(struct hft_engine *engine, const struct hft_place *place,
		     struct hft_task *task, uint32_t index)
{
	struct hft_frame *frame = &task->stack.frames[index];
	struct hft_call call;

	frame->told = true;
	if (!engine->ops->enter)
		return;
	fill_call(engine, &call, &task->stack, index);
	call.place = place;
	call.ts = frame->entered;
	call.times = (struct hft_times){ 0 };
	engine->ops->enter(engine->view, &call);
}

void hft_tell_enter(struct hft_engine *engine, struct hft_lane *lane,
		    struct hft_task *task)
{
	uint32_t top = task->stack.n - 1;
	const struct hft_filtering *filter = engine->filter;

	/* A call that may be too short is told of when it is known not to be.
	 */
	if (task->stack.frames[top].hidden ||
	    (filter && filter->filter->min_duration))
		return;
	enter_at(engine, &lane->place, task, top);
}

/*
 * Whether the view is to hear of the end of the call at an index. One that
 * was long enough was entered, and so were those that it is in.
 */
static bool is_shown(struct hft_engine *engine, const struct hft_place *place,
		     struct hft_task *task, uint32_t index, uint64_t duration)
{
	const struct hft_frame *frame = &task->stack.frames[index];

	if (frame->told || frame->hidden)
		return frame->told;
	if (duration < engine->filter->filter->min_duration)
		return false;
	for (uint32_t i = 0; i <= index; i++) {
		frame = &task->stack.frames[i];
		if (!frame->told && !frame->hidden)
			enter_at(engine, place, task, i);
	}
	return true;
}

/* What the call around a frame has of it, which was not told of. */
static void pass_on_inner(struct hft_stack *stack,
			  const struct hft_frame *frame)
{
	struct hft_inner *inner;

	if (!stack->n)
		return;
	inner = &hft_stack_top(stack)->inner;
	inner->total += frame->inner.total;
	inner->out += frame->inner.out;
	inner->calls += frame->inner.calls;
	inner->children += frame->inner.children;
}

void hft_tell_exit(struct hft_engine *engine, const struct hft_step *step,
		   unsigned int flags, uint64_t duration)
{
	struct hft_task *task = step->task;
	uint32_t index = task->stack.n - 1;
	const struct hft_place *place = &step->lane->place;
	const struct hft_frame *frame = &task->stack.frames[index];
	bool timed = flags & HFT_CALL_TIMED;
	struct hft_call call = { .place = place, .ts = step->ts };
	bool shown;

	shown = is_shown(engine, place, task, index,
			 timed ? duration : hft_lasted(frame, step->ts));
	hft_stack_pop(&task->stack);
	if (timed)
		call.times = hft_times_of(task, frame, duration);
	if (timed && shown)
		hft_inner_add(&task->stack, &call.times);
	else
		pass_on_inner(&task->stack, frame);
	if (timed)
		hft_cost_exit(&engine->cost, task, step->ts, &call.times);
	task->calls += timed;
	if (!shown || !engine->ops->exit)
		return;
	fill_call(engine, &call, &task->stack, index);
	/* The wire's depth is exact. */
	if (timed && !frame->user)
		call.depth = step->event->depth;
	call.flags |= flags;
	engine->ops->exit(engine->view, &call);
}

int hft_tell_orphan(struct hft_engine *engine, const struct hft_step *step,
		    struct hft_call *call)
{
	struct hft_stack *stack = &step->task->stack;
	const struct hft_frame *below = told_below(stack, stack->n);
	struct hft_frame frame = {
		.function = call->function,
		.entered = step->ts,
		.user = call->flags & HFT_CALL_USER,
	};

	if (!engine->ops->exit)
		return 0;
	if (engine->filter) {
		if (hft_filtering_frame(engine->filter, &frame,
					hft_stack_top(stack),
					step->lane->place_hidden))
			return -ENOMEM;
		if (frame.hidden ||
		    call->times.total < engine->filter->filter->min_duration)
			return 0;
		call->level = frame.shown;
	}
	call->place = &step->lane->place;
	call->ts = step->ts;
	call->caller = below ? below->function : NULL;
	call->caller_data = below ? &below->data : NULL;
	call->flags |= HFT_CALL_ORPHAN;
	engine->ops->exit(engine->view, call);
	return 0;
}

void hft_tell_left_open(struct hft_engine *engine, struct hft_task *task,
			const struct hft_place *place)
{
	uint32_t index = task->stack.n - 1;
	const struct hft_frame *frame = &task->stack.frames[index];
	struct hft_call call = { .place = place, .ts = engine->now };
	bool shown = is_shown(engine, place, task, index,
			      hft_lasted(frame, engine->now));

	hft_stack_pop(&task->stack);
	if (!shown || !engine->ops->left_open)
		return;
	fill_call(engine, &call, &task->stack, index);
	engine->ops->left_open(engine->view, &call);
}
