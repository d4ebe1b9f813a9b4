/* SPDX-License-Identifier: MIT */
#include "../../consumer/engine/tasks.h"
#include "recorder.h"
#include "unit.h"

static struct recorder r;

static void begin(void)
{
	recorder_init(&r);
}

static void end(void)
{
	recorder_deinit(&r);
}

/* A view that wants to hear of nothing. */
static void begin_unheard(void)
{
	static const struct hft_engine_ops none;

	begin();
	hft_engine_destroy(r.engine);
	r.engine = hft_engine_create(&none, NULL, NULL);
}

START_TEST(test_nesting)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	leave(&r, 0xb, 50, 1);
	enter(&r, 0xc, 1);
	leave(&r, 0xc, 60, 1);
	leave(&r, 0xa, 200, 0);
	ck_assert_str_eq(recorded_end(&r),
			 "+a.0 +b.1 -b.1=50 +c.1 -c.1=60 -a.0=200");
	ck_assert_uint_eq(quality(&r)->events, 6);
	ck_assert_uint_eq(quality(&r)->calls, 3);
	ck_assert_uint_eq(quality(&r)->missing_exits, 0);
	ck_assert_uint_eq(quality(&r)->missing_entries, 0);
	ck_assert_uint_eq(quality(&r)->open_calls, 0);
	end();
}
END_TEST

START_TEST(test_exit_and_entry_sites_differ_by_endbr)
{
	begin();
	enter(&r, 0x1004, 0);
	leave(&r, 0x1000, 5, 0);
	enter(&r, 0x1000, 0);
	leave(&r, 0x1004, 6, 0);
	enter(&r, 0x1000, 0);
	leave(&r, 0x1008, 7, 0);
	ck_assert_str_eq(recorded(&r), "+1004.0 -1004.0=5 +1000.0 -1000.0=6 "
				       "+1000.0 !1000.0 ?1008.0=7");
	end();
}
END_TEST

START_TEST(test_start_in_mid_stack)
{
	begin();
	leave(&r, 0xd, 1, 3);
	leave(&r, 0xc, 2, 2);
	/* The stack is known by now: this one is at depth 2, in any format. */
	enter(&r, 0xe, 0);
	leave(&r, 0xe, 3, 2);
	ck_assert_str_eq(recorded_end(&r), "?d.3=1 ?c.2=2 +e.2 -e.2=3");
	ck_assert_uint_eq(quality(&r)->unmatched_exits, 2);
	ck_assert_uint_eq(quality(&r)->missing_entries, 0);
	end();
}
END_TEST

START_TEST(test_open_at_the_end)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	ck_assert_str_eq(recorded_end(&r), "+a.0 +b.1 ~b.1 ~a.0");
	ck_assert_uint_eq(quality(&r)->open_calls, 2);
	ck_assert_uint_eq(quality(&r)->missing_exits, 0);
	end();
}
END_TEST

START_TEST(test_missing_exit_shown_by_outer_exit)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	enter(&r, 0xc, 2);
	leave(&r, 0xa, 90, 0);
	ck_assert_str_eq(recorded_end(&r), "+a.0 +b.1 +c.2 !c.2 !b.1 -a.0=90");
	ck_assert_uint_eq(quality(&r)->missing_exits, 2);
	ck_assert_uint_eq(quality(&r)->calls, 1);
	end();
}
END_TEST

START_TEST(test_missing_exit_shown_by_entry)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	enter(&r, 0xc, 2);
	enter(&r, 0xd, 1);
	enter(&r, 0xe, 0);
	ck_assert_str_eq(recorded(&r),
			 "+a.0 +b.1 +c.2 !c.2 !b.1 +d.1 !d.1 !a.0 +e.0");
	ck_assert_uint_eq(quality(&r)->missing_exits, 4);
	end();
}
END_TEST

START_TEST(test_missing_entry_shown_by_entry)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xd, 3);
	leave(&r, 0xd, 10, 3);
	leave(&r, 0xc, 20, 2);
	leave(&r, 0xb, 30, 1);
	leave(&r, 0xa, 40, 0);
	ck_assert_str_eq(recorded(&r),
			 "+a.0 +d.3 -d.3=10 ?c.2=20 ?b.1=30 -a.0=40");
	ck_assert_uint_eq(quality(&r)->missing_entries, 2);
	ck_assert_uint_eq(quality(&r)->unmatched_exits, 2);
	ck_assert_uint_eq(quality(&r)->missing_exits, 0);
	end();
}
END_TEST

START_TEST(test_exit_at_a_depth_of_another_function)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	/* b's exit and c's entry are lost: at depth 1 there is c now. */
	leave(&r, 0xc, 10, 1);
	leave(&r, 0xa, 20, 0);
	ck_assert_str_eq(recorded(&r), "+a.0 +b.1 !b.1 ?c.1=10 -a.0=20");
	end();
}
END_TEST

START_TEST(test_recursion_with_a_lost_exit)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xa, 1);
	enter(&r, 0xa, 2);
	leave(&r, 0xa, 10, 1);
	leave(&r, 0xa, 20, 0);
	ck_assert_str_eq(recorded(&r), "+a.0 +a.1 +a.2 !a.2 -a.1=10 -a.0=20");
	end();
}
END_TEST

START_TEST(test_recursion_with_a_lost_exit_published)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xa, 0);
	enter(&r, 0xa, 0);
	leave(&r, 0xa, 10, 1);
	leave(&r, 0xa, 20, 0);
	ck_assert_str_eq(recorded(&r), "+a.0 +a.1 +a.2 !a.2 -a.1=10 -a.0=20");
	end();
}
END_TEST

START_TEST(test_published_entries_nest)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 0);
	enter(&r, 0xc, 0);
	leave(&r, 0xc, 1, 2);
	leave(&r, 0xb, 2, 1);
	leave(&r, 0xa, 3, 0);
	ck_assert_str_eq(recorded(&r), "+a.0 +b.1 +c.2 -c.2=1 -b.1=2 -a.0=3");
	ck_assert_uint_eq(quality(&r)->missing_exits, 0);
	end();
}
END_TEST

START_TEST(test_published_depth_is_corrected_upwards)
{
	begin();
	/* They are at depth 2, 3 and 4, as c's exit shows. */
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 0);
	enter(&r, 0xc, 0);
	leave(&r, 0xc, 1, 4);
	enter(&r, 0xd, 0);
	leave(&r, 0xd, 2, 4);
	leave(&r, 0xb, 3, 3);
	leave(&r, 0xa, 4, 2);
	ck_assert_str_eq(recorded(&r), "+a.0 +b.1 +c.2 -c.2=1 +d.4 -d.4=2 "
				       "-b.3=3 -a.2=4");
	end();
}
END_TEST

START_TEST(test_published_exit_at_depth_0_ends_everything)
{
	begin();
	enter(&r, 0xa, 0);
	/* a's exit is lost, and b is not in a: its exit says so. */
	enter(&r, 0xb, 0);
	leave(&r, 0xb, 1, 0);
	enter(&r, 0xc, 0);
	ck_assert_str_eq(recorded(&r), "+a.0 +b.1 -b.1=1 !a.0 +c.0");
	ck_assert_uint_eq(quality(&r)->missing_exits, 1);
	end();
}
END_TEST

START_TEST(test_published_depth_is_above_what_is_open)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 0);
	enter(&r, 0xc, 0);
	/* a or b has ended, but which is not known yet. */
	leave(&r, 0xc, 1, 1);
	enter(&r, 0xd, 0);
	leave(&r, 0xd, 2, 1);
	leave(&r, 0xb, 3, 0);
	ck_assert_str_eq(recorded(&r), "+a.0 +b.1 +c.2 -c.2=1 +d.2 -d.2=2 "
				       "-b.1=3 !a.0");
	end();
}
END_TEST

START_TEST(test_depth_0_means_0_once_a_vm_sends_depths)
{
	begin();
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	enter(&r, 0xc, 0);
	/* Another VM is another format. */
	r.vm = 2;
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 0);
	ck_assert_str_eq(recorded(&r), "+a.0 +b.1 !b.1 !a.0 +c.0 +a.0 +b.1");
	end();
}
END_TEST

START_TEST(test_user_calls)
{
	begin();
	enter_user(&r, 0x10);
	enter_user(&r, 0x20);
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	leave(&r, 0xb, 5, 1);
	leave(&r, 0xa, 6, 0);
	leave_user(&r, 0x20);
	leave_user(&r, 0x10);
	ck_assert_str_eq(recorded(&r), "+u10.0 +u20.1 +a.2 +b.3 -b.3=5 -a.2=6 "
				       "-u20.1=50 -u10.0=70");
	ck_assert_uint_eq(quality(&r)->calls, 4);
	end();
}
END_TEST

START_TEST(test_user_call_ends_kernel_calls)
{
	begin();
	enter_user(&r, 0x10);
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	enter_user(&r, 0x20);
	enter(&r, 0xc, 0);
	leave_user(&r, 0x20);
	ck_assert_str_eq(recorded(&r), "+u10.0 +a.1 +b.2 !b.2 !a.1 +u20.1 "
				       "+c.2 !c.2 -u20.1=20");
	ck_assert_uint_eq(quality(&r)->missing_exits, 3);
	end();
}
END_TEST

START_TEST(test_user_call_starts_kernel_depths_anew)
{
	begin();
	leave(&r, 0xc, 1, 2);
	enter_user(&r, 0x10);
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 3);
	enter_user(&r, 0x20);
	enter(&r, 0xc, 1);
	ck_assert_str_eq(recorded(&r), "?c.2=1 +u10.0 +a.1 +b.4 !b.4 !a.1 "
				       "+u20.1 +c.3");
	ck_assert_uint_eq(quality(&r)->missing_entries, 3);
	end();
}
END_TEST

START_TEST(test_user_exits)
{
	begin();
	leave_user(&r, 0x10);
	enter_user(&r, 0x10);
	enter_user(&r, 0x20);
	enter_user(&r, 0x30);
	leave_user(&r, 0x40);
	leave_user(&r, 0x10);
	ck_assert_str_eq(recorded(&r), "?u10.0 +u10.0 +u20.1 +u30.2 ?u40.3 "
				       "!u30.2 !u20.1 -u10.0=40");
	ck_assert_uint_eq(quality(&r)->unmatched_exits, 2);
	ck_assert_uint_eq(quality(&r)->missing_exits, 2);
	end();
}
END_TEST

START_TEST(test_kernel_exit_does_not_end_user_calls)
{
	begin();
	enter_user(&r, 0xa);
	leave(&r, 0xa, 5, 0);
	ck_assert_str_eq(recorded(&r), "+ua.0 ?a.1=5");
	end();
}
END_TEST

START_TEST(test_switch_inside_calls)
{
	begin();
	switch_task(&r, 57, 57);
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	switch_task(&r, 57, 61);
	enter(&r, 0xa, 0);
	switch_task(&r, 61, 57);
	leave(&r, 0xb, 5, 1);
	leave(&r, 0xa, 6, 0);
	switch_task(&r, 57, 61);
	leave(&r, 0xa, 7, 0);
	ck_assert_str_eq(recorded_end(&r),
			 "[>57] +a.0 +b.1 [57>61] +a.0 [61>57] -b.1=5 -a.0=6 "
			 "[57>61] -a.0=7");
	ck_assert_uint_eq(quality(&r)->switches, 4);
	ck_assert_uint_eq(quality(&r)->switches_out_of_order, 0);
	end();
}
END_TEST

START_TEST(test_task_moves_to_another_vcpu)
{
	begin();
	switch_task(&r, 5, 5);
	enter(&r, 0xa, 0);
	/* vCPU 0 has nothing to say, so it does not say that 5 is gone. */
	r.vcpu = 1;
	switch_task(&r, 6, 5);
	enter(&r, 0xb, 1);
	r.vcpu = 0;
	switch_task(&r, 5, 7);
	r.vcpu = 1;
	leave(&r, 0xb, 1, 1);
	leave(&r, 0xa, 2, 0);
	ck_assert_str_eq(recorded_end(&r),
			 "[>5] +a.0 [6>5] +b.1 [5>7] -b.1=1 -a.0=2");
	ck_assert_uint_eq(quality(&r)->switches_out_of_order, 0);
	end();
}
END_TEST

START_TEST(test_provisional_stack_is_of_prev)
{
	begin();
	enter(&r, 0xa, 0);
	switch_task(&r, 5, 6);
	enter(&r, 0xb, 0);
	switch_task(&r, 6, 5);
	leave(&r, 0xa, 9, 0);
	ck_assert_str_eq(recorded_end(&r),
			 "+a.0 [=5] [5>6] +b.0 [6>5] -a.0=9 ~b.0");
	end();
}
END_TEST

START_TEST(test_provisional_stack_of_a_known_task_is_given_up)
{
	begin();
	switch_task(&r, 5, 5);
	enter(&r, 0xa, 0);
	switch_task(&r, 5, 6);
	r.vcpu = 1;
	enter(&r, 0xb, 0);
	switch_task(&r, 5, 7);
	switch_task(&r, 7, 5);
	leave(&r, 0xa, 9, 0);
	ck_assert_str_eq(recorded_end(&r),
			 "[>5] +a.0 [5>6] +b.0 ~b.0 [5>7] [7>5] -a.0=9");
	ck_assert_uint_eq(quality(&r)->open_calls, 1);
	end();
}
END_TEST

START_TEST(test_each_vcpu_has_its_idle_task)
{
	begin();
	switch_task(&r, 0, 0);
	enter(&r, 0xa, 0);
	r.vcpu = 1;
	switch_task(&r, 0, 0);
	enter(&r, 0xb, 0);
	r.vcpu = 0;
	leave(&r, 0xa, 1, 0);
	r.vcpu = 1;
	leave(&r, 0xb, 2, 0);
	ck_assert_str_eq(recorded(&r), "[>0] +a.0 [>0] +b.0 -a.0=1 -b.0=2");
	end();
}
END_TEST

START_TEST(test_vms_are_apart)
{
	begin();
	switch_task(&r, 5, 5);
	enter(&r, 0xa, 0);
	r.vm = 2;
	switch_task(&r, 5, 5);
	leave(&r, 0xa, 1, 0);
	ck_assert_str_eq(recorded_end(&r), "[>5] +a.0 [>5] ?a.0=1 ~a.0");
	end();
}
END_TEST

START_TEST(test_switch_out_of_order)
{
	begin();
	switch_task(&r, 5, 6);
	switch_task(&r, 7, 8);
	enter(&r, 0xa, 0);
	switch_task(&r, 8, 6);
	leave(&r, 0xa, 1, 0);
	/* A guest that starts to send anew says who runs, not who ran. */
	switch_task(&r, 9, 9);
	ck_assert_str_eq(recorded_end(&r),
			 "[5>6] [7>8] +a.0 [8>6] ?a.0=1 [>9] ~a.0");
	ck_assert_uint_eq(quality(&r)->switches_out_of_order, 1);
	ck_assert_uint_eq(quality(&r)->switches, 4);
	end();
}
END_TEST

START_TEST(test_tid_is_used_again)
{
	begin();
	hypercall(&r, HFT_NR_SWITCH, 5, 5, 5, 5);
	enter(&r, 0xa, 0);
	hypercall(&r, HFT_NR_SWITCH, 5, 5, 6, 6);
	/* 5 never came back from do_exit(): this 5 is a thread of 9. */
	hypercall(&r, HFT_NR_SWITCH, 6, 6, 5, 9);
	leave(&r, 0xa, 1, 0);
	ck_assert_str_eq(recorded(&r), "[>5] +a.0 [5>6] ~a.0 [6>5] ?a.0=1");
	ck_assert_uint_eq(quality(&r)->open_calls, 1);
	end();
}
END_TEST

START_TEST(test_task_without_calls_is_forgotten)
{
	begin();
	for (uint64_t tid = 1; tid <= 3 * HFT_VM_TASKS_MAX; tid++) {
		switch_task(&r, tid, tid + 1);
		enter(&r, 0xa, 0);
		leave(&r, 0xa, 1, 0);
	}
	ck_assert_uint_eq(quality(&r)->evicted_tasks, 0);
	end();
}
END_TEST

START_TEST(test_eviction)
{
	uint64_t n = HFT_VM_TASKS_MAX + 10;

	begin();
	for (uint64_t tid = 1; tid <= n; tid++) {
		switch_task(&r, tid - 1, tid);
		enter(&r, tid << 8, 0);
	}
	ck_assert_uint_eq(quality(&r)->evicted_tasks, 10);
	ck_assert_uint_eq(quality(&r)->open_calls, 10);
	/* The one that ran longest ago is gone, the one after them is not. */
	recorded(&r);
	switch_task(&r, n, 11);
	leave(&r, 11 << 8, 1, 0);
	switch_task(&r, 11, 10);
	leave(&r, 10 << 8, 1, 0);
	ck_assert_str_eq(recorded(&r), "[65546>11] -b00.0=1 [11>10] ?a00.0=1");
	hft_engine_finish(r.engine);
	ck_assert_uint_eq(quality(&r)->open_calls, n - 1);
	end();
}
END_TEST

START_TEST(test_eviction_of_tasks_without_calls)
{
	begin();
	/* Their depth is known, which is worth to be kept for a while. */
	for (uint64_t tid = 1; tid <= HFT_VM_TASKS_MAX + 10; tid++) {
		switch_task(&r, tid - 1, tid);
		leave(&r, 0xa, 1, 3);
	}
	ck_assert_uint_eq(quality(&r)->evicted_tasks, 10);
	ck_assert_uint_eq(quality(&r)->open_calls, 0);
	end();
}
END_TEST

START_TEST(test_stacks_are_bounded)
{
	begin();
	for (int i = 0; i < 3 * HFT_STACK_MAX + 1; i++)
		enter_user(&r, 0x10);
	ck_assert_uint_eq(quality(&r)->open_calls, 3 * HFT_STACK_MAX);
	recorded(&r);
	leave_user(&r, 0x10);
	ck_assert_str_eq(recorded_end(&r), "-u10.0=10");
	end();
}
END_TEST

START_TEST(test_memory_of_a_vm_is_bounded)
{
	uint64_t per_task = HFT_STACK_MAX * sizeof(struct hft_frame);
	uint64_t n = HFT_VM_BYTES_MAX / per_task + 1;

	begin_unheard();
	for (uint64_t tid = 1; tid <= 2 * n; tid++) {
		switch_task(&r, tid - 1, tid);
		for (int i = 0; i < HFT_STACK_MAX; i++)
			enter_user(&r, 0x10);
	}
	ck_assert_uint_ge(quality(&r)->evicted_tasks, n);
	ck_assert_uint_lt(quality(&r)->evicted_tasks, 2 * n);
	end();
}
END_TEST

START_TEST(test_strangers)
{
	begin();
	hypercall(&r, 5, 0, 0, 0, 0);
	hypercall(&r, 1050, 0, 0, 0, 0);
	hypercall(&r, 1099, 0, 0, 0, 0);
	hypercall(&r, 1099, 0, 0, 0, 0);
	hypercall(&r, 1000, 0xa, 2, 0, 0);
	ck_assert_str_eq(recorded_end(&r), "*1050 *1099 *1099");
	ck_assert_uint_eq(quality(&r)->events, 5);
	ck_assert_uint_eq(quality(&r)->foreign, 1);
	ck_assert_uint_eq(quality(&r)->unknown_messages, 3);
	ck_assert_uint_eq(quality(&r)->unknown_by_nr[1050 - 1010], 1);
	ck_assert_uint_eq(quality(&r)->unknown_by_nr[1099 - 1010], 2);
	ck_assert_uint_eq(quality(&r)->malformed, 1);
	end();
}
END_TEST

START_TEST(test_lost)
{
	struct hft_lost lost = { .what = HFT_LOST_EVENTS };

	begin();
	hft_engine_lost(r.engine, &lost);
	lost.counted = true;
	lost.count = 5;
	hft_engine_lost(r.engine, &lost);
	lost.what = HFT_LOST_PACKETS;
	hft_engine_lost(r.engine, &lost);
	lost.counted = false;
	hft_engine_lost(r.engine, &lost);
	ck_assert_str_eq(recorded(&r),
			 "<? events> <5 events> <5 packets> <? packets>");
	ck_assert_uint_eq(quality(&r)->discarded_events, 5);
	ck_assert_uint_eq(quality(&r)->discarded_events_uncounted, 1);
	ck_assert_uint_eq(quality(&r)->discarded_packets, 5);
	ck_assert_uint_eq(quality(&r)->discarded_packets_uncounted, 1);
	end();
}
END_TEST

START_TEST(test_time_backwards)
{
	begin();
	enter_user(&r, 0x10);
	r.ts = -100;
	leave_user(&r, 0x10);
	/* Another vCPU has a time of its own. */
	r.vcpu = 1;
	r.ts = -200;
	enter_user(&r, 0x20);
	ck_assert_str_eq(recorded(&r), "+u10.0 -u10.0=0 +u20.0");
	ck_assert_uint_eq(quality(&r)->time_backwards, 1);
	end();
}
END_TEST

START_TEST(test_no_callbacks)
{
	struct hft_lost lost = { .what = HFT_LOST_EVENTS };

	begin_unheard();
	switch_task(&r, 1, 2);
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	leave(&r, 0xa, 1, 0);
	leave(&r, 0xc, 1, 0);
	enter(&r, 0xa, 0);
	hypercall(&r, 1050, 0, 0, 0, 0);
	hft_engine_lost(r.engine, &lost);
	ck_assert_str_eq(recorded_end(&r), "");
	ck_assert_uint_eq(quality(&r)->open_calls, 1);
	end();
}
END_TEST

UNIT_MAIN("engine", test_nesting, test_exit_and_entry_sites_differ_by_endbr,
	  test_start_in_mid_stack, test_open_at_the_end,
	  test_missing_exit_shown_by_outer_exit,
	  test_missing_exit_shown_by_entry, test_missing_entry_shown_by_entry,
	  test_exit_at_a_depth_of_another_function,
	  test_recursion_with_a_lost_exit,
	  test_recursion_with_a_lost_exit_published,
	  test_published_entries_nest,
	  test_published_depth_is_corrected_upwards,
	  test_published_exit_at_depth_0_ends_everything,
	  test_published_depth_is_above_what_is_open,
	  test_depth_0_means_0_once_a_vm_sends_depths, test_user_calls,
	  test_user_call_ends_kernel_calls,
	  test_user_call_starts_kernel_depths_anew, test_user_exits,
	  test_kernel_exit_does_not_end_user_calls, test_switch_inside_calls,
	  test_task_moves_to_another_vcpu, test_provisional_stack_is_of_prev,
	  test_provisional_stack_of_a_known_task_is_given_up,
	  test_each_vcpu_has_its_idle_task, test_vms_are_apart,
	  test_switch_out_of_order, test_tid_is_used_again,
	  test_task_without_calls_is_forgotten, test_eviction,
	  test_eviction_of_tasks_without_calls, test_stacks_are_bounded,
	  test_memory_of_a_vm_is_bounded, test_strangers, test_lost,
	  test_time_backwards, test_no_callbacks)
