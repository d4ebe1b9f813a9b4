/* SPDX-License-Identifier: MIT */
/*
 * Times of calls, and which calls are told of, of random guests and through
 * filters: each is what really happened, and a task's self times add up to
 * the time that was traced of it.
 */
#include "truth.h"

#define N_GUESTS 20
#define N_STEPS 4000

/* What is to be told of a call, worked out from what really happened. */
struct expected {
	bool hidden;
	bool inside_wanted;
	bool inside_notrace;
	bool told;
	/* Calls that are told of and that it is in. */
	uint32_t level;
	/* The nearest of them. */
	int caller;
	struct hft_times times;
	uint64_t inner_total;
	uint64_t inner_out;
	uint64_t inner_calls;
	/* It is in no call whose times are told. */
	bool outermost;
	/* What the view was told. */
	bool entered;
	bool ended;
};

static struct expected expected[TRUTH_CALLS];
static struct hft_filter filter;
static uint64_t n_ended;
/* Of the last record. */
static int64_t now;
/* By task: of all calls that were told of; of those that are in no other. */
static uint64_t self_sum[TRUTH_TASKS + TRUTH_CPUS];
static uint64_t total_sum[TRUTH_TASKS + TRUTH_CPUS];

/* Addresses are no names: filters are by their last digits. */
static bool is_wanted(const struct true_call *call)
{
	return (call->address & 0xff) == 0x10 || (call->address & 0xff) == 0x50;
}

static bool is_notrace(const struct true_call *call)
{
	return (call->address & 0xff) == 0x20;
}

static bool place_is_hidden(const struct true_call *call)
{
	if (filter.no_irqs && call->context)
		return true;
	return filter.tasks.n && true_tid(call->task) != 2 &&
	       true_tid(call->task) != 3;
}

static bool is_in_time(const struct true_call *call)
{
	/* Time begins with the first page. */
	uint64_t since = call->entered - (1000 + TRUTH_AHEAD);

	return since >= filter.from && (!filter.to || since < filter.to);
}

static void expect_call(const struct true_call *call, struct expected *of)
{
	const struct expected *in =
		call->caller == TRUTH_NONE ? NULL : &expected[call->caller];
	int64_t end = call->left ? call->left : now;
	uint32_t shown = in ? in->level + !in->hidden : 0;

	*of = (struct expected){
		.inside_wanted = is_wanted(call) || (in && in->inside_wanted),
		.inside_notrace =
			is_notrace(call) || (in && in->inside_notrace),
		.level = shown,
		.caller = in && in->hidden ? in->caller : call->caller,
	};
	of->hidden = place_is_hidden(call) || !is_in_time(call) ||
		     (filter.functions.n && !of->inside_wanted) ||
		     (filter.notrace.n && of->inside_notrace) ||
		     (filter.depth && shown >= filter.depth);
	of->told = !of->hidden &&
		   (uint64_t)(end - call->entered) >= filter.min_duration;
}

/* Add what a call took to the one around it that is told of. */
static void add_up(int i)
{
	const struct true_call *call = &true_calls[i];
	struct expected *of = &expected[i];
	struct hft_times *times = &of->times;
	struct expected *in =
		of->caller == TRUTH_NONE ? NULL : &expected[of->caller];

	if (!call->left)
		return;
	times->total = call->left - call->entered;
	times->total_out = call->out_after - call->out_before;
	if (!of->told)
		return;
	times->self = times->total - of->inner_total;
	times->self_out = times->total_out - of->inner_out;
	times->self_calls = times->calls - of->inner_calls;
	of->outermost = !in || !true_calls[of->caller].left;
	if (!in)
		return;
	in->inner_total += times->total;
	in->inner_out += times->total_out;
	in->inner_calls += times->calls + 1;
	in->times.children++;
}

static void expect(void)
{
	for (int i = 0; i < n_true_calls; i++)
		expect_call(&true_calls[i], &expected[i]);
	/* Calls come before those that are in them. */
	for (int i = n_true_calls; i-- > 0;) {
		for (int in = true_calls[i].caller;
		     true_calls[i].left && in != TRUTH_NONE;
		     in = true_calls[in].caller)
			expected[in].times.calls++;
	}
	for (int i = n_true_calls; i-- > 0;)
		add_up(i);
}

static struct expected *expected_of(const struct hft_call *call)
{
	struct true_call *was = true_call_at(call->entered);
	struct expected *of = &expected[was - true_calls];

	ck_assert_quick(was->address == call->address);
	ck_assert_quick(call->place->task.tid == true_tid(was->task));
	ck_assert_quick(was->depth == call->depth);
	return of;
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct expected *of;

	(void)view;
	of = expected_of(call);
	ck_assert_quick(of->told && !of->entered);
	of->entered = true;
	ck_assert_quick(
		call->level ==
		(hft_filter_is_empty(&filter) ? call->depth : of->level));
}

static void check_times(const struct hft_times *a, const struct hft_times *b)
{
	ck_assert_quick(a->total == b->total);
	ck_assert_quick(a->self == b->self);
	ck_assert_quick(a->total_out == b->total_out);
	ck_assert_quick(a->self_out == b->self_out);
	ck_assert_quick(a->calls == b->calls);
	ck_assert_quick(a->self_calls == b->self_calls);
	ck_assert_quick(a->children == b->children);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	const struct true_call *was;
	struct expected *of;

	(void)view;
	ck_assert_quick(call->flags == HFT_CALL_TIMED);
	of = expected_of(call);
	was = &true_calls[of - expected];
	ck_assert_quick(of->entered && !of->ended);
	of->ended = true;
	ck_assert_quick(call->ts == was->left);
	check_times(&call->times, &of->times);
	n_ended++;
	self_sum[was->task] += call->times.self;
	if (of->outermost)
		total_sum[was->task] += call->times.total;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
};
static const struct hft_engine_ops no_ops;

static void run(uint64_t number, const struct hft_engine_ops *told)
{
	struct hft_engine *of = hft_engine_create(told, NULL, NULL);

	ck_assert_ptr_nonnull(of);
	ck_assert_int_eq(hft_engine_set_filter(of, &filter), 0);
	true_begin(number, of);
	for (int i = 0; i < N_STEPS; i++)
		true_step();
	true_end();
	hft_engine_finish(of);
	ck_assert_uint_eq(hft_engine_quality(of)->missing_exits, 0);
	ck_assert_uint_eq(hft_engine_quality(of)->unmatched_exits, 0);
	hft_engine_destroy(of);
}

/* It happens twice: what is to be told of is known when it has ended. */
static void check_guest(uint64_t number)
{
	uint64_t n = 0;

	run(number, &no_ops);
	now = true_tsc + TRUTH_AHEAD;
	expect();
	memset(self_sum, 0, sizeof(self_sum));
	memset(total_sum, 0, sizeof(total_sum));
	n_ended = 0;
	run(number, &ops);
	for (int i = 0; i < n_true_calls; i++) {
		ck_assert_quick(expected[i].told == expected[i].entered);
		n += expected[i].told && true_calls[i].left;
	}
	ck_assert_uint_eq(n_ended, n);
	ck_assert_uint_gt(n_ended, 0);
	for (int i = 0; i < TRUTH_TASKS + TRUTH_CPUS; i++)
		ck_assert_uint_eq(self_sum[i], total_sum[i]);
}

static void check_guests(void)
{
	for (uint64_t i = 0; i < N_GUESTS; i++)
		check_guest(i);
}

static const char *const wanted[] = { "0x*10", "0x*50" };
static const char *const notrace[] = { "0x*20" };
static const char *const tasks[] = { "2", "3" };

START_TEST(test_all)
{
	filter = (struct hft_filter){ 0 };
	check_guests();
}
END_TEST

START_TEST(test_functions)
{
	filter = (struct hft_filter){ .functions = { wanted, 2 } };
	check_guests();
}
END_TEST

START_TEST(test_notrace)
{
	filter = (struct hft_filter){ .notrace = { notrace, 1 } };
	check_guests();
}
END_TEST

START_TEST(test_depth)
{
	filter = (struct hft_filter){ .depth = 3 };
	check_guests();
}
END_TEST

START_TEST(test_min_duration)
{
	filter = (struct hft_filter){ .min_duration = 150 };
	check_guests();
}
END_TEST

START_TEST(test_no_irqs)
{
	filter = (struct hft_filter){ .no_irqs = true };
	check_guests();
}
END_TEST

START_TEST(test_time)
{
	filter = (struct hft_filter){ .from = 20000, .to = 60000 };
	check_guests();
}
END_TEST

START_TEST(test_tasks)
{
	filter = (struct hft_filter){ .tasks = { tasks, 2 } };
	check_guests();
}
END_TEST

/* Any of them at once. */
START_TEST(test_combinations)
{
	for (uint64_t bits = 0; bits < 128; bits++) {
		filter = (struct hft_filter){ 0 };
		if (bits & 1)
			filter.functions = (struct hft_strings){ wanted, 2 };
		if (bits & 2)
			filter.notrace = (struct hft_strings){ notrace, 1 };
		if (bits & 4)
			filter.depth = 2;
		if (bits & 8)
			filter.min_duration = 60;
		if (bits & 16)
			filter.no_irqs = true;
		if (bits & 32)
			filter.from = 1000;
		if (bits & 64)
			filter.tasks = (struct hft_strings){ tasks, 2 };
		check_guest(bits);
	}
}
END_TEST

UNIT_MAIN("times", test_all, test_functions, test_notrace, test_depth,
	  test_min_duration, test_no_irqs, test_time, test_tasks,
	  test_combinations)
