/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "internal.h"

/*
 * As many calls as an interrupt may add to a stack whose calls are at its own
 * depth: more are a guest that sends nonsense.
 */
#define LIFT_MAX 16

/* NULL if there is no memory. */
static const struct hft_function *function_of(struct hft_engine *engine,
					      const struct hft_step *step)
{
	struct hft_vm *vm = step->lane->vm;
	const struct hft_named named = {
		.address = step->event->address,
		.user = step->event->user,
		.tgid = step->task->name.tgid,
		.guest = vm->guest,
	};

	return hft_names_function(&vm->names, &engine->namers, &named);
}

/* The top call has ended, but its exit is not in the trace. */
static void lose_top(struct hft_engine *engine, const struct hft_step *step)
{
	engine->quality.missing_exits++;
	hft_tell_exit(engine, step, HFT_CALL_LOST, 0);
}

/* Every kernel call has ended: the task runs in user mode. */
static void lose_kernel(struct hft_engine *engine, const struct hft_step *step)
{
	while (hft_stack_in_kernel(&step->task->stack))
		lose_top(engine, step);
	hft_stack_bottom(&step->task->stack);
}

/* The kernel calls at a depth and above it have ended. */
static void lose_kernel_from(struct hft_engine *engine,
			     const struct hft_step *step, uint32_t depth)
{
	struct hft_stack *stack = &step->task->stack;

	while (hft_stack_in_kernel(stack) &&
	       hft_stack_top(stack)->depth >= depth)
		lose_top(engine, step);
}

/* Give up a task's calls: nothing will be known of their ends. */
void hft_calls_left_open(struct hft_engine *engine, struct hft_task *task)
{
	struct hft_place place;

	if (task->stack.n)
		place = hft_place_task(task);
	while (task->stack.n) {
		engine->quality.open_calls++;
		hft_tell_left_open(engine, task, &place);
	}
	hft_stack_bottom(&task->stack);
}

int hft_call_push(struct hft_engine *engine, const struct hft_step *step,
		  struct hft_frame *frame)
{
	struct hft_task *task = step->task;
	struct hft_stack *stack = &task->stack;
	int64_t grown;

	grown = hft_stack_reserve(stack);
	if (grown < 0)
		return grown;
	step->lane->vm->bytes += grown;
	if (engine->filter &&
	    hft_filtering_frame(engine->filter, frame, hft_stack_top(stack),
				step->lane->place_hidden))
		return -ENOMEM;
	hft_stack_push(stack, frame);
	hft_cost_entry(&engine->cost, task, step->ts);
	hft_tell_enter(engine, step->lane, task);
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
			       const struct hft_step *step,
			       struct hft_frame *frame)
{
	struct hft_stack *stack = &step->task->stack;
	struct hft_vm *vm = step->lane->vm;
	uint32_t hint = step->event->depth;

	if (hint)
		vm->sends_depth = true;
	if (!vm->sends_depth && !step->event->paged) {
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

/*
 * Whether nothing is missing of the task's calls. Then depths that do not fit
 * are those of an interrupt inside the kernel's own code at a function's entry
 * or exit, whose record it comes before: the kernel's shadow stack has changed
 * already and the record is still to be written, or the other way round.
 */
static bool is_complete(const struct hft_step *step)
{
	return step->event->paged &&
	       step->task->losses == step->lane->vm->losses;
}

/*
 * An interrupt's function may be as deep as the call on top, which has not
 * ended yet, or deeper than what was entered: there is one more call whose
 * entry's record follows, or none. An exit may show that there is.
 */
static void place_complete_entry(struct hft_engine *engine,
				 const struct hft_step *step,
				 struct hft_frame *frame)
{
	struct hft_stack *stack = &step->task->stack;
	const struct hft_frame *top;
	uint32_t hint = step->event->depth;
	uint32_t sure;

	lose_kernel_from(engine, step, hint + 1);
	top = hft_stack_in_kernel(stack) ? hft_stack_top(stack) : NULL;
	if (top && top->lift >= LIFT_MAX)
		lose_kernel_from(engine, step, hint);
	sure = stack->depth - stack->guessed;
	frame->exact = true;
	frame->depth = hint;
	frame->guessed = hint > sure ? hint - sure : 0;
}

int hft_call_begins(struct hft_engine *engine, const struct hft_step *step)
{
	const struct hft_decoded *event = step->event;
	struct hft_stack *stack = &step->task->stack;
	struct hft_frame frame = {
		.address = event->address,
		.function = function_of(engine, step),
		.entered = step->ts,
		.out_before = step->task->out,
		.calls_before = step->task->calls,
		.user = event->user,
	};

	if (!frame.function)
		return -ENOMEM;
	if (stack->n == HFT_STACK_MAX)
		hft_calls_left_open(engine, step->task);
	if (event->user) {
		lose_kernel(engine, step);
		frame.depth = stack->n;
	} else if (is_complete(step)) {
		place_complete_entry(engine, step, &frame);
	} else {
		place_kernel_entry(engine, step, &frame);
	}
	return hft_call_push(engine, step, &frame);
}

static void end_call(struct hft_engine *engine, const struct hft_step *step)
{
	const struct hft_frame *frame = hft_stack_top(&step->task->stack);
	uint64_t duration = step->event->duration;

	if (frame->user || step->event->paged)
		duration = hft_lasted(frame, step->ts);
	engine->quality.calls++;
	hft_tell_exit(engine, step, HFT_CALL_TIMED, duration);
}

/* The calls above an index have ended, and the one there ends now. */
static void end_call_at(struct hft_engine *engine, const struct hft_step *step,
			uint32_t i)
{
	while (step->task->stack.n > i + 1)
		lose_top(engine, step);
	end_call(engine, step);
}

static int end_orphan(struct hft_engine *engine, const struct hft_step *step)
{
	const struct hft_decoded *event = step->event;
	struct hft_stack *stack = &step->task->stack;
	struct hft_call call = {
		.function = function_of(engine, step),
		.address = event->address,
		.depth = event->user ? stack->n : event->depth,
		.flags = event->user ? HFT_CALL_USER : 0,
	};

	if (!call.function)
		return -ENOMEM;
	call.level = call.depth + (event->user ? 0 : stack->n_user);
	if (!event->user && !event->paged) {
		call.flags |= HFT_CALL_TIMED;
		call.times.total = event->duration;
	}
	engine->quality.unmatched_exits++;
	return hft_tell_orphan(engine, step, &call);
}

static int on_user_exit(struct hft_engine *engine, const struct hft_step *step)
{
	struct hft_stack *stack = &step->task->stack;
	uint32_t i;

	lose_kernel(engine, step);
	i = hft_stack_find_user(stack, step->event->address);
	if (i == HFT_STACK_NONE)
		return end_orphan(engine, step);
	end_call_at(engine, step, i);
	return 0;
}

/* An exit whose entry was not recorded, if the depth of another shows it. */
static int end_complete_orphan(struct hft_engine *engine,
			       const struct hft_step *step)
{
	struct hft_stack *stack = &step->task->stack;
	uint32_t depth = step->event->depth;
	uint32_t sure;
	int err;

	lose_kernel_from(engine, step, depth + 1);
	err = end_orphan(engine, step);
	sure = stack->depth - stack->guessed;
	stack->guessed = 0;
	if (depth >= sure && depth < stack->depth) {
		engine->quality.missing_entries++;
		stack->guessed = depth - sure;
	}
	stack->depth = depth;
	return err;
}

static int on_complete_exit(struct hft_engine *engine,
			    const struct hft_step *step)
{
	struct hft_stack *stack = &step->task->stack;
	uint32_t i = hft_stack_find_kernel(stack, step->event->address,
					   step->event->depth);
	uint32_t open;
	int err = 0;

	if (i == HFT_STACK_NONE)
		err = end_complete_orphan(engine, step);
	else
		end_call_at(engine, step, i);
	if (!hft_stack_in_kernel(stack))
		return err;
	/* What an interrupt's function was as deep as is still open. */
	open = hft_stack_top(stack)->depth + 1;
	if (open > stack->depth) {
		stack->depth = open;
		stack->guessed = 0;
	}
	return err;
}

static int on_kernel_exit(struct hft_engine *engine,
			  const struct hft_step *step)
{
	struct hft_stack *stack = &step->task->stack;
	uint32_t depth = step->event->depth;
	uint32_t believed;
	int err = 0;
	uint32_t i;

	i = hft_stack_find_kernel(stack, step->event->address, depth);
	if (i == HFT_STACK_NONE) {
		/* What was as deep as this call, or deeper, is over. */
		lose_kernel_from(engine, step, depth);
		err = end_orphan(engine, step);
	} else {
		believed = stack->frames[i].depth;
		end_call_at(engine, step, i);
		hft_stack_correct(stack, believed, depth);
		/* Below depth 0 there is nothing, whatever we believed. */
		if (!depth)
			lose_kernel_from(engine, step, 0);
	}
	stack->depth = depth;
	stack->guessed = 0;
	/* Back at the bottom, what is missing from before does not matter. */
	if (!depth)
		step->task->losses = step->lane->vm->losses;
	return err;
}

int hft_call_ends(struct hft_engine *engine, const struct hft_step *step)
{
	if (step->event->user)
		return on_user_exit(engine, step);
	if (is_complete(step))
		return on_complete_exit(engine, step);
	return on_kernel_exit(engine, step);
}
