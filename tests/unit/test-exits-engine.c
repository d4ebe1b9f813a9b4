/* SPDX-License-Identifier: MIT */
/* VM exits: how they are paired, whose they are, and where they come in. */
#include <inttypes.h>

#include "paging.h"

/* A call: +a; an exit: x10-20 rip, with "in a" and "tracer" where it is so. */
static void on_enter(void *view, const struct hft_call *call)
{
	struct recorder *recorder = view;

	fprintf(recorder->file, " +%" PRIx64, call->address & 0xff);
	*call->data = call->address & 0xff;
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	struct recorder *recorder = view;

	fprintf(recorder->file, " -%" PRIx64, call->address & 0xff);
}

static struct hft_vm_exit last_exit;
static struct hft_place last_place;

static void on_vm_exit(void *view, const struct hft_vm_exit *exit)
{
	struct recorder *recorder = view;

	fprintf(recorder->file, " x%" PRId64 "-%" PRId64, exit->begin,
		exit->end);
	if (exit->caller)
		fprintf(recorder->file, " in %" PRIx64, *exit->caller_data);
	if (exit->tracer)
		fprintf(recorder->file, " tracer");
	ck_assert_int_eq(!exit->caller, !exit->caller_data);
	last_exit = *exit;
	last_place = *exit->place;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.vm_exit = on_vm_exit,
};

static void begin_with(const struct hft_filter *filter)
{
	begin();
	hft_engine_destroy(r.engine);
	r.engine = hft_engine_create(&ops, &r, NULL);
	ck_assert_ptr_nonnull(r.engine);
	ck_assert_int_eq(hft_engine_set_filter(r.engine, filter), 0);
}

static void begin_all(void)
{
	static const struct hft_filter filter;

	begin_with(&filter);
}

static void end_with(const char *text)
{
	ck_assert_str_eq(recorded_end(&r), text);
	end();
}

static void leave_guest(int64_t ts, uint64_t rip)
{
	const struct hft_transition transition = {
		.ts = ts,
		.vm = r.vm,
		.vcpu = r.vcpu,
		.isa = 2,
		.reason = 0x81,
		.rip = rip,
	};

	ck_assert_int_eq(hft_engine_transition(r.engine, &transition), 0);
}

static void enter_guest(int64_t ts)
{
	const struct hft_transition transition = {
		.ts = ts,
		.vm = r.vm,
		.vcpu = r.vcpu,
		.entry = true,
	};

	ck_assert_int_eq(hft_engine_transition(r.engine, &transition), 0);
}

START_TEST(test_pairs)
{
	begin_all();
	leave_guest(100, 0xffffffff81000010);
	enter_guest(150);
	ck_assert_str_eq(recorded(&r), "x100-150");
	ck_assert_uint_eq(last_exit.isa, 2);
	ck_assert_uint_eq(last_exit.reason, 0x81);
	ck_assert_uint_eq(last_exit.rip, 0xffffffff81000010);
	ck_assert_ptr_null(last_exit.function);
	ck_assert_uint_eq(last_place.vm, 1);
	ck_assert_uint_eq(last_place.vcpu, 0);
	ck_assert(!last_place.task_known);
	ck_assert_uint_eq(last_place.serial, 0);
	leave_guest(200, 0);
	enter_guest(200);
	ck_assert_uint_eq(quality(&r)->vm_exits, 2);
	end_with("x200-200");
}
END_TEST

START_TEST(test_what_is_not_paired)
{
	begin_all();
	/* The trace begins while the host runs. */
	enter_guest(50);
	leave_guest(100, 0);
	leave_guest(200, 0);
	enter_guest(250);
	enter_guest(260);
	leave_guest(300, 0);
	end_with("x200-250");
}
END_TEST

START_TEST(test_what_is_not_paired_is_counted)
{
	begin_all();
	enter_guest(50);
	leave_guest(100, 0);
	leave_guest(200, 0);
	enter_guest(250);
	leave_guest(300, 0);
	hft_engine_finish(r.engine);
	ck_assert_uint_eq(quality(&r)->vm_exits, 1);
	/* The guest may still be away at the end. */
	ck_assert_uint_eq(quality(&r)->unpaired_exits, 1);
	end();
}
END_TEST

START_TEST(test_vcpus_are_apart)
{
	begin_all();
	leave_guest(100, 0);
	r.vcpu = 1;
	leave_guest(110, 0);
	r.vm = 2;
	leave_guest(120, 0);
	enter_guest(130);
	r.vm = 1;
	enter_guest(140);
	r.vcpu = 0;
	enter_guest(150);
	end_with("x120-130 x110-140 x100-150");
}
END_TEST

/* Our hypercalls are why the guest leaves; those of others are not ours. */
START_TEST(test_tracer_by_call)
{
	begin_all();
	r.ts = 100;
	leave_guest(100, 0);
	enter(&r, 0xa, 0);
	enter_guest(120);
	leave_guest(130, 0);
	hypercall(&r, 5, 0, 0, 0, 0);
	enter_guest(150);
	leave_guest(160, 0);
	switch_task(&r, 1, 2);
	enter_guest(180);
	leave_guest(190, 0);
	hypercall(&r, HFT_NR_PROBE, 0, 0, 0, 0);
	enter_guest(200);
	/* It is not told again. */
	leave_guest(210, 0);
	enter_guest(220);
	end_with("+a x100-120 in a tracer x130-150 in a x160-180 tracer "
		 "x190-200 tracer x210-220");
}
END_TEST

START_TEST(test_tracer_of_another_vcpu)
{
	begin_all();
	r.ts = 100;
	leave_guest(100, 0);
	r.vcpu = 1;
	enter(&r, 0xa, 0);
	r.vcpu = 0;
	enter_guest(120);
	end_with("+a x100-120");
}
END_TEST

/* A hypercall is not told of where its exit is not in the trace. */
START_TEST(test_tracer_without_an_exit)
{
	begin_all();
	r.ts = 100;
	enter(&r, 0xa, 0);
	leave_guest(150, 0);
	enter_guest(160);
	end_with("+a x150-160 in a");
}
END_TEST

/* What came in a page is put between the exits that it was between. */
START_TEST(test_pages)
{
	begin_all();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	in(A, 0);
	in(B, 1);
	out(B, 1);
	out(A, 0);
	leave_guest(1005, 0);
	enter_guest(1006);
	leave_guest(1012, 0);
	enter_guest(1015);
	leave_guest(1022, 0);
	enter_guest(1028);
	leave_guest(1032, 0);
	enter_guest(1038);
	/* And the one that brings it. */
	leave_guest(2000, 0);
	flush(&r, 0, 2000);
	enter_guest(2010);
	/* Those before the first page were not held back. */
	end_with("x1005-1006 x1012-1015 x1022-1028 x1032-1038 +0 +10 -10 -0 "
		 "x2000-2010 tracer");
}
END_TEST

START_TEST(test_order)
{
	begin_all();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	flush(&r, 0, 1001);
	begin_page(1001, 57, 0, 0);
	in(A, 0);
	in(B, 1);
	out(B, 1);
	out(A, 0);
	leave_guest(1005, 0);
	enter_guest(1006);
	leave_guest(1013, 0);
	enter_guest(1015);
	leave_guest(1023, 0);
	enter_guest(1028);
	leave_guest(1033, 0);
	enter_guest(1038);
	leave_guest(2000, 0);
	flush(&r, 1, 2000);
	enter_guest(2010);
	ck_assert_int_eq(hft_engine_flush(r.engine), 0);
	ck_assert_str_eq(recorded(&r),
			 "x1005-1006 +0 x1013-1015 in 0 +10 x1023-1028 in 10 "
			 "-10 x1033-1038 in 0 -0 x2000-2010 tracer");
	ck_assert(last_place.task_known);
	ck_assert_uint_eq(last_place.task.tid, 57);
	ck_assert_uint_ne(last_place.serial, 0);
	end();
}
END_TEST

/* An instruction anywhere in a function is in it, of a program as well. */
START_TEST(test_names)
{
	uint64_t words[8] = { 0xffffffff81000000 };
	char *at = (char *)&words[1] + 1;

	begin_all();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	memcpy(at, "\x00\0\0\0tfirst\0\x80\0\0\0Tsecond", 23);
	page_escape(&page, HFT_REC_SYMBOLS, 2, 0, words, 5);
	flush(&r, 0, 1001);
	leave_guest(1100, 0xffffffff81000004);
	enter_guest(1110);
	leave_guest(1200, 0xffffffff8100007f);
	enter_guest(1210);
	ck_assert_int_eq(hft_engine_flush(r.engine), 0);
	ck_assert_str_eq(recorded(&r), "x1100-1110 x1200-1210");
	ck_assert_str_eq(last_exit.function->name, "first");
	ck_assert(!last_exit.function->user);
	leave_guest(1300, 0x401000);
	enter_guest(1310);
	ck_assert_int_eq(hft_engine_flush(r.engine), 0);
	ck_assert_ptr_null(last_exit.function);
	end();
}
END_TEST

/* The place decides; the caller is one that was told of. */
START_TEST(test_filter)
{
	static const char *const functions[] = { "0xb" };
	static const char *const tasks[] = { "58" };
	const struct hft_filter by_function = { .functions = { functions, 1 } };
	const struct hft_filter by_task = { .tasks = { tasks, 1 } };

	begin_with(&by_function);
	enter(&r, 0xa, 0);
	leave_guest(20, 0);
	enter_guest(21);
	enter(&r, 0xb, 1);
	enter(&r, 0xc, 2);
	leave_guest(32, 0);
	enter_guest(33);
	end_with("x20-21 +b +c x32-33 in c");

	begin_with(&by_task);
	switch_task(&r, 57, 57);
	leave_guest(20, 0);
	enter_guest(21);
	switch_task(&r, 57, 58);
	leave_guest(30, 0);
	enter_guest(31);
	hft_engine_finish(r.engine);
	ck_assert_str_eq(recorded(&r), "x30-31");
	ck_assert_uint_eq(quality(&r)->vm_exits, 2);
	end();
}
END_TEST

/* A view that does not want to hear of them. */
START_TEST(test_unheard)
{
	static const struct hft_engine_ops none;

	begin();
	hft_engine_destroy(r.engine);
	r.engine = hft_engine_create(&none, NULL, NULL);
	leave_guest(20, 0);
	enter_guest(21);
	ck_assert_uint_eq(quality(&r)->vm_exits, 1);
	end();
}
END_TEST

UNIT_MAIN("exits of the engine", test_pairs, test_what_is_not_paired,
	  test_what_is_not_paired_is_counted, test_vcpus_are_apart,
	  test_tracer_by_call, test_tracer_of_another_vcpu,
	  test_tracer_without_an_exit, test_pages, test_order, test_names,
	  test_filter, test_unheard)
