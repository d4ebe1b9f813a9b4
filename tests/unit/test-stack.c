/* SPDX-License-Identifier: MIT */
#include "../../consumer/engine/stack.h"
#include "unit.h"

static struct hft_stack stack;

static void push(uint64_t address, uint32_t depth, bool user, bool exact)
{
	const struct hft_frame frame = {
		.address = address,
		.depth = depth,
		.user = user,
		.exact = exact,
	};

	ck_assert_int_ge(hft_stack_reserve(&stack), 0);
	hft_stack_push(&stack, &frame);
}

static void clear(void)
{
	hft_stack_deinit(&stack);
}

START_TEST(test_same_function)
{
	ck_assert(hft_same_function(0x1000, 0x1000));
	ck_assert(hft_same_function(0x1000, 0x1004));
	ck_assert(hft_same_function(0x1004, 0x1000));
	ck_assert(!hft_same_function(0x1000, 0x1008));
	ck_assert(!hft_same_function(0x1000, 0x1003));
	ck_assert(!hft_same_function(0, UINT64_MAX));
}
END_TEST

START_TEST(test_push_and_pop)
{
	int64_t bytes = 0;

	ck_assert(hft_stack_is_blank(&stack));
	for (uint32_t i = 0; i < 1000; i++) {
		bytes += hft_stack_reserve(&stack);
		push(i, i < 10 ? i : i - 10, i < 10, true);
		ck_assert_uint_eq(stack.n_user, i < 10 ? i + 1 : 10);
	}
	ck_assert_uint_ge(bytes, 1000 * sizeof(struct hft_frame));
	ck_assert_int_eq(bytes, stack.capacity * sizeof(struct hft_frame));
	ck_assert_uint_eq(stack.depth, 990);
	for (uint32_t i = 1000; i-- > 0;) {
		ck_assert_uint_eq(hft_stack_top(&stack)->address, i);
		ck_assert_int_eq(hft_stack_in_kernel(&stack), i >= 10);
		ck_assert_uint_eq(hft_stack_pop(&stack)->address, i);
	}
	ck_assert_ptr_null(hft_stack_top(&stack));
	ck_assert(hft_stack_is_blank(&stack));
	clear();
}
END_TEST

START_TEST(test_find_kernel_exact)
{
	push(0xa0, 0, true, false);
	push(0xa0, 0, false, true);
	push(0xb0, 1, false, true);
	push(0xa0, 4, false, true);
	push(0xb0, 5, false, true);
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xb0, 5), 4);
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xb0, 1), 2);
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xa0, 0), 1);
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xa0, 3),
			  HFT_STACK_NONE);
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xb0, 9),
			  HFT_STACK_NONE);
	clear();
}
END_TEST

START_TEST(test_find_kernel_reckoned)
{
	push(0xa0, 0, false, false);
	push(0xb0, 1, false, false);
	push(0xa0, 2, false, false);
	push(0xb0, 3, false, false);
	/* The one at the depth, or else the topmost. */
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xb0, 1), 1);
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xb0, 7), 3);
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xa0, 7), 2);
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xc0, 1),
			  HFT_STACK_NONE);
	clear();
}
END_TEST

START_TEST(test_find_user)
{
	push(0xa0, 0, true, false);
	push(0xb0, 1, true, false);
	push(0xa0, 2, true, false);
	push(0xb0, 0, false, true);
	ck_assert_uint_eq(hft_stack_find_user(&stack, 0xa0), 2);
	ck_assert_uint_eq(hft_stack_find_user(&stack, 0xb0), 1);
	ck_assert_uint_eq(hft_stack_find_user(&stack, 0xc0), HFT_STACK_NONE);
	clear();
}
END_TEST

START_TEST(test_correct)
{
	push(0xa0, 1, false, true);
	push(0xb0, 2, false, false);
	push(0xc0, 3, false, false);
	hft_stack_correct(&stack, 4, 6);
	ck_assert_uint_eq(stack.frames[0].depth, 1);
	ck_assert_uint_eq(stack.frames[1].depth, 4);
	ck_assert_uint_eq(stack.frames[2].depth, 5);
	hft_stack_correct(&stack, 6, 6);
	ck_assert_uint_eq(stack.frames[2].depth, 5);
	clear();
}
END_TEST

START_TEST(test_correct_stays_above_what_is_below)
{
	push(0x10, 0, true, false);
	push(0xa0, 0, false, false);
	push(0xb0, 1, false, false);
	push(0xc0, 5, false, false);
	hft_stack_correct(&stack, 6, 1);
	ck_assert_uint_eq(stack.frames[1].depth, 0);
	ck_assert_uint_eq(stack.frames[2].depth, 1);
	ck_assert_uint_eq(stack.frames[3].depth, 2);
	clear();
}
END_TEST

START_TEST(test_calls_as_deep_as_what_is_below)
{
	push(0x10, 0, true, true);
	push(0xa0, 2, false, true);
	push(0xb0, 2, false, true);
	push(0xc0, 3, false, true);
	push(0xd0, 7, false, true);
	push(0xe0, 7, false, true);
	for (uint32_t i = 0; i < 6; i++) {
		static const uint32_t levels[] = { 0, 3, 4, 5, 8, 9 };

		ck_assert_uint_eq(hft_stack_level(&stack, &stack.frames[i]),
				  levels[i]);
	}
	/* Of those as deep, the topmost of the function. */
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xa0, 2), 1);
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xb0, 2), 2);
	ck_assert_uint_eq(hft_stack_find_kernel(&stack, 0xd0, 7), 4);
	clear();
}
END_TEST

START_TEST(test_guesses_stay_with_their_frame)
{
	push(0xa0, 4, false, true);
	stack.frames[0].guessed = 3;
	push(0xb0, 5, false, true);
	ck_assert_uint_eq(stack.guessed, 0);
	hft_stack_pop(&stack);
	ck_assert_uint_eq(stack.guessed, 0);
	hft_stack_pop(&stack);
	ck_assert_uint_eq(stack.depth, 4);
	ck_assert_uint_eq(stack.guessed, 3);
	hft_stack_bottom(&stack);
	ck_assert(hft_stack_is_blank(&stack));
	ck_assert_uint_eq(stack.guessed, 0);
	clear();
}
END_TEST

UNIT_MAIN("stack", test_same_function, test_push_and_pop,
	  test_find_kernel_exact, test_find_kernel_reckoned, test_find_user,
	  test_correct, test_correct_stays_above_what_is_below,
	  test_calls_as_deep_as_what_is_below,
	  test_guesses_stay_with_their_frame)
