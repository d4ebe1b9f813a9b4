/* SPDX-License-Identifier: MIT */
/* What the engine makes of pages: calls, their order and time, sessions. */
#include "../../consumer/engine/internal.h"
#include "paging.h"

static int64_t note_begin(void *data, int64_t ts)
{
	*(int64_t *)data = ts;
	return ts;
}

START_TEST(test_calls)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	in(A, 0);
	in(B, 1);
	out(B, 1);
	out(A, 0);
	in(A, 0);
	flush(&r, 0, 2000);
	ck_assert_str_eq(told(), "[>57] {7} +00.0 +10.1 -10.1=10 -00.0=30 "
				 "+00.0");
	begin_page(2000, 57, 0, 5);
	out(A, 0);
	flush(&r, 1, 3000);
	ck_assert_str_eq(told_end(), "-00.0=960");
	ck_assert_uint_eq(quality(&r)->events, 2);
	ck_assert_uint_eq(quality(&r)->pages, 2);
	ck_assert_uint_eq(quality(&r)->records, 9);
	ck_assert_uint_eq(quality(&r)->calls, 3);
	ck_assert_uint_eq(quality(&r)->switches, 1);
	ck_assert_uint_eq(quality(&r)->missing_records, 0);
	ck_assert_uint_eq(quality(&r)->time_backwards, 0);
	end();
}
END_TEST

START_TEST(test_syscalls_and_context)
{
	const uint64_t ret = -4;

	begin();
	begin_page(1000, 57, 0, 0);
	page_escape(&page, HFT_REC_SYSCALL_ENTER, 3, 10, NULL, 0);
	page_escape(&page, HFT_REC_SYSCALL_EXIT, 3, 10, &ret, 1);
	page_escape(&page, HFT_REC_CONTEXT, HFT_CONTEXT_NMI, 10, NULL, 0);
	in(I, 0);
	out(I, 0);
	page_escape(&page, HFT_REC_CONTEXT, 0, 10, NULL, 0);
	in(A, 0);
	flush(&r, 0, 2000);
	ck_assert_str_eq(told_end(),
			 "[>57] (3) (3=-4) +f0.0@4 -f0.0@4=0 +00.0 ~00.0");
	end();
}
END_TEST

/* A page says what context it begins in; hypercalls do not. */
START_TEST(test_context_does_not_outlive_its_session)
{
	begin();
	begin_page(1000, 57, 0, 0);
	page.words[2] |= (uint64_t)HFT_CONTEXT_HARDIRQ << 48;
	hello(7, 1, 1, 0);
	in(I, 0);
	flush(&r, 0, 2000);
	flushed.session = 8;
	begin_page(3000, 57, 0, 0);
	page.words[2] |= (uint64_t)HFT_CONTEXT_HARDIRQ << 48;
	hello(8, 1, 1, HFT_HELLO_CALL);
	flush(&r, 0, 3000);
	r.ts = 4000;
	hypercall(&r, HFT_NR_KERNEL_FUNC, 0xa, HFT_FUNC_ENTRY, 0, 0);
	ck_assert_str_eq(told(), "[>57] {7} +f0.0@2 ~f0.0@2 {new 1} {8} +a.0");
	end();
}
END_TEST

/* Neither by a flush of the past, nor where a page is missing. */
START_TEST(test_time_does_not_go_back)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	in(A, 0);
	flush(&r, 0, 2000);
	begin_page(2000, 57, 0, 1);
	out(A, 0);
	flush_at(&r, 1, 3000, 1500);
	ck_assert_str_eq(told(), "[>57] {7} +00.0 -00.0=990");
	ck_assert_uint_eq(quality(&r)->time_backwards, 1);
	begin_page(3000, 57, 0, 2);
	in(A, 0);
	flush_at(&r, 2, 4000, 3000);
	/* It was 500 ns late; by the TSC's rate the next begins 100 before. */
	begin_page(4000, 57, 0, 3);
	out(A, 0);
	flush_at(&r, 4, 5000, 3400);
	ck_assert_str_eq(told(), "+00.0 <0 records of 1 pages> -00.0=503");
	end();
}
END_TEST

/* Two CPUs, of which the later is the first to flush. */
START_TEST(test_order)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 2, 0);
	flush(&r, 0, 1000);
	begin_page(1000, 58, 1, 0);
	in(A, 0);
	in(B, 1);
	r.vcpu = 1;
	flush(&r, 0, 1100);
	/* Up to the flush of CPU 0 nothing more can come. */
	ck_assert_str_eq(told(), "[>57] {7} [>58]");
	begin_page(1000, 57, 0, 0);
	in(C, 0);
	page.words[page.n - 1] += (uint64_t)5 << HFT_FUNC_DELTA_SHIFT;
	r.vcpu = 0;
	flush(&r, 1, 1200);
	ck_assert_str_eq(told(), "+00.0 +20.0 +10.1");
	ck_assert_str_eq(told_end(), "~20.0 ~10.1 ~00.0");
	ck_assert_uint_eq(quality(&r)->late_records, 0);
	end();
}
END_TEST

START_TEST(test_a_silent_cpu_is_not_waited_for_forever)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 2, 0);
	flush(&r, 0, 1000);
	begin_page(1000, 58, 1, 0);
	in(A, 0);
	r.vcpu = 1;
	flush(&r, 0, 1100);
	recorded(&r);
	begin_page(1100, 58, 1, 0);
	flush(&r, 1, S);
	ck_assert_str_eq(told(), "");
	begin_page(S, 58, 1, 0);
	flush(&r, 2, S + 1100);
	ck_assert_str_eq(told(), "+00.0");
	/* It speaks after all, of what was before: that is told at once. */
	begin_page(1000, 57, 0, 0);
	in(C, 0);
	r.vcpu = 0;
	flush(&r, 1, S + 1200);
	ck_assert_str_eq(told(), "+20.0");
	ck_assert_str_eq(told_end(), "~20.0 ~00.0");
	ck_assert_uint_eq(quality(&r)->late_records, 1);
	end();
}
END_TEST

/* Without a hello nobody knows how many CPUs there are. */
START_TEST(test_unknown_cpus_are_waited_for)
{
	begin();
	begin_page(1000, 57, 0, 0);
	flush(&r, 0, 1000);
	begin_page(1000, 57, 0, 0);
	in(A, 0);
	flush(&r, 1, 2000);
	ck_assert_str_eq(told(), "");
	hypercall(&r, 1000000, 0, 0, 0, 0);
	r.ts = 2 * S;
	hypercall(&r, 1000000, 0, 0, 0, 0);
	ck_assert_str_eq(told(), "[>57] +00.0");
	end();
}
END_TEST

START_TEST(test_what_is_held_back_is_bounded)
{
	begin();
	r.engine->merge.max_words = 1000;
	for (uint64_t i = 0; i < 100; i++) {
		begin_page(1000 * i, 57, 0, 0);
		for (int j = 0; j < 20; j++)
			in(A, j);
		flush(&r, i, 1000 * (i + 1));
		ck_assert_uint_le(r.engine->merge.n_words, 1000);
	}
	ck_assert_uint_gt(quality(&r)->early_records, 1000);
	ck_assert_uint_lt(quality(&r)->early_records, 2100);
	ck_assert_uint_eq(quality(&r)->late_records, 0);
	hft_engine_finish(r.engine);
	ck_assert_uint_eq(quality(&r)->records, 2100);
	end();
}
END_TEST

/* The first page of all waits for a second to tell how fast the TSC runs. */
START_TEST(test_rate_from_two_flushes)
{
	begin();
	begin_page(1000, 57, 0, 0);
	in(A, 0);
	flush_at(&r, 0, 2000, 10000);
	begin_page(2000, 57, 0, 0);
	page_func(&page, true, 500, ~(uint64_t)0 << 31 | A, 0);
	flush_at(&r, 1, 3000, 12000);
	/* 990 ticks of 2 ns, and 500 more. */
	ck_assert_str_eq(told_end(), "[>57] +00.0 -00.0=2980");
	end();
}
END_TEST

/* Whatever the TSC's rate, if that is not the clock. */
START_TEST(test_clock_that_counts_ns)
{
	int64_t ts = -1;

	begin();
	hft_engine_on_begin(r.engine, note_begin, &ts);
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, HFT_HELLO_NS);
	/* Its word of the TSC's kHz. */
	page.words[page.n - 4] = 3000000 | (uint64_t)1 << 32;
	flush_at(&r, 0, 2000, 12000);
	ck_assert_str_eq(told(), "[>57] {7}");
	ck_assert_int_eq(ts, 11000);
	end();
}
END_TEST

START_TEST(test_one_flush)
{
	begin();
	begin_page(1000, 57, 0, 0);
	in(A, 0);
	out(A, 0);
	flush(&r, 0, 2000);
	ck_assert_str_eq(told(), "");
	ck_assert_str_eq(told_end(), "[>57] +00.0 -00.0=0");
	end();
}
END_TEST

START_TEST(test_events_are_in_their_place)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	flush(&r, 0, 1000);
	r.ts = 1010;
	enter_user(&r, 0x10);
	leave_user(&r, 0x10);
	ck_assert_str_eq(told(), "[>57] {7}");
	begin_page(1000, 57, 0, 0);
	in(A, 0);
	in(B, 1);
	out(B, 1);
	page_func(&page, true, 0, ~(uint64_t)0 << 31 | A, 0);
	flush(&r, 1, 1100);
	ck_assert_str_eq(told_end(),
			 "+00.0 +10.1 !10.1 !00.0 +u10.0 ?10.2 ?00.1 "
			 "-u10.0=10");
	end();
}
END_TEST

START_TEST(test_reboot)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	in(A, 0);
	task(58, 58);
	in(B, 0);
	flush(&r, 0, 2000);
	flushed.session = 8;
	begin_page(100, 57, 0, 0);
	hello(8, 2, 1, 0);
	out(A, 0);
	flush_at(&r, 0, 200, 3000);
	ck_assert_str_eq(told_end(), "[>57] {7} +00.0 [57>58] +10.0 ~10.0 "
				     "~00.0 {new 1} [>57] {8} ?00.0");
	ck_assert_uint_eq(quality(&r)->epochs, 1);
	ck_assert_uint_eq(quality(&r)->replayed_pages, 0);
	end();
}
END_TEST

/* The low bits that pages carry happen to be those of the session before. */
START_TEST(test_session_with_the_same_bits)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	flush(&r, 0, 2000);
	begin_page(2000, 57, 0, 0);
	hello(0x1000007, 1, 1, 0);
	flush(&r, 0, 3000);
	begin_page(3000, 57, 0, 0);
	hello(0x1000007, 1, 1, HFT_HELLO_AGAIN);
	flush(&r, 1, 4000);
	ck_assert_str_eq(told_end(), "[>57] {7} {new 1} [>57] {16777223} "
				     "{16777223}");
	ck_assert_uint_eq(quality(&r)->epochs, 1);
	ck_assert_uint_eq(quality(&r)->replayed_pages, 0);
	end();
}
END_TEST

/* Pages of a session may come before the one with its hello. */
START_TEST(test_hello_is_not_first_to_arrive)
{
	begin();
	begin_page(1010, 58, 1, 0);
	in(A, 0);
	r.vcpu = 1;
	flush(&r, 0, 1500);
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 2, 0);
	r.vcpu = 0;
	flush(&r, 0, 2000);
	ck_assert_str_eq(told_end(), "[>57] {7} [>58] +00.0 ~00.0");
	ck_assert_uint_eq(quality(&r)->epochs, 0);
	ck_assert_uint_eq(quality(&r)->late_sessions, 0);
	end();
}
END_TEST

START_TEST(test_module_without_hello)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	in(A, 0);
	flush(&r, 0, 2000);
	flushed.session = 8;
	begin_page(3000, 57, 0, 90);
	in(A, 0);
	flush(&r, 5, 4000);
	hft_engine_flush(r.engine);
	ck_assert_str_eq(told(), "[>57] {7} +00.0 ~00.0 {new 1} [>57] +00.0");
	ck_assert_uint_eq(quality(&r)->missing_pages, 0);
	ck_assert_uint_eq(quality(&r)->late_sessions, 1);
	end();
}
END_TEST

START_TEST(test_tid_is_used_again)
{
	const uint64_t words[] = { 57, HFT_TASK_FORKED, 0x6873, 0 };
	const uint64_t tgid = 57;

	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	in(A, 0);
	page_escape(&page, HFT_REC_TASK_EXIT, 57, 10, &tgid, 1);
	/* It is preempted while it exits, and its last calls follow. */
	task(58, 58);
	task(57, 57);
	in(B, 1);
	task(58, 58);
	page_escape(&page, HFT_REC_TASK_NAME, 57, 10, words, 4);
	task(57, 57);
	in(C, 0);
	flush(&r, 0, 2000);
	ck_assert_str_eq(told(), "[>57] {7} +00.0 [57>58] [58>57] +10.1 "
				 "[57>58] ~10.1 ~00.0 [58>57] +20.0");
	end();
}
END_TEST

START_TEST(test_remote_flush)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 2, 0);
	flush(&r, 0, 2000);
	/* vCPU 0 flushes for CPU 1, which it is the first to hear of. */
	begin_page(1000, 58, 1, 0);
	in(A, 0);
	flushed.flags = HFT_FLUSH_REMOTE | HFT_FLUSH_OFFLINE;
	flush(&r, 0, 2000);
	hft_engine_flush(r.engine);
	ck_assert_str_eq(told(), "[>57] {7} [>58] +00.0");
	ck_assert_uint_eq(hft_tasks_lane_at(r.engine->tasks, 1)->vcpu, 1);
	end();
}
END_TEST

START_TEST(test_begin_is_the_first_record)
{
	int64_t ts = -1;

	begin();
	hft_engine_on_begin(r.engine, note_begin, &ts);
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	flush_at(&r, 0, 2000, 12000);
	ck_assert_int_eq(ts, 11000);
	flush_at(&r, 1, 3000, 13000);
	ck_assert_int_eq(ts, 11000);
	end();
}
END_TEST

UNIT_MAIN("pages", test_calls, test_syscalls_and_context,
	  test_context_does_not_outlive_its_session, test_time_does_not_go_back,
	  test_order, test_a_silent_cpu_is_not_waited_for_forever,
	  test_unknown_cpus_are_waited_for, test_what_is_held_back_is_bounded,
	  test_rate_from_two_flushes, test_clock_that_counts_ns, test_one_flush,
	  test_events_are_in_their_place, test_reboot,
	  test_session_with_the_same_bits, test_hello_is_not_first_to_arrive,
	  test_module_without_hello, test_tid_is_used_again, test_remote_flush,
	  test_begin_is_the_first_record)
