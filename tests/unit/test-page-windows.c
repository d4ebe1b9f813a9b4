/* SPDX-License-Identifier: MIT */
/* Interrupts inside of fgraph's own code, where depths are not what they seem. */
#include "../../consumer/engine/internal.h"
#include "paging.h"

/* Nothing was lost: the interrupts only came at odd moments. */
static void complete(const char *expected)
{
	flush(&r, 0, 2000);
	ck_assert_str_eq(told(), expected);
	ck_assert_uint_eq(quality(&r)->missing_entries, 0);
	ck_assert_uint_eq(quality(&r)->missing_exits, 0);
	ck_assert_uint_eq(quality(&r)->unmatched_exits, 0);
	end();
}

START_TEST(test_interrupt_before_an_entry_is_recorded)
{
	begin_complete();
	in(A, 0);
	/* B is on the kernel's stack already. */
	in(I, 2);
	out(I, 2);
	in(B, 1);
	out(B, 1);
	out(A, 0);
	complete("[>57] {7} +00.0 +f0.2 -f0.2=10 +10.1 -10.1=10 -00.0=50");
}
END_TEST

START_TEST(test_interrupt_after_an_exit_is_recorded)
{
	begin_complete();
	in(A, 0);
	in(B, 1);
	out(B, 1);
	/* B is still on the kernel's stack. */
	in(I, 2);
	in(C, 3);
	out(C, 3);
	out(I, 2);
	in(C, 1);
	out(C, 1);
	out(A, 0);
	complete("[>57] {7} +00.0 +10.1 -10.1=10 +f0.2 +20.3 -20.3=10 "
		 "-f0.2=30 +20.1 -20.1=10 -00.0=90");
}
END_TEST

START_TEST(test_interrupt_before_an_exit_is_recorded)
{
	begin_complete();
	in(A, 0);
	in(B, 1);
	/* B is not on the kernel's stack any more. */
	in(I, 1);
	in(C, 2);
	out(C, 2);
	/* And neither is I. */
	in(I, 1);
	out(I, 1);
	out(I, 1);
	out(B, 1);
	out(A, 0);
	complete("[>57] {7} +00.0 +10.1 +f0.2 +20.3 -20.3=10 +f0.3 -f0.3=10 "
		 "-f0.2=50 -10.1=70 -00.0=90");
}
END_TEST

START_TEST(test_interrupt_before_the_last_exit_is_recorded)
{
	begin_complete();
	in(A, 0);
	in(I, 0);
	out(I, 0);
	out(A, 0);
	in(B, 0);
	out(B, 0);
	complete("[>57] {7} +00.0 +f0.1 -f0.1=10 -00.0=30 +10.0 -10.0=10");
}
END_TEST

/* What is as deep as A is not A, and nothing is missing between A and C. */
START_TEST(test_an_exit_as_deep_as_an_open_call)
{
	begin_complete();
	in(A, 0);
	in(I, 0);
	out(I, 0);
	in(C, 1);
	out(C, 1);
	out(B, 0);
	out(A, 0);
	flush(&r, 0, 2000);
	ck_assert_str_eq(told(), "[>57] {7} +00.0 +f0.1 -f0.1=10 +20.1 "
				 "-20.1=10 ?10.0 -00.0=60");
	ck_assert_uint_eq(quality(&r)->missing_entries, 0);
	ck_assert_uint_eq(quality(&r)->unmatched_exits, 1);
	end();
}
END_TEST

START_TEST(test_an_exit_shows_that_an_entry_is_missing)
{
	begin_complete();
	in(A, 0);
	in(C, 3);
	out(C, 3);
	out(B, 2);
	flush(&r, 0, 2000);
	ck_assert_str_eq(told(), "[>57] {7} +00.0 +20.3 -20.3=10 ?10.2");
	ck_assert_uint_eq(quality(&r)->missing_entries, 1);
	ck_assert_uint_eq(quality(&r)->unmatched_exits, 1);
	begin_page(2000, 57, 0, 0);
	out(B, 1);
	/* Depth 0 is A's, whose exit is seen. */
	out(A, 0);
	flush(&r, 1, 3000);
	ck_assert_uint_eq(quality(&r)->missing_entries, 2);
	ck_assert_uint_eq(quality(&r)->missing_exits, 0);
	end();
}
END_TEST

START_TEST(test_calls_as_deep_are_bounded)
{
	begin_complete();
	for (int i = 0; i < 1000; i++)
		in(A, 5);
	flush(&r, 0, 20000);
	ck_assert_uint_ge(quality(&r)->missing_exits, 980);
	hft_engine_finish(r.engine);
	ck_assert_uint_le(quality(&r)->open_calls, 20);
	end();
}
END_TEST

UNIT_MAIN("page-windows", test_interrupt_before_an_entry_is_recorded,
	  test_interrupt_after_an_exit_is_recorded,
	  test_interrupt_before_an_exit_is_recorded,
	  test_interrupt_before_the_last_exit_is_recorded,
	  test_an_exit_as_deep_as_an_open_call,
	  test_an_exit_shows_that_an_entry_is_missing,
	  test_calls_as_deep_are_bounded)
