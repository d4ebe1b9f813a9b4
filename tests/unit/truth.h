/* SPDX-License-Identifier: MIT */
/*
 * A guest whose tasks call, are switched and interrupted at random, and which
 * writes down what really happened: each call, its beginning and its end, and
 * how long its task did not run. Nothing is missing in its pages.
 */
#ifndef HYPERFTRACE_TEST_TRUTH_H
#define HYPERFTRACE_TEST_TRUTH_H

#include "../../consumer/engine/engine.h"
#include "../ctf/page-builder.h"
#include "random.h"
#include "unit.h"

#define TRUTH_CPUS 2
#define TRUTH_TASKS 6
#define TRUTH_DEPTH 12
#define TRUTH_CALLS 16384
/* The host's clock is ahead of the guest's TSC, which counts ns. */
#define TRUTH_AHEAD 5000

#define TRUTH_NONE (-1)

/* One call; by its entry's time, which is of no other. */
struct true_call {
	uint64_t address;
	int64_t entered;
	/* Not yet: it is open at the end. */
	int64_t left;
	/* The task had been switched out for so long by then. */
	uint64_t out_before;
	uint64_t out_after;
	int caller;
	int task;
	unsigned int context;
	/* Calls that it is in. */
	uint32_t depth;
};

struct true_task {
	int top;
	uint64_t out;
	uint64_t out_since;
	/* The CPU it runs on, or TRUTH_NONE. */
	int cpu;
};

struct true_cpu {
	struct page_builder page;
	uint64_t last_tsc;
	uint64_t functions;
	uint64_t seq;
	int current;
	unsigned int context;
};

static struct true_call true_calls[TRUTH_CALLS];
static int n_true_calls;
/* Idle tasks are one for each CPU, past the others. */
static struct true_task true_tasks[TRUTH_TASKS + TRUTH_CPUS];
static struct true_cpu true_cpus[TRUTH_CPUS];
static uint64_t true_tsc;
/* One page in so many is lost, but for each CPU's first; 0: none. */
static uint32_t true_losses;

static struct hft_engine *engine;

static inline uint32_t true_tid(int task)
{
	return task < TRUTH_TASKS ? task + 1 : 0;
}

static inline void true_begin_page(struct true_cpu *cpu)
{
	const struct page_start start = {
		.tsc = true_tsc,
		.tid = true_tid(cpu->current),
		.tgid = true_tid(cpu->current),
		.cpu = cpu - true_cpus,
		.context = cpu->context,
		.functions = cpu->functions,
	};

	cpu->page.n = 0;
	cpu->last_tsc = true_tsc;
	page_begin(&cpu->page, &start);
}

static inline void true_flush(struct true_cpu *cpu)
{
	const struct hft_page event = {
		.ts = true_tsc + TRUTH_AHEAD,
		.vm = 1,
		.vcpu = cpu - true_cpus,
		.session = 7,
		.seq = cpu->seq++,
		.guest_tsc = true_tsc,
		.words = cpu->page.words,
		.n_words = cpu->page.n,
	};

	if (!true_losses || !event.seq || pick(true_losses))
		ck_assert_quick(!hft_engine_page(engine, &event));
	true_begin_page(cpu);
}

/* Some time passes; returns how much since the CPU's last record. */
static inline uint64_t true_ticks(struct true_cpu *cpu)
{
	uint64_t ticks;

	true_tsc += 1 + pick(pick(10) ? 20 : 2000);
	ticks = true_tsc - cpu->last_tsc;
	cpu->last_tsc = true_tsc;
	return ticks;
}

static inline void true_record(struct true_cpu *cpu, bool exit,
			       uint64_t address, uint32_t depth)
{
	page_func(&cpu->page, exit, true_ticks(cpu), address, depth);
	cpu->functions++;
}

static inline void true_enter(struct true_cpu *cpu)
{
	struct true_task *task = &true_tasks[cpu->current];
	struct true_call *call = &true_calls[n_true_calls];

	ck_assert_quick(n_true_calls < TRUTH_CALLS);
	*call = (struct true_call){
		.address = 0xffffffff81000000 + pick(12) * 16,
		.out_before = task->out,
		.caller = task->top,
		.task = cpu->current,
		.context = cpu->context,
	};
	if (task->top != TRUTH_NONE)
		call->depth = true_calls[task->top].depth + 1;
	true_record(cpu, false, call->address, call->depth);
	call->entered = true_tsc + TRUTH_AHEAD;
	task->top = n_true_calls++;
}

static inline void true_leave(struct true_cpu *cpu)
{
	struct true_task *task = &true_tasks[cpu->current];
	struct true_call *call = &true_calls[task->top];

	true_record(cpu, true, call->address, call->depth);
	call->left = true_tsc + TRUTH_AHEAD;
	call->out_after = task->out;
	task->top = call->caller;
}

static inline void true_set_context(struct true_cpu *cpu, unsigned int context)
{
	cpu->context = context;
	page_escape(&cpu->page, HFT_REC_CONTEXT, context, true_ticks(cpu), NULL,
		    0);
}

static inline void true_interrupt(struct true_cpu *cpu)
{
	unsigned int n = 1 + pick(3);

	true_set_context(cpu, HFT_CONTEXT_HARDIRQ);
	for (unsigned int i = 0; i < n; i++)
		true_enter(cpu);
	while (n--)
		true_leave(cpu);
	true_set_context(cpu, 0);
}

static inline void true_switch(struct true_cpu *cpu)
{
	int next = pick(TRUTH_TASKS + 1);
	struct true_task *task = &true_tasks[cpu->current];
	uint64_t tgid, ticks;

	if (next == TRUTH_TASKS)
		next += cpu - true_cpus;
	if (true_tasks[next].cpu != TRUTH_NONE)
		return;
	tgid = true_tid(next);
	ticks = true_ticks(cpu);
	task->cpu = TRUTH_NONE;
	task->out_since = true_tsc;
	cpu->current = next;
	task = &true_tasks[next];
	/* Before its first turn it is not known to have waited. */
	if (task->out_since)
		task->out += true_tsc - task->out_since;
	task->cpu = cpu - true_cpus;
	page_escape(&cpu->page, HFT_REC_TASK, tgid, ticks, &tgid, 1);
}

static inline void true_step(void)
{
	struct true_cpu *cpu = &true_cpus[pick(TRUTH_CPUS)];
	int top = true_tasks[cpu->current].top;
	uint32_t depth = top == TRUTH_NONE ? 0 : true_calls[top].depth + 1;

	if (!pick(12))
		true_switch(cpu);
	else if (!pick(12))
		true_interrupt(cpu);
	else if (depth < TRUTH_DEPTH && (!depth || pick(2)))
		true_enter(cpu);
	else
		true_leave(cpu);
	if (cpu->page.n > 100)
		true_flush(cpu);
}

/* Begin a guest, of which an engine is told. */
static inline void true_begin(uint64_t number, struct hft_engine *of)
{
	const uint64_t hello[] = {
		7, 1, 0, 1000000 | (uint64_t)TRUTH_CPUS << 32, 1, 0, 0
	};

	engine = of;
	seed = number * 7919 + 1;
	true_tsc = 1000;
	n_true_calls = 0;
	for (int i = 0; i < TRUTH_TASKS + TRUTH_CPUS; i++)
		true_tasks[i] = (struct true_task){
			.top = TRUTH_NONE,
			.cpu = i < TRUTH_TASKS ? TRUTH_NONE : i - TRUTH_TASKS,
		};
	for (int i = 0; i < TRUTH_CPUS; i++) {
		struct true_cpu *cpu = &true_cpus[i];

		cpu->functions = cpu->seq = 0;
		cpu->current = TRUTH_TASKS + i;
		cpu->context = 0;
		true_begin_page(cpu);
	}
	page_escape(&true_cpus[0].page, HFT_REC_HELLO, 0, 0, hello, 7);
}

/* Its last pages; all CPUs have told up to the same time. */
static inline void true_end(void)
{
	for (int i = 0; i < TRUTH_CPUS; i++)
		true_flush(&true_cpus[i]);
	ck_assert_int_eq(hft_engine_flush(engine), 0);
}

/* The call that was entered then. */
static inline struct true_call *true_call_at(int64_t entered)
{
	int low = 0, high = n_true_calls;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (true_calls[middle].entered < entered)
			low = middle + 1;
		else
			high = middle;
	}
	ck_assert_quick(low < n_true_calls &&
			true_calls[low].entered == entered);
	return &true_calls[low];
}

#endif
