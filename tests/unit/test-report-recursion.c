/* SPDX-License-Identifier: MIT */
/* What is inside of a call of the same function counts once. */
#include "random.h"
#include "report-stage.h"

static struct json_object *root;

static void begin_json(void)
{
	options.format = HFT_REPORT_JSON;
	begin();
}

static void finish_json(void)
{
	finished();
	root = parsed();
}

static void end_json(void)
{
	json_object_put(root);
	end();
}

static void ck_times(const char *name, uint64_t total, uint64_t self,
		     uint64_t average)
{
	struct json_object *object = function(root, name);

	ck_assert_uint_eq(number(object, "total_ns"), total);
	ck_assert_uint_eq(number(object, "self_ns"), self);
	ck_assert_uint_eq(number(object, "avg_ns"), average);
}

START_TEST(test_direct)
{
	begin_json();
	enter(0xa, 0);
	enter(0xa, 1);
	call(0xa, 100, 2);
	leave(0xa, 200, 1);
	call(0xa, 100, 1);
	leave(0xa, 1000, 0);
	call(0xa, 50, 0);
	finish_json();
	ck_times("0xa", 1050, 1050, 1450 / 5);
	end_json();
}
END_TEST

START_TEST(test_indirect)
{
	begin_json();
	enter(0xa, 0);
	enter(0xb, 1);
	enter(0xa, 2);
	call(0xb, 100, 3);
	leave(0xa, 300, 2);
	leave(0xb, 600, 1);
	leave(0xa, 1000, 0);
	/* Beside each other is not inside. */
	call(0xb, 10, 0);
	finish_json();
	ck_times("0xa", 1000, 600, 650);
	ck_times("0xb", 610, 410, 710 / 3);
	end_json();
}
END_TEST

START_TEST(test_tasks_have_stacks_of_their_own)
{
	begin_json();
	switch_to(5, 5);
	enter(0xa, 0);
	switch_to(6, 6);
	enter(0xa, 0);
	switch_to(7, 7);
	enter(0xa, 0);
	call(0xa, 10, 1);
	switch_to(5, 5);
	/* The first has left: what the others have open is still theirs. */
	leave(0xa, 100, 0);
	switch_to(6, 6);
	call(0xa, 20, 1);
	switch_to(8, 8);
	call(0xa, 1, 0);
	switch_to(6, 6);
	leave(0xa, 200, 0);
	switch_to(7, 7);
	call(0xa, 30, 1);
	leave(0xa, 300, 0);
	call(0xa, 2, 0);
	finish_json();
	ck_times("0xa", 100 + 200 + 300 + 1 + 2, 603, 663 / 8);
	end_json();
}
END_TEST

START_TEST(test_calls_without_exit)
{
	begin_json();
	enter(0xa, 0);
	enter(0xb, 1);
	enter(0xa, 2);
	/* That one and 0xb must have ended. */
	call(0xc, 10, 1);
	leave(0xa, 100, 0);
	call(0xa, 200, 0);
	call(0xb, 300, 0);
	enter(0xa, 0);
	finish_json();
	ck_times("0xa", 300, 290, 150);
	ck_times("0xb", 300, 300, 300);
	ck_assert_uint_eq(number(function(root, "0xa"), "untimed"), 2);
	end_json();
}
END_TEST

START_TEST(test_cost_is_of_the_outermost)
{
	cost_in = 10;
	cost_out = 20;
	begin_json();
	enter(0xa, 0);
	call(0xa, 100, 1);
	leave(0xa, 1000, 0);
	finish_json();
	/* 10 of its own, 30 for the call in it. */
	ck_assert_uint_eq(number(function(root, "0xa"), "adjusted_total_ns"),
			  960);
	/* 600 + 100, of two calls, one of which is in the other. */
	ck_assert_uint_eq(number(function(root, "0xa"), "adjusted_self_ns"),
			  1000 - 2 * 10 - 20);
	end_json();
}
END_TEST

/* The same, reckoned in another way: by a look at the whole stack. */
#define FUNCTIONS 6
#define TASKS 5
#define DEPTH 12

static struct model_task {
	struct model_call {
		int function;
		int64_t entered;
		uint64_t inner;
	} calls[DEPTH];
	int depth;
} tasks[TASKS];

static struct model_sums {
	uint64_t calls;
	uint64_t total;
	uint64_t self;
	uint64_t sum;
} sums[FUNCTIONS];

static void model_leave(struct model_task *task)
{
	struct model_call *top = &task->calls[--task->depth];
	struct model_sums *sum = &sums[top->function];
	uint64_t ns;
	bool nested = false;

	now += 1 + pick(100);
	ns = now - top->entered;
	send(HFT_NR_KERNEL_FUNC, 0x10 + top->function, HFT_FUNC_EXIT, ns,
	     task->depth);
	for (int i = 0; i < task->depth; i++)
		nested |= task->calls[i].function == top->function;
	sum->calls++;
	sum->sum += ns;
	sum->self += ns - top->inner;
	sum->total += nested ? 0 : ns;
	if (task->depth)
		task->calls[task->depth - 1].inner += ns;
}

static void model_step(void)
{
	int number = pick(TASKS);
	struct model_task *task = &tasks[number];

	if (current != (uint32_t)number + 10)
		switch_to(number + 10, number + 10);
	for (int i = pick(6); i > 0; i--) {
		if (task->depth && (task->depth == DEPTH || pick(2))) {
			model_leave(task);
			continue;
		}
		task->calls[task->depth] =
			(struct model_call){ pick(FUNCTIONS), now, 0 };
		enter(0x10 + task->calls[task->depth].function, task->depth);
		task->depth++;
	}
}

START_TEST(test_model)
{
	char name[8];

	for (int round = 1; round <= 20; round++) {
		seed = round;
		memset(tasks, 0, sizeof(tasks));
		memset(sums, 0, sizeof(sums));
		begin_json();
		for (int i = 0; i < 2000; i++)
			model_step();
		finish_json();
		for (int i = 0; i < FUNCTIONS; i++) {
			snprintf(name, sizeof(name), "0x%x", 0x10 + i);
			ck_times(name, sums[i].total, sums[i].self,
				 sums[i].sum / sums[i].calls);
		}
		end_json();
	}
}
END_TEST

UNIT_MAIN("report recursion", test_direct, test_indirect,
	  test_tasks_have_stacks_of_their_own, test_calls_without_exit,
	  test_cost_is_of_the_outermost, test_model)
