/* SPDX-License-Identifier: MIT */
/*
 * The open calls of one guest task: user functions at the bottom, kernel
 * functions on top of them. The kernel's part has a depth of its own, which
 * the wire gives: exactly on exits, and on entries of guests that send it.
 */
#ifndef HYPERFTRACE_STACK_H
#define HYPERFTRACE_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "functions.h"
#include "symbols.h"

/* A stack that would be higher is a guest that sends nonsense. */
#define HFT_STACK_MAX 65536

struct hft_frame {
	uint64_t address;
	const struct hft_function *function;
	/* ns of the host's trace clock. */
	int64_t entered;
	/* What the view keeps with it. */
	uint64_t data;
	/* Of the calls in it that were told of: their times, their sum. */
	struct hft_inner {
		uint64_t total;
		uint64_t out;
		uint64_t calls;
		uint64_t children;
	} inner;
	/* The task's, when it was entered: see struct hft_task. */
	uint64_t out_before;
	uint64_t calls_before;
	/*
	 * Kernel frames: calls below this one in the kernel, seen or not. It
	 * never falls from frame to frame. User frames: the index.
	 */
	uint32_t depth;
	/* What it is shown further in than that, so that calls nest. */
	uint32_t lift;
	/* Of the depths right below, how many are guessed to be calls. */
	uint32_t guessed;
	bool user;
	/* The depth came with the entry, and is not our reckoning. */
	bool exact;
	/* See filter.h. How many below it are not hidden; what it is inside of,
	 * HFT_INSIDE_*; it is not to be told of; enter() was told of it. */
	uint32_t shown;
	uint8_t inside;
	bool hidden;
	bool told;
};

struct hft_stack {
	struct hft_frame *frames;
	uint32_t n;
	/* The first n_user frames are user functions. */
	uint32_t n_user;
	uint32_t capacity;
	/* The depth that the next kernel call is believed to have. */
	uint32_t depth;
	/* Of the depths right below that, how many are guessed to be calls. */
	uint32_t guessed;
};

#define HFT_STACK_NONE UINT32_MAX

/* Whether two addresses are of one function: endbr64 may be between them. */
static inline bool hft_same_function(uint64_t a, uint64_t b)
{
	return a == b || a - b == HFT_ENDBR_SIZE || b - a == HFT_ENDBR_SIZE;
}

static inline struct hft_frame *hft_stack_top(const struct hft_stack *stack)
{
	return stack->n ? &stack->frames[stack->n - 1] : NULL;
}

static inline bool hft_stack_in_kernel(const struct hft_stack *stack)
{
	return stack->n > stack->n_user;
}

/* How far in a frame that is, or was a moment ago, on top is shown. */
static inline uint32_t hft_stack_level(const struct hft_stack *stack,
				       const struct hft_frame *frame)
{
	return frame->depth + frame->lift + (frame->user ? 0 : stack->n_user);
}

/*
 * Nothing is open and nothing is known of calls entered before we looked:
 * forgetting the stack loses nothing.
 */
static inline bool hft_stack_is_blank(const struct hft_stack *stack)
{
	return !stack->n && !stack->depth;
}

/* Of the kernel's calls nothing is known any more. */
static inline void hft_stack_bottom(struct hft_stack *stack)
{
	stack->depth = 0;
	stack->guessed = 0;
}

void hft_stack_deinit(struct hft_stack *stack);

/*
 * Make room for one more frame. Returns the bytes by which the memory grew,
 * often 0, or -ENOMEM.
 */
int64_t hft_stack_reserve(struct hft_stack *stack);

/*
 * Push a frame; there must be room, and no kernel frame under a user frame.
 * Its lift is set here.
 */
void hft_stack_push(struct hft_stack *stack, const struct hft_frame *frame);

/* Pop the top frame, which stays readable until the next push. */
const struct hft_frame *hft_stack_pop(struct hft_stack *stack);

/*
 * Find the call that a kernel exit at this exact depth ends: of the same
 * function, at the depth if there is one there, or else the topmost whose
 * depth is only reckoned. Returns its index or HFT_STACK_NONE.
 */
uint32_t hft_stack_find_kernel(const struct hft_stack *stack, uint64_t address,
			       uint32_t depth);

/* Likewise for a user function's exit, which only has the address. */
uint32_t hft_stack_find_user(const struct hft_stack *stack, uint64_t address);

/*
 * Correct the reckoned depths of the kernel frames, after the frame that was
 * on top of them turned out to have had another depth than believed.
 */
void hft_stack_correct(struct hft_stack *stack, uint32_t believed,
		       uint32_t exact);

#endif
