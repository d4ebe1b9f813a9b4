/* SPDX-License-Identifier: MIT */
/* What of a trace is told of, member by member of struct hft_filter. */
#include "../../consumer/engine/filtering.h"
#include "recorder.h"
#include "unit.h"

#define ARRAY(...) ((const char *const[]){ __VA_ARGS__ })
/* Strings of a filter. */
#define LIST(...)                                                   \
	{                                                           \
		ARRAY(__VA_ARGS__),                                 \
			sizeof(ARRAY(__VA_ARGS__)) / sizeof(char *) \
	}
#define FILTER(...) (&(struct hft_filter){ __VA_ARGS__ })

static struct recorder r;

static void begin(const struct hft_filter *filter)
{
	recorder_init(&r);
	ck_assert_int_eq(hft_engine_set_filter(r.engine, filter), 0);
}

static void end_with(const char *text)
{
	ck_assert_str_eq(recorded_end(&r), text);
	recorder_deinit(&r);
}

/* a calls b, which calls c; then a calls d. */
static void call_a_to_d(void)
{
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	enter(&r, 0xc, 2);
	leave(&r, 0xc, 10, 2);
	leave(&r, 0xb, 20, 1);
	enter(&r, 0xd, 1);
	leave(&r, 0xd, 10, 1);
	leave(&r, 0xa, 50, 0);
}

static void shows(const struct hft_filter *filter, const char *text)
{
	begin(filter);
	call_a_to_d();
	end_with(text);
}

START_TEST(test_empty)
{
	ck_assert(hft_filter_is_empty(FILTER()));
	ck_assert(!hft_filter_is_empty(FILTER(.functions = LIST("a"))));
	ck_assert(!hft_filter_is_empty(FILTER(.notrace = LIST("a"))));
	ck_assert(!hft_filter_is_empty(FILTER(.depth = 1)));
	ck_assert(!hft_filter_is_empty(FILTER(.min_duration = 1)));
	ck_assert(!hft_filter_is_empty(FILTER(.from = 1)));
	ck_assert(!hft_filter_is_empty(FILTER(.to = 1)));
	ck_assert(!hft_filter_is_empty(FILTER(.tasks = LIST("1"))));
	ck_assert(!hft_filter_is_empty(FILTER(.processes = LIST("1"))));
	ck_assert(!hft_filter_is_empty(FILTER(.vms = LIST("1"))));
	ck_assert(!hft_filter_is_empty(FILTER(.vcpus = LIST("1"))));
	ck_assert(!hft_filter_is_empty(FILTER(.no_kernel = true)));
	ck_assert(!hft_filter_is_empty(FILTER(.no_user = true)));
	ck_assert(!hft_filter_is_empty(FILTER(.no_irqs = true)));
	shows(FILTER(), "+a.0 +b.1 +c.2 -c.2=10 -b.1=20 +d.1 -d.1=10 -a.0=50");
}
END_TEST

START_TEST(test_functions)
{
	/* And what they call, further out than they are. */
	shows(FILTER(.functions = LIST("0xb")), "+b.0 +c.1 -c.1=10 -b.0=20");
	shows(FILTER(.functions = LIST("0xc", "0x[d-f]")),
	      "+c.0 -c.0=10 +d.0 -d.0=10");
	shows(FILTER(.functions = LIST("0xb", "0xc")),
	      "+b.0 +c.1 -c.1=10 -b.0=20");
	shows(FILTER(.functions = LIST("b", "0x")), "");
	shows(FILTER(.functions = LIST("*")),
	      "+a.0 +b.1 +c.2 -c.2=10 -b.1=20 +d.1 -d.1=10 -a.0=50");
}
END_TEST

START_TEST(test_notrace)
{
	shows(FILTER(.notrace = LIST("0xb")), "+a.0 +d.1 -d.1=10 -a.0=50");
	shows(FILTER(.notrace = LIST("0x[cd]")), "+a.0 +b.1 -b.1=20 -a.0=50");
	shows(FILTER(.notrace = LIST("0xa")), "");
}
END_TEST

START_TEST(test_notrace_goes_before_functions)
{
	shows(FILTER(.functions = LIST("0xb"), .notrace = LIST("0xc")),
	      "+b.0 -b.0=20");
	/* What is called by one that is not wanted is not, though it is. */
	shows(FILTER(.functions = LIST("0xc"), .notrace = LIST("0xb")), "");
	shows(FILTER(.functions = LIST("0xb"), .notrace = LIST("0xb")), "");
}
END_TEST

START_TEST(test_depth)
{
	shows(FILTER(.depth = 1), "+a.0 -a.0=50");
	shows(FILTER(.depth = 2), "+a.0 +b.1 -b.1=20 +d.1 -d.1=10 -a.0=50");
	shows(FILTER(.depth = UINT64_MAX),
	      "+a.0 +b.1 +c.2 -c.2=10 -b.1=20 +d.1 -d.1=10 -a.0=50");
	/* It counts from what is shown. */
	shows(FILTER(.functions = LIST("0xb", "0xd"), .depth = 1),
	      "+b.0 -b.0=20 +d.0 -d.0=10");
	shows(FILTER(.notrace = LIST("0xd"), .depth = 2),
	      "+a.0 +b.1 -b.1=20 -a.0=50");
}
END_TEST

START_TEST(test_min_duration)
{
	shows(FILTER(.min_duration = 20), "+a.0 +b.1 -b.1=20 -a.0=50");
	shows(FILTER(.min_duration = 21), "+a.0 -a.0=50");
	shows(FILTER(.min_duration = 51), "");
	/* c is long, though those it is in are not to be told of. */
	shows(FILTER(.functions = LIST("0xc", "0xd"), .min_duration = 10),
	      "+c.0 -c.0=10 +d.0 -d.0=10");
}
END_TEST

/* A call is told of when it is known to be long, by itself or a longer one. */
START_TEST(test_delayed_entries)
{
	begin(FILTER(.min_duration = 20));
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	leave(&r, 0xb, 19, 1);
	enter(&r, 0xc, 1);
	enter(&r, 0xd, 2);
	ck_assert_str_eq(recorded(&r), "");
	leave(&r, 0xd, 20, 2);
	ck_assert_str_eq(recorded(&r), "+a.0 +c.1 +d.2 -d.2=20");
	leave(&r, 0xc, 30, 1);
	ck_assert_str_eq(recorded(&r), "-c.1=30");
	/* It takes 20 by the host's clock until it is seen to have ended. */
	enter(&r, 0xe, 1);
	enter(&r, 0xf, 2);
	leave(&r, 0xf, 5, 2);
	enter(&r, 0xe, 1);
	ck_assert_str_eq(recorded(&r), "+e.1 !e.1");
	/* And this one only 10, until the end 20. */
	enter(&r, 0xe, 1);
	ck_assert_str_eq(recorded(&r), "");
	enter(&r, 0xf, 2);
	leave(&r, 0xf, 5, 2);
	end_with("+e.1 ~e.1 ~a.0");
}
END_TEST

static void check_entry(void *view, const struct hft_call *call)
{
	static const struct {
		uint64_t address;
		int64_t ts;
	} expected[] = { { 0xa, 1000 }, { 0xb, 1010 } };
	int *n = view;

	ck_assert_int_lt(*n, 2);
	ck_assert_uint_eq(call->address, expected[*n].address);
	ck_assert_int_eq(call->ts, expected[*n].ts);
	ck_assert_int_eq(call->entered, expected[*n].ts);
	ck_assert_int_eq(!call->caller, !*n);
	++*n;
}

START_TEST(test_delayed_entries_are_of_their_time)
{
	static const struct hft_engine_ops ops = { .enter = check_entry };
	const struct hft_filter filter = { .min_duration = 20 };
	int n = 0;

	recorder_init(&r);
	hft_engine_destroy(r.engine);
	r.engine = hft_engine_create(&ops, &n, NULL);
	ck_assert_int_eq(hft_engine_set_filter(r.engine, &filter), 0);
	r.ts = 990;
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	ck_assert_int_eq(n, 0);
	leave(&r, 0xb, 20, 1);
	ck_assert_int_eq(n, 2);
	recorder_deinit(&r);
}
END_TEST

/* The clock of the trace goes back: no call took ages. */
START_TEST(test_min_duration_and_time_backwards)
{
	begin(FILTER(.min_duration = 20));
	r.ts = 1000;
	enter(&r, 0xa, 0);
	r.ts = 500;
	leave(&r, 0xb, 50, 0);
	end_with("?b.0=50");
}
END_TEST

START_TEST(test_time)
{
	/* The first event is at 0, and one follows another after 10. */
	shows(FILTER(.from = 10), "+b.0 +c.1 -c.1=10 -b.0=20 +d.0 -d.0=10");
	shows(FILTER(.from = 11), "+c.0 -c.0=10 +d.0 -d.0=10");
	shows(FILTER(.to = 10), "+a.0 -a.0=50");
	shows(FILTER(.to = 11), "+a.0 +b.1 -b.1=20 -a.0=50");
	shows(FILTER(.from = 10, .to = 20), "+b.0 -b.0=20");
	shows(FILTER(.from = 1000), "");
	shows(FILTER(.from = 10, .to = 10), "");
}
END_TEST

static int64_t begin_at_1005(void *data, int64_t ts)
{
	ck_assert_ptr_null(data);
	ck_assert_int_eq(ts, 1000);
	return 1005;
}

/* It counts from what the one that is told of the beginning says. */
START_TEST(test_time_of_the_beginning)
{
	begin(FILTER(.from = 5));
	hft_engine_on_begin(r.engine, begin_at_1005, NULL);
	r.ts = 990;
	call_a_to_d();
	end_with("+b.0 +c.1 -c.1=10 -b.0=20 +d.0 -d.0=10");
}
END_TEST

/* Task 57 runs a, then 58 b, then the idle task c. */
static void shows_tasks(const struct hft_filter *filter, const char *text)
{
	begin(filter);
	hypercall(&r, HFT_NR_SWITCH, 57, 50, 57, 50);
	enter(&r, 0xa, 0);
	leave(&r, 0xa, 1, 0);
	hypercall(&r, HFT_NR_SWITCH, 57, 50, 58, 58);
	enter(&r, 0xb, 0);
	leave(&r, 0xb, 1, 0);
	hypercall(&r, HFT_NR_SWITCH, 58, 58, 0, 0);
	enter(&r, 0xc, 0);
	leave(&r, 0xc, 1, 0);
	end_with(text);
}

START_TEST(test_tasks)
{
	/* Switches are told of whoever they are of. */
	shows_tasks(FILTER(.tasks = LIST("57")),
		    "[>57] +a.0 -a.0=1 [57>58] [58>0]");
	shows_tasks(FILTER(.tasks = LIST("0", "58")),
		    "[>57] [57>58] +b.0 -b.0=1 [58>0] +c.0 -c.0=1");
	shows_tasks(FILTER(.tasks = LIST("50")), "[>57] [57>58] [58>0]");
	shows_tasks(FILTER(.processes = LIST("50")),
		    "[>57] +a.0 -a.0=1 [57>58] [58>0]");
	shows_tasks(FILTER(.processes = LIST("58")),
		    "[>57] [57>58] +b.0 -b.0=1 [58>0]");
	shows_tasks(FILTER(.tasks = LIST("57"), .processes = LIST("58")),
		    "[>57] [57>58] [58>0]");
	/* Names are not known here. */
	shows_tasks(FILTER(.tasks = LIST("*")), "[>57] [57>58] [58>0]");
}
END_TEST

/* Nobody knows yet whose calls they are; then they are entered already. */
START_TEST(test_tasks_that_are_not_known)
{
	begin(FILTER(.tasks = LIST("57")));
	enter(&r, 0xa, 0);
	switch_task(&r, 57, 58);
	switch_task(&r, 58, 57);
	enter(&r, 0xb, 1);
	leave(&r, 0xb, 1, 1);
	leave(&r, 0xa, 1, 0);
	end_with("[=57] [57>58] [58>57] +b.0 -b.0=1");
}
END_TEST

static void shows_lanes(const struct hft_filter *filter, const char *text)
{
	begin(filter);
	for (uint64_t i = 0; i < 4; i++) {
		r.vm = 1 + i / 2;
		r.vcpu = i == 3 ? UINT64_MAX : i % 2;
		enter(&r, 0xa + i, 0);
		leave(&r, 0xa + i, 1, 0);
	}
	end_with(text);
}

START_TEST(test_lanes)
{
	shows_lanes(FILTER(.vms = LIST("1")), "+a.0 -a.0=1 +b.0 -b.0=1");
	shows_lanes(FILTER(.vms = LIST("2", "3")), "+c.0 -c.0=1 +d.0 -d.0=1");
	shows_lanes(FILTER(.vcpus = LIST("0")), "+a.0 -a.0=1 +c.0 -c.0=1");
	/* What the host does not know is -1. */
	shows_lanes(FILTER(.vcpus = LIST("-1")), "+d.0 -d.0=1");
	shows_lanes(FILTER(.vms = LIST("1"), .vcpus = LIST("1")),
		    "+b.0 -b.0=1");
	shows_lanes(FILTER(.vms = LIST("", "1x", "*", "x")), "");
}
END_TEST

static void shows_both(const struct hft_filter *filter, const char *text)
{
	begin(filter);
	enter_user(&r, 0x1);
	enter_user(&r, 0x2);
	enter(&r, 0xa, 0);
	enter(&r, 0xb, 1);
	leave(&r, 0xb, 1, 1);
	leave(&r, 0xa, 2, 0);
	leave_user(&r, 0x2);
	leave_user(&r, 0x1);
	end_with(text);
}

START_TEST(test_kinds)
{
	shows_both(FILTER(.no_user = true), "+a.0 +b.1 -b.1=1 -a.0=2");
	shows_both(FILTER(.no_kernel = true), "+u1.0 +u2.1 -u2.1=50 -u1.0=70");
	shows_both(FILTER(.no_kernel = true, .no_user = true), "");
	shows_both(FILTER(.functions = LIST("0x2"), .no_user = true),
		   "+a.0 +b.1 -b.1=1 -a.0=2");
}
END_TEST

/* An exit without an entry is as deep as what is shown around it. */
START_TEST(test_orphans)
{
	begin(FILTER(.functions = LIST("0xb"), .min_duration = 5));
	enter(&r, 0xa, 0);
	leave(&r, 0xd, 9, 1);
	enter(&r, 0xb, 1);
	leave(&r, 0xd, 9, 2);
	leave(&r, 0xd, 4, 2);
	leave(&r, 0xb, 30, 1);
	leave(&r, 0xb, 9, 1);
	end_with("?d.1=9 +b.0 -b.0=30 ?b.0=9");
}
END_TEST

/* What is left out is counted all the same. */
START_TEST(test_quality)
{
	begin(FILTER(.functions = LIST("none")));
	call_a_to_d();
	leave(&r, 0xd, 1, 0);
	enter(&r, 0xd, 0);
	ck_assert_str_eq(recorded_end(&r), "");
	ck_assert_uint_eq(quality(&r)->calls, 4);
	ck_assert_uint_eq(quality(&r)->unmatched_exits, 1);
	ck_assert_uint_eq(quality(&r)->open_calls, 1);
	recorder_deinit(&r);
}
END_TEST

UNIT_MAIN("filter", test_empty, test_functions, test_notrace,
	  test_notrace_goes_before_functions, test_depth, test_min_duration,
	  test_delayed_entries, test_delayed_entries_are_of_their_time,
	  test_min_duration_and_time_backwards, test_time,
	  test_time_of_the_beginning, test_tasks, test_tasks_that_are_not_known,
	  test_lanes, test_kinds, test_orphans, test_quality)
