/* SPDX-License-Identifier: MIT */
/*
 * Long random traces. Guests with tasks that call, are switched and move
 * between vCPUs make them, and the engine must find just those calls; then
 * events are lost, or make no sense at all, and what it says must still nest
 * and add up.
 */
#include <stdbool.h>
#include <string.h>

#include <hyperftrace/protocol.h>

#include "../../consumer/engine/engine.h"
#include "random.h"
#include "unit.h"

#define N_VMS 2
#define N_VCPUS 3
#define N_TASKS 8
#define MAX_DEPTH 40
/* What the engine believes to be open may be more than what is. */
#define MAX_OPEN 100000

/* What a task of the guest really has open. */
struct guest_task {
	uint64_t user[MAX_DEPTH];
	uint64_t kernel[MAX_DEPTH];
	uint32_t n_user;
	uint32_t n_kernel;
	/* The vCPU it runs on, or -1. */
	int vcpu;
};

struct guest {
	/* Tid 0 is unused: idle tasks are one for each vCPU, past the end. */
	struct guest_task tasks[N_TASKS + N_VCPUS];
	int current[N_VCPUS];
};

/* What the view has been told to be open. */
struct open_call {
	uint64_t address;
	int64_t entered;
	uint32_t level;
};

struct told {
	struct open_call *calls;
	uint32_t n;
};

static struct guest guests[N_VMS];
/* By VM and task; then the tasks that no switch has named, by vCPU. */
static struct told told[N_VMS][N_TASKS + 2 * N_VCPUS];
/* Nothing is lost, so no depth is corrected after an entry was told of. */
static bool levels_are_final;
static uint64_t n_enter, n_exit, n_lost, n_orphan, n_left_open;
static int64_t now;
static struct hft_engine *engine;

static struct told *told_of(const struct hft_place *place, bool known,
			    struct hft_task_name task)
{
	struct told *tasks = told[place->vm];

	if (!known)
		return &tasks[N_TASKS + N_VCPUS + place->vcpu];
	if (!task.tid)
		return &tasks[N_TASKS + place->vcpu];
	return &tasks[task.tid];
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct told *t = told_of(call->place, call->place->task_known,
				 call->place->task);

	(void)view;
	ck_assert_quick(t->n < MAX_OPEN);
	ck_assert_quick(!levels_are_final || !t->n ||
			call->level > t->calls[t->n - 1].level);
	t->calls[t->n++] =
		(struct open_call){ call->address, call->ts, call->level };
	n_enter++;
}

static void pop_told(const struct hft_call *call)
{
	struct told *t = told_of(call->place, call->place->task_known,
				 call->place->task);
	struct open_call *top;

	ck_assert_quick(t->n);
	top = &t->calls[--t->n];
	ck_assert_quick(top->address == call->address);
	ck_assert_quick(top->entered == call->entered);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	(void)view;
	if (call->flags & HFT_CALL_ORPHAN) {
		n_orphan++;
		return;
	}
	if (call->flags & HFT_CALL_LOST)
		n_lost++;
	else
		n_exit++;
	pop_told(call);
}

static void on_left_open(void *view, const struct hft_call *call)
{
	(void)view;
	n_left_open++;
	pop_told(call);
}

static void on_named(void *view, const struct hft_place *place)
{
	struct told *from = told_of(place, false, place->task);
	struct told *to = told_of(place, true, place->task);
	struct told empty = *to;

	(void)view;
	ck_assert_uint_eq(to->n, 0);
	*to = *from;
	*from = empty;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.left_open = on_left_open,
	.task_named = on_named,
};

static void begin(uint64_t number)
{
	seed = number * 7919 + 1;
	now = 0;
	n_enter = n_exit = n_lost = n_orphan = n_left_open = 0;
	memset(guests, 0, sizeof(guests));
	levels_are_final = false;
	for (int vm = 0; vm < N_VMS; vm++) {
		for (int i = 0; i < N_TASKS + 2 * N_VCPUS; i++) {
			told[vm][i].n = 0;
			if (!told[vm][i].calls)
				told[vm][i].calls = malloc(
					MAX_OPEN * sizeof(struct open_call));
		}
		for (int i = 0; i < N_TASKS; i++)
			guests[vm].tasks[i].vcpu = -1;
		for (int vcpu = 0; vcpu < N_VCPUS; vcpu++)
			guests[vm].current[vcpu] = N_TASKS + vcpu;
	}
	engine = hft_engine_create(&ops, NULL, NULL);
	ck_assert_ptr_nonnull(engine);
}

static void free_told(void)
{
	for (int vm = 0; vm < N_VMS; vm++) {
		for (int i = 0; i < N_TASKS + 2 * N_VCPUS; i++) {
			free(told[vm][i].calls);
			told[vm][i].calls = NULL;
		}
	}
}

/* Everything that the counters and the callbacks have in common. */
static void end(void)
{
	const struct hft_quality *quality = hft_engine_quality(engine);

	hft_engine_finish(engine);
	ck_assert_uint_eq(n_enter, n_exit + n_lost + n_left_open);
	ck_assert_uint_eq(quality->calls, n_exit);
	ck_assert_uint_eq(quality->missing_exits, n_lost);
	ck_assert_uint_eq(quality->unmatched_exits, n_orphan);
	ck_assert_uint_eq(quality->open_calls, n_left_open);
	for (int vm = 0; vm < N_VMS; vm++) {
		for (int i = 0; i < N_TASKS + 2 * N_VCPUS; i++)
			ck_assert_uint_eq(told[vm][i].n, 0);
	}
	hft_engine_destroy(engine);
}

static void send(int vm, int vcpu, uint64_t nr, uint64_t a0, uint64_t a1,
		 uint64_t a2, uint64_t a3)
{
	const struct hft_hypercall hypercall = {
		.ts = now += 1 + pick(50),
		.vm = vm,
		.vcpu = vcpu,
		.nr = nr,
		.args = { a0, a1, a2, a3 },
	};

	ck_assert_quick(!hft_engine_hypercall(engine, &hypercall));
}

/* How the guest sends, and how much of it arrives. */
struct manner {
	bool depths;
	/* One in so many events is lost; 0 for none. */
	uint32_t lose;
};

static bool lost(const struct manner *manner)
{
	return manner->lose && !pick(manner->lose);
}

static uint64_t tid_of(int task)
{
	return task < N_TASKS ? task : 0;
}

static void do_switch(const struct manner *manner, int vm, int vcpu)
{
	struct guest *guest = &guests[vm];
	int old = guest->current[vcpu];
	int new = 1 + pick(N_TASKS);

	if (new == N_TASKS)
		new = N_TASKS + vcpu;
	if (new == old || guest->tasks[new].vcpu >= 0)
		return;
	guest->tasks[old].vcpu = -1;
	guest->current[vcpu] = new;
	if (new < N_TASKS)
		guest->tasks[new].vcpu = vcpu;
	if (!lost(manner))
		send(vm, vcpu, HFT_NR_SWITCH, tid_of(old), tid_of(old),
		     tid_of(new), tid_of(new));
}

static void kernel_call(const struct manner *manner, int vm, int vcpu,
			struct guest_task *task)
{
	uint64_t address = 0xffffffff81000000 + pick(20) * 16;
	uint32_t depth;

	if (task->n_kernel < MAX_DEPTH && (!task->n_kernel || pick(2))) {
		depth = task->n_kernel;
		task->kernel[task->n_kernel++] = address;
		if (!lost(manner))
			send(vm, vcpu, HFT_NR_KERNEL_FUNC, address, 0, 0,
			     manner->depths ? depth : 0);
	} else {
		depth = --task->n_kernel;
		if (!lost(manner))
			send(vm, vcpu, HFT_NR_KERNEL_FUNC, task->kernel[depth],
			     1, 77, depth);
	}
}

static void user_call(const struct manner *manner, int vm, int vcpu,
		      struct guest_task *task)
{
	uint64_t address = 0x401000 + pick(20) * 16;

	if (task->n_user < MAX_DEPTH && (!task->n_user || pick(2))) {
		task->user[task->n_user++] = address;
		if (!lost(manner))
			send(vm, vcpu, HFT_NR_USER_FUNC, address, 0, 0, 0);
	} else {
		address = task->user[--task->n_user];
		if (!lost(manner))
			send(vm, vcpu, HFT_NR_USER_FUNC, address, 1, 0, 0);
	}
}

static void run_guests(const struct manner *manner, int n)
{
	for (int i = 0; i < n; i++) {
		int vm = pick(N_VMS);
		int vcpu = pick(N_VCPUS);
		struct guest *guest = &guests[vm];
		struct guest_task *task = &guest->tasks[guest->current[vcpu]];

		if (!pick(20))
			do_switch(manner, vm, vcpu);
		else if (!task->n_kernel && !pick(3) &&
			 guest->current[vcpu] < N_TASKS)
			user_call(manner, vm, vcpu, task);
		else
			kernel_call(manner, vm, vcpu, task);
	}
}

static uint64_t still_open(void)
{
	uint64_t n = 0;

	for (int vm = 0; vm < N_VMS; vm++) {
		for (int i = 0; i < N_TASKS + N_VCPUS; i++)
			n += guests[vm].tasks[i].n_user +
			     guests[vm].tasks[i].n_kernel;
	}
	return n;
}

static void complete(bool depths)
{
	const struct manner manner = { .depths = depths };

	for (uint64_t i = 0; i < 50; i++) {
		const struct hft_quality *quality;

		begin(i);
		levels_are_final = true;
		run_guests(&manner, 4000);
		quality = hft_engine_quality(engine);
		ck_assert_uint_eq(quality->missing_exits, 0);
		ck_assert_uint_eq(quality->missing_entries, 0);
		ck_assert_uint_eq(quality->unmatched_exits, 0);
		ck_assert_uint_eq(quality->switches_out_of_order, 0);
		end();
		ck_assert_uint_eq(n_left_open, still_open());
	}
	free_told();
}

START_TEST(test_complete)
{
	complete(true);
}
END_TEST

START_TEST(test_complete_published)
{
	complete(false);
}
END_TEST

static void lossy(bool depths, uint32_t lose)
{
	const struct manner manner = { .depths = depths, .lose = lose };
	const struct manner clean = { .depths = depths };
	uint64_t exits = 0, orphans = 0;

	for (uint64_t i = 0; i < 50; i++) {
		begin(i);
		run_guests(&manner, 4000);
		/* Nothing is lost any more: it finds its way back. */
		run_guests(&clean, 20000);
		exits -= n_exit;
		orphans -= n_orphan + n_lost;
		run_guests(&clean, 10000);
		exits += n_exit;
		orphans += n_orphan + n_lost;
		end();
	}
	/* But for calls far below, whose entries were lost before. */
	ck_assert_uint_lt(orphans, exits / 200);
	free_told();
}

START_TEST(test_one_in_50_is_lost)
{
	lossy(true, 50);
}
END_TEST

START_TEST(test_one_in_50_is_lost_published)
{
	lossy(false, 50);
}
END_TEST

START_TEST(test_one_in_3_is_lost)
{
	lossy(true, 3);
	lossy(false, 3);
}
END_TEST

START_TEST(test_nonsense)
{
	static const uint64_t nrs[] = { 1000, 1000, 1000, 2000, 2000, 1001 };

	for (uint64_t i = 0; i < 30; i++) {
		begin(i);
		for (int j = 0; j < 20000; j++) {
			uint64_t nr = nrs[pick(6)];

			if (nr == 1001)
				send(pick(N_VMS), pick(N_VCPUS), nr,
				     pick(N_TASKS), pick(3), pick(N_TASKS),
				     pick(3));
			else
				send(pick(N_VMS), pick(N_VCPUS), nr,
				     pick(10) * 4, pick(2), pick(1000),
				     i % 3 ? pick(30) : 0);
		}
		end();
	}
	free_told();
}
END_TEST

UNIT_MAIN("properties", test_complete, test_complete_published,
	  test_one_in_50_is_lost, test_one_in_50_is_lost_published,
	  test_one_in_3_is_lost, test_nonsense)
