/* SPDX-License-Identifier: MIT */
#include "../../consumer/engine/tasks.h"
#include "unit.h"

static struct hft_tasks *tasks;

static void begin(void)
{
	tasks = hft_tasks_create();
	ck_assert_ptr_nonnull(tasks);
}

static void end(void)
{
	hft_tasks_destroy(tasks);
}

static struct hft_task *make(struct hft_lane *lane, uint32_t tid)
{
	struct hft_task *task = hft_tasks_new(tasks, lane);

	ck_assert_ptr_nonnull(task);
	hft_tasks_name(tasks, task, (struct hft_task_name){ tid, tid });
	return task;
}

/* A task with something on its stack is not freed when it stops. */
static void keep(struct hft_task *task)
{
	task->stack.depth = 1;
}

START_TEST(test_lanes)
{
	struct hft_lane *first;

	begin();
	first = hft_tasks_lane(tasks, 7, 0);
	for (uint64_t i = 0; i < 1000; i++) {
		struct hft_lane *lane = hft_tasks_lane(tasks, i % 3, i);

		ck_assert_uint_eq(lane->vm->id, i % 3);
		ck_assert_uint_eq(lane->vcpu, i);
		ck_assert_uint_eq(lane->index, i + 1);
		ck_assert_ptr_eq(hft_tasks_lane_at(tasks, i + 1), lane);
	}
	ck_assert_ptr_eq(hft_tasks_lane(tasks, 7, 0), first);
	ck_assert_ptr_ne(hft_tasks_lane(tasks, 0, 0), first);
	ck_assert_ptr_null(hft_tasks_lane_at(tasks, 1001));
	ck_assert_uint_eq(hft_tasks_vms(tasks)->id, 7);
	ck_assert_uint_eq(hft_tasks_vms(tasks)->next->id, 0);
	end();
}
END_TEST

START_TEST(test_find)
{
	struct hft_lane *lane, *other, *alien;
	struct hft_task *idle, *task;

	begin();
	lane = hft_tasks_lane(tasks, 1, 0);
	other = hft_tasks_lane(tasks, 1, 1);
	alien = hft_tasks_lane(tasks, 2, 0);
	ck_assert_ptr_null(hft_tasks_find(tasks, lane, 0));
	idle = make(lane, 0);
	task = make(lane, 5);
	ck_assert_ptr_eq(hft_tasks_find(tasks, lane, 0), idle);
	ck_assert_ptr_null(hft_tasks_find(tasks, other, 0));
	ck_assert_ptr_eq(hft_tasks_find(tasks, lane, 5), task);
	ck_assert_ptr_eq(hft_tasks_find(tasks, other, 5), task);
	ck_assert_ptr_null(hft_tasks_find(tasks, alien, 5));
	ck_assert_uint_eq(lane->vm->n_tasks, 2);
	hft_tasks_free(tasks, task);
	ck_assert_ptr_null(hft_tasks_find(tasks, lane, 5));
	ck_assert_uint_eq(lane->vm->n_tasks, 1);
	end();
}
END_TEST

START_TEST(test_idle_tasks_of_many_lanes)
{
	begin();
	for (uint64_t vcpu = 0; vcpu < 1000; vcpu++)
		make(hft_tasks_lane(tasks, 1, vcpu), 0);
	for (uint64_t vcpu = 0; vcpu < 1000; vcpu++) {
		struct hft_lane *lane = hft_tasks_lane(tasks, 1, vcpu);

		ck_assert_ptr_eq(hft_tasks_find(tasks, lane, 0)->lane, lane);
	}
	end();
}
END_TEST

START_TEST(test_blank_tasks_are_freed_when_they_stop)
{
	struct hft_lane *lane;

	begin();
	lane = hft_tasks_lane(tasks, 1, 0);
	hft_tasks_run(tasks, lane, make(lane, 5));
	ck_assert_ptr_nonnull(hft_tasks_find(tasks, lane, 5));
	hft_tasks_run(tasks, lane, make(lane, 6));
	ck_assert_ptr_null(hft_tasks_find(tasks, lane, 5));
	keep(lane->current);
	hft_tasks_run(tasks, lane, NULL);
	ck_assert_ptr_nonnull(hft_tasks_find(tasks, lane, 6));
	end();
}
END_TEST

START_TEST(test_task_on_two_lanes)
{
	struct hft_lane *lane, *other;
	struct hft_task *task;

	begin();
	lane = hft_tasks_lane(tasks, 1, 0);
	other = hft_tasks_lane(tasks, 1, 1);
	task = make(lane, 5);
	hft_tasks_run(tasks, lane, task);
	hft_tasks_run(tasks, other, task);
	ck_assert_uint_eq(task->n_lanes, 2);
	ck_assert_ptr_eq(task->lane, other);
	hft_tasks_run(tasks, lane, NULL);
	ck_assert_ptr_eq(hft_tasks_find(tasks, lane, 5), task);
	hft_tasks_run(tasks, other, task);
	ck_assert_uint_eq(task->n_lanes, 1);
	hft_tasks_run(tasks, other, NULL);
	ck_assert_ptr_null(hft_tasks_find(tasks, lane, 5));
	end();
}
END_TEST

START_TEST(test_oldest)
{
	struct hft_lane *lane;
	struct hft_task *task;

	begin();
	lane = hft_tasks_lane(tasks, 1, 0);
	for (uint32_t tid = 1; tid <= 4; tid++) {
		hft_tasks_run(tasks, lane, make(lane, tid));
		keep(lane->current);
	}
	/* 2 runs again, and 4 has stopped by that: 1, 3, 4. */
	hft_tasks_run(tasks, lane, hft_tasks_find(tasks, lane, 2));
	task = lane->vm->oldest;
	ck_assert_uint_eq(task->name.tid, 1);
	ck_assert_uint_eq(task->newer->name.tid, 3);
	ck_assert_uint_eq(task->newer->newer->name.tid, 4);
	ck_assert_ptr_null(task->newer->newer->newer);
	ck_assert_ptr_eq(lane->vm->newest, task->newer->newer);
	hft_tasks_free(tasks, task->newer);
	ck_assert_uint_eq(task->newer->name.tid, 4);
	ck_assert_ptr_eq(task->newer->older, task);
	end();
}
END_TEST

START_TEST(test_recycled_tasks_are_blank)
{
	const struct hft_frame frame = { .address = 1 };
	struct hft_lane *lane;
	struct hft_task *task;
	int64_t bytes;

	begin();
	lane = hft_tasks_lane(tasks, 1, 0);
	task = make(lane, 5);
	bytes = hft_stack_reserve(&task->stack);
	lane->vm->bytes += bytes;
	hft_stack_push(&task->stack, &frame);
	hft_stack_pop(&task->stack);
	keep(task);
	hft_tasks_free(tasks, task);
	ck_assert_int_eq(lane->vm->bytes, 0);
	task = hft_tasks_new(tasks, lane);
	ck_assert(!task->named);
	ck_assert(hft_stack_is_blank(&task->stack));
	ck_assert_int_eq(lane->vm->bytes,
			 task->stack.capacity * sizeof(struct hft_frame));
	ck_assert_int_eq(lane->vm->bytes, bytes);
	end();
}
END_TEST

UNIT_MAIN("tasks", test_lanes, test_find, test_idle_tasks_of_many_lanes,
	  test_blank_tasks_are_freed_when_they_stop, test_task_on_two_lanes,
	  test_oldest, test_recycled_tasks_are_blank)
