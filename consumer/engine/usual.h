/* SPDX-License-Identifier: MIT */
/*
 * The usual record of a function, which nearly all are: nothing is missing,
 * it is as deep as the stack says, and all is shown. It does what calls.c and
 * telling.c do for it, without looking for anything else: most of the time
 * that reading a trace takes is spent here.
 */
#ifndef HYPERFTRACE_USUAL_H
#define HYPERFTRACE_USUAL_H

#include "internal.h"

/* A call right below the top of a stack, as the view knows it. */
static inline void hft_usual_caller(struct hft_call *call,
				    const struct hft_stack *stack)
{
	const struct hft_frame *below =
		stack->n ? &stack->frames[stack->n - 1] : NULL;

	call->caller = below ? below->function : NULL;
	call->caller_data = below ? &below->data : NULL;
}

static inline bool hft_usual_entry(struct hft_engine *engine,
				   struct hft_lane *lane, int64_t ts,
				   const struct hft_record *record)
{
	struct hft_task *task = lane->current;
	struct hft_stack *stack = &task->stack;
	struct hft_names *names = &lane->vm->names;
	const struct hft_names_line *line =
		hft_names_line(names, record->address);
	struct hft_frame *frame;
	struct hft_call call;

	if (stack->n == stack->capacity || record->depth != stack->depth ||
	    stack->guessed || !hft_names_hit(names, line, record->address))
		return false;
	frame = &stack->frames[stack->n];
	if (hft_stack_in_kernel(stack) &&
	    (frame[-1].depth + 1 != record->depth || frame[-1].lift))
		return false;
	hft_usual_caller(&call, stack);
	*frame = (struct hft_frame){
		.address = record->address,
		.function = line->function,
		.entered = ts,
		.out_before = task->out,
		.calls_before = task->calls,
		.depth = record->depth,
		.exact = true,
		.told = true,
	};
	stack->n++;
	stack->depth = record->depth + 1;
	hft_cost_entry(&engine->cost, task, ts);
	if (!engine->ops->enter)
		return true;
	call.place = &lane->place;
	call.function = frame->function;
	call.ts = ts;
	call.entered = ts;
	call.times = (struct hft_times){ 0 };
	call.address = frame->address;
	call.depth = frame->depth;
	call.level = frame->depth + stack->n_user;
	call.flags = 0;
	call.data = &frame->data;
	engine->ops->enter(engine->view, &call);
	return true;
}

/* duration is the guest's, or NULL: it is by the host's clock. */
static inline bool hft_usual_exit(struct hft_engine *engine,
				  struct hft_lane *lane, int64_t ts,
				  const struct hft_record *record,
				  const uint64_t *duration)
{
	struct hft_task *task = lane->current;
	struct hft_stack *stack = &task->stack;
	struct hft_frame *frame;
	struct hft_call call;
	uint64_t ns;

	if (!hft_stack_in_kernel(stack))
		return false;
	frame = &stack->frames[stack->n - 1];
	if (frame->depth != record->depth || frame->lift || frame->guessed ||
	    !hft_same_function(frame->address, record->address))
		return false;
	ns = hft_lasted(frame, ts);
	call.times = hft_times_of(task, frame, duration ? *duration : ns);
	stack->n--;
	stack->depth = record->depth;
	stack->guessed = 0;
	hft_inner_add(stack, &call.times);
	hft_cost_exit(&engine->cost, task, ts, &call.times);
	task->calls++;
	engine->quality.calls++;
	if (!engine->ops->exit)
		return true;
	hft_usual_caller(&call, stack);
	call.place = &lane->place;
	call.function = frame->function;
	call.ts = ts;
	call.entered = frame->entered;
	call.address = frame->address;
	call.depth = frame->depth;
	call.level = frame->depth + stack->n_user;
	call.flags = HFT_CALL_TIMED;
	call.data = &frame->data;
	engine->ops->exit(engine->view, &call);
	return true;
}

/*
 * Tell of a function's record, on a lane that has a task, if it is a usual
 * one; false, with nothing done, if it is not.
 */
static inline bool hft_usual(struct hft_engine *engine, struct hft_lane *lane,
			     int64_t ts, const struct hft_record *record,
			     const uint64_t *duration)
{
	if (engine->filter || lane->current->losses != lane->vm->losses)
		return false;
	if (record->exit)
		return hft_usual_exit(engine, lane, ts, record, duration);
	return hft_usual_entry(engine, lane, ts, record);
}

#endif
