/* SPDX-License-Identifier: MIT */
/*
 * Long random guests whose tasks call, are switched, move between CPUs and are
 * interrupted at any moment, also inside the kernel's own code at a function's
 * entry and exit. The engine must find just those calls, in the order of time
 * and with their durations; then pages are lost, or are no pages at all, and
 * what it says must still nest and add up.
 */
#include "../../consumer/engine/internal.h"
#include "../ctf/page-builder.h"
#include "random.h"
#include "unit.h"

#define N_CPUS 3
#define N_TASKS 8
#define MAX_DEPTH 30
/* The host's clock is ahead of the guest's TSC by so much. */
#define AHEAD 123456

struct call {
	uint64_t address;
	uint64_t entered;
};

/* Idle tasks are one for each CPU, past the others. */
struct guest_task {
	struct call calls[MAX_DEPTH + 10];
	/* Calls on it; the kernel's own count may be one off for a moment. */
	uint32_t depth;
	int cpu;
};

struct guest_cpu {
	struct page_builder page;
	uint64_t last_tsc;
	uint64_t functions;
	uint64_t functions_before;
	uint64_t seq;
	/* What of it has reached the engine. */
	bool sent;
	uint64_t reached;
	int current;
};

static struct guest_task tasks[N_TASKS + N_CPUS];
static struct guest_cpu cpus[N_CPUS];
static uint64_t tsc;
static uint64_t n_functions, n_returned;
/* One page in so many is lost; 0: none. */
static uint32_t lose;

static struct hft_engine *engine;

static uint32_t tid_of(int task)
{
	return task < N_TASKS ? task + 1 : 0;
}

static void start_page(struct guest_cpu *cpu)
{
	const struct page_start start = {
		.tsc = tsc,
		.tid = tid_of(cpu->current),
		.tgid = tid_of(cpu->current),
		.cpu = cpu - cpus,
		.functions = cpu->functions,
	};

	cpu->page.n = 0;
	cpu->functions_before = cpu->functions;
	cpu->last_tsc = tsc;
	page_begin(&cpu->page, &start);
}

static void send(const struct guest_cpu *cpu, uint64_t seq,
		 const uint64_t *words, size_t n)
{
	const struct hft_page event = {
		.ts = tsc + AHEAD + 40,
		.delay_ns = 40,
		.vm = 1,
		.vcpu = cpu - cpus,
		.session = 7,
		.seq = seq,
		.guest_tsc = tsc,
		.words = words,
		.n_words = n,
	};

	ck_assert_quick(!hft_engine_page(engine, &event));
}

static void flush(struct guest_cpu *cpu)
{
	uint64_t seq = cpu->seq++;

	/* The first says what session it is, and is not lost here. */
	if (!lose || !seq || pick(lose)) {
		send(cpu, seq, cpu->page.words, cpu->page.n);
		cpu->reached += cpu->functions - cpu->functions_before;
	}
	start_page(cpu);
}

static uint64_t ticks(struct guest_cpu *cpu)
{
	uint64_t before = cpu->last_tsc;

	tsc += 1 + pick(50);
	/* A long time, now and then, for all CPUs. */
	if (!pick(1000))
		tsc += 20000000;
	if ((tsc - before) >> HFT_REC_DELTA_BITS) {
		page_escape(&cpu->page, HFT_REC_TIME, 0, 0, &tsc, 1);
		before = tsc;
	}
	cpu->last_tsc = tsc;
	return tsc - before;
}

static void record(struct guest_cpu *cpu, bool exit, uint64_t address,
		   uint32_t depth)
{
	uint64_t delta = ticks(cpu);

	page_func(&cpu->page, exit, delta, address, depth);
	cpu->functions++;
	n_functions++;
	n_returned += exit;
	if (cpu->page.n > 100 || !pick(60))
		flush(cpu);
}

static uint64_t any_function(void)
{
	uint64_t address = 0xffffffff81000000 + pick(20) * 16;

	return pick(50) ? address : 0xffffff0000000000;
}

/* An interrupt while the kernel's shadow stack holds so many calls. */
static void maybe_interrupt(struct guest_cpu *cpu, uint32_t depth, int nested)
{
	uint64_t address;

	if (pick(12) || nested > 3)
		return;
	address = any_function();
	maybe_interrupt(cpu, depth + 1, nested + 1);
	record(cpu, false, address, depth);
	maybe_interrupt(cpu, depth + 1, nested + 1);
	/* The exit's record comes before or after the stack changes. */
	maybe_interrupt(cpu, depth + pick(2), nested + 1);
	record(cpu, true, address, depth);
	maybe_interrupt(cpu, depth + pick(2), nested + 1);
}

static void call_or_return(struct guest_cpu *cpu)
{
	struct guest_task *task = &tasks[cpu->current];
	uint32_t depth = task->depth;

	maybe_interrupt(cpu, depth, 0);
	if (depth < MAX_DEPTH && (!depth || pick(2))) {
		task->calls[depth].address = any_function();
		maybe_interrupt(cpu, depth + 1, 0);
		record(cpu, false, task->calls[depth].address, depth);
		task->depth++;
	} else {
		depth = --task->depth;
		maybe_interrupt(cpu, depth + pick(2), 0);
		record(cpu, true, task->calls[depth].address, depth);
		maybe_interrupt(cpu, depth + pick(2), 0);
	}
}

static void switch_task(struct guest_cpu *cpu)
{
	int new = pick(N_TASKS + 1);
	uint64_t tgid, delta;

	if (new == N_TASKS)
		new = N_TASKS + (cpu - cpus);
	if (new == cpu->current || tasks[new].cpu >= 0)
		return;
	tasks[cpu->current].cpu = -1;
	tasks[new].cpu = cpu - cpus;
	cpu->current = new;
	tgid = tid_of(new);
	delta = ticks(cpu);
	page_escape(&cpu->page, HFT_REC_TASK, tid_of(new), delta, &tgid, 1);
}

static void run(int n)
{
	for (int i = 0; i < n; i++) {
		struct guest_cpu *cpu = &cpus[pick(N_CPUS)];

		if (!pick(20))
			switch_task(cpu);
		else
			call_or_return(cpu);
	}
}

/* What the view was told. */
struct open_call {
	uint64_t address;
	int64_t entered;
	uint32_t level;
};

/* Of a task, or of calls whose task is not known. */
struct told {
	uint64_t id;
	struct open_call *calls;
	uint32_t n;
	uint32_t capacity;
};

static struct told told[4096];
static size_t n_told;
static uint64_t n_enter, n_exit, n_lost, n_orphan, n_left_open;
static uint64_t missing;
static int64_t last_ts;
/* What is told is older than what was told before, if CPUs were silent. */
static bool in_order;

static struct told *told_of(const struct hft_place *place, bool known)
{
	uint64_t id = place->task.tid;
	size_t i = 0;

	if (!known)
		id = (uint64_t)2 << 32 | place->vcpu;
	else if (!id)
		id = (uint64_t)1 << 32 | place->vcpu;
	while (i < n_told && told[i].id != id)
		i++;
	ck_assert_quick(i < sizeof(told) / sizeof(*told));
	if (i == n_told)
		told[n_told++] = (struct told){ .id = id };
	return &told[i];
}

static void note_time(int64_t ts)
{
	ck_assert_quick(!in_order || ts >= last_ts);
	last_ts = ts;
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct told *t = told_of(call->place, call->place->task_known);

	(void)view;
	note_time(call->ts);
	if (t->n == t->capacity) {
		t->capacity = 2 * t->capacity + 16;
		t->calls =
			reallocarray(t->calls, t->capacity, sizeof(*t->calls));
	}
	ck_assert_quick(!t->n || call->level > t->calls[t->n - 1].level);
	t->calls[t->n++] =
		(struct open_call){ call->address, call->ts, call->level };
	n_enter++;
}

static void pop(const struct hft_call *call)
{
	struct told *t = told_of(call->place, call->place->task_known);
	const struct open_call *top;

	ck_assert_quick(t->n);
	top = &t->calls[--t->n];
	ck_assert_quick(top->address == call->address);
	ck_assert_quick(top->entered == call->entered);
	ck_assert_quick(top->level == call->level);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	(void)view;
	note_time(call->ts);
	if (call->flags & HFT_CALL_ORPHAN) {
		n_orphan++;
		return;
	}
	pop(call);
	if (call->flags & HFT_CALL_LOST) {
		n_lost++;
		return;
	}
	n_exit++;
	ck_assert_quick(call->flags & HFT_CALL_TIMED);
	ck_assert_quick(!in_order ||
			call->times.total ==
				(uint64_t)(call->ts - call->entered));
}

static void on_left_open(void *view, const struct hft_call *call)
{
	(void)view;
	n_left_open++;
	pop(call);
}

static void on_named(void *view, const struct hft_place *place)
{
	struct told *from = told_of(place, false);
	struct told *to = told_of(place, true);
	struct told was = *to;

	(void)view;
	ck_assert_uint_eq(to->n, 0);
	*to = (struct told){ was.id, from->calls, from->n, from->capacity };
	*from = (struct told){ from->id, was.calls, 0, was.capacity };
}

static void on_lost(void *view, const struct hft_lost *lost)
{
	(void)view;
	ck_assert_quick(lost->begin <= lost->end);
	if (lost->what == HFT_LOST_RECORDS)
		missing += lost->count;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.left_open = on_left_open,
	.task_named = on_named,
	.lost = on_lost,
};

static void begin(uint64_t number)
{
	const uint64_t hello[] = { 7, 1, 0, 1000000 | (uint64_t)N_CPUS << 32,
				   1, 0, 0 };

	seed = number * 7919 + 1;
	tsc = 1000;
	n_functions = n_returned = missing = 0;
	n_enter = n_exit = n_lost = n_orphan = n_left_open = 0;
	last_ts = INT64_MIN;
	engine = hft_engine_create(&ops, NULL, NULL);
	ck_assert_ptr_nonnull(engine);
	for (int i = 0; i < N_TASKS + N_CPUS; i++)
		tasks[i] = (struct guest_task){ .cpu = i - N_TASKS };
	for (int i = 0; i < N_TASKS; i++)
		tasks[i].cpu = -1;
	for (int i = 0; i < N_CPUS; i++) {
		cpus[i].seq = cpus[i].functions = cpus[i].reached = 0;
		cpus[i].current = N_TASKS + i;
		start_page(&cpus[i]);
	}
	page_escape(&cpus[0].page, HFT_REC_HELLO, 0, 0, hello, 7);
	flush(&cpus[0]);
}

static void end(void)
{
	const struct hft_quality *quality = hft_engine_quality(engine);

	hft_engine_finish(engine);
	ck_assert_uint_eq(n_enter, n_exit + n_lost + n_left_open);
	ck_assert_uint_eq(quality->calls, n_exit);
	ck_assert_uint_eq(quality->missing_exits, n_lost);
	ck_assert_uint_eq(quality->unmatched_exits, n_orphan);
	ck_assert_uint_eq(quality->open_calls, n_left_open);
	ck_assert_uint_eq(engine->merge.n_words, 0);
	for (size_t i = 0; i < n_told; i++) {
		ck_assert_uint_eq(told[i].n, 0);
		free(told[i].calls);
	}
	n_told = 0;
	hft_engine_destroy(engine);
}

static void flush_all(void)
{
	for (int i = 0; i < N_CPUS; i++)
		flush(&cpus[i]);
}

START_TEST(test_complete)
{
	const struct hft_quality *quality;
	uint64_t open;

	in_order = true;
	lose = 0;
	for (uint64_t i = 0; i < 100; i++) {
		begin(i);
		run(5000);
		flush_all();
		open = 0;
		for (int j = 0; j < N_TASKS + N_CPUS; j++)
			open += tasks[j].depth;
		hft_engine_flush(engine);
		quality = hft_engine_quality(engine);
		ck_assert_uint_eq(quality->missing_exits, 0);
		ck_assert_uint_eq(quality->missing_entries, 0);
		ck_assert_uint_eq(quality->unmatched_exits, 0);
		ck_assert_uint_eq(quality->missing_records, 0);
		ck_assert_uint_eq(quality->missing_pages, 0);
		ck_assert_uint_eq(quality->switches_out_of_order, 0);
		ck_assert_uint_eq(quality->time_backwards, 0);
		ck_assert_uint_eq(quality->late_records, 0);
		ck_assert_uint_eq(n_exit, n_returned);
		end();
		ck_assert_uint_eq(n_left_open, open);
	}
}
END_TEST

/* What is missing is counted exactly, and the way back is found. */
START_TEST(test_lossy)
{
	for (uint64_t i = 0; i < 100; i++) {
		const struct hft_quality *quality;
		uint64_t reached = 0, exits, wrong;

		in_order = true;
		lose = 3 + i % 20;
		begin(i);
		run(5000);
		lose = 0;
		run(20000);
		flush_all();
		hft_engine_flush(engine);
		quality = hft_engine_quality(engine);
		for (int j = 0; j < N_CPUS; j++)
			reached += cpus[j].reached;
		ck_assert_uint_eq(quality->missing_records,
				  n_functions - reached);
		ck_assert_uint_eq(quality->missing_records, missing);
		ck_assert_uint_gt(missing, 0);
		exits = n_exit;
		wrong = n_lost + n_orphan;
		ck_assert_uint_lt(wrong, exits / 5);
		end();
	}
}
END_TEST

/* Bits of pages are turned over, and words are not what they were. */
static void spoil(struct page_builder *page)
{
	while (pick(3)) {
		uint64_t *word = &page->words[pick(page->n)];

		if (pick(2))
			*word ^= (uint64_t)1 << pick(64);
		else
			*word = page_escape_word(pick(30), pick(1 << 23),
						 pick(1 << 24), pick(6));
	}
}

START_TEST(test_spoiled)
{
	in_order = false;
	lose = 0;
	for (uint64_t i = 0; i < 100; i++) {
		begin(i);
		for (int j = 0; j < 500; j++) {
			struct guest_cpu *cpu = &cpus[pick(N_CPUS)];

			run(10);
			spoil(&cpu->page);
			if (!pick(10))
				cpu->seq += pick(5) - 2;
			flush(cpu);
		}
		end();
	}
}
END_TEST

UNIT_MAIN("page properties", test_complete, test_lossy, test_spoiled)
