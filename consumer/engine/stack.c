/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "stack.h"

void hft_stack_deinit(struct hft_stack *stack)
{
	free(stack->frames);
	*stack = (struct hft_stack){ 0 };
}

int64_t hft_stack_reserve(struct hft_stack *stack)
{
	struct hft_frame *bigger;
	uint32_t capacity;

	if (stack->n < stack->capacity)
		return 0;
	capacity = stack->capacity ? stack->capacity * 2 : 8;
	bigger = reallocarray(stack->frames, capacity, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	stack->frames = bigger;
	capacity -= stack->capacity;
	stack->capacity += capacity;
	return (int64_t)capacity * sizeof(*bigger);
}

void hft_stack_push(struct hft_stack *stack, const struct hft_frame *frame)
{
	const struct hft_frame *below =
		hft_stack_in_kernel(stack) ? hft_stack_top(stack) : NULL;
	struct hft_frame *top = &stack->frames[stack->n++];

	*top = *frame;
	if (frame->user) {
		stack->n_user = stack->n;
		return;
	}
	if (below && below->depth + below->lift >= frame->depth)
		top->lift = below->depth + below->lift + 1 - frame->depth;
	stack->depth = frame->depth + 1;
	stack->guessed = 0;
}

const struct hft_frame *hft_stack_pop(struct hft_stack *stack)
{
	const struct hft_frame *frame = &stack->frames[--stack->n];

	if (frame->user) {
		stack->n_user = stack->n;
		return frame;
	}
	stack->depth = frame->depth;
	stack->guessed = frame->guessed;
	return frame;
}

uint32_t hft_stack_find_kernel(const struct hft_stack *stack, uint64_t address,
			       uint32_t depth)
{
	uint32_t reckoned = HFT_STACK_NONE;

	for (uint32_t i = stack->n; i-- > stack->n_user;) {
		const struct hft_frame *frame = &stack->frames[i];

		if (frame->exact && frame->depth < depth)
			break;
		if (!hft_same_function(frame->address, address))
			continue;
		if (frame->depth == depth)
			return i;
		if (!frame->exact && reckoned == HFT_STACK_NONE)
			reckoned = i;
	}
	return reckoned;
}

uint32_t hft_stack_find_user(const struct hft_stack *stack, uint64_t address)
{
	for (uint32_t i = stack->n_user; i-- > 0;) {
		if (hft_same_function(stack->frames[i].address, address))
			return i;
	}
	return HFT_STACK_NONE;
}

void hft_stack_correct(struct hft_stack *stack, uint32_t believed,
		       uint32_t exact)
{
	int64_t shift = (int64_t)exact - believed;

	if (!shift)
		return;
	for (uint32_t i = stack->n; i-- > stack->n_user;) {
		struct hft_frame *frame = &stack->frames[i];
		int64_t depth = frame->depth + shift;
		int64_t least = i - stack->n_user;

		if (frame->exact)
			break;
		/* As many calls are below it as we have frames below it. */
		frame->depth = depth < least ? least : depth;
	}
}
