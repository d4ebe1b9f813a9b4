/* SPDX-License-Identifier: MIT */
/*
 * From hypercalls to calls. The engine follows the stack of each guest task
 * and tells a view, through a table of callbacks, of calls that begin and
 * end. Where the trace has holes it finds its way back by address and depth,
 * counts what it had to guess, and flags it in the callback.
 *
 * For every task, calls nest: each enter() is followed by one exit() without
 * HFT_CALL_ORPHAN or one left_open(), innermost call first.
 */
#ifndef HYPERFTRACE_ENGINE_H
#define HYPERFTRACE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "decode.h"
#include "quality.h"
#include "symbols.h"

/* One event of the trace. */
struct hft_hypercall {
	/* ns of the host's trace clock. */
	int64_t ts;
	/* The VM and its vCPU, or what stands in for them. */
	uint64_t vm;
	uint64_t vcpu;
	uint64_t nr;
	uint64_t args[4];
};

/* Where something happens. */
struct hft_place {
	uint64_t vm;
	uint64_t vcpu;
	/* 0, 1, 2, ... for each (vm, vcpu) in the order of appearance. */
	uint32_t lane;
	/* The task that runs there, or that the call is of. */
	bool task_known;
	struct hft_task_name task;
};

enum hft_call_flags {
	/* A function of a program, not of the kernel. */
	HFT_CALL_USER = 1 << 0,
	/* Exit: it must have ended by now, but its exit was not seen. */
	HFT_CALL_LOST = 1 << 1,
	/* Exit: its entry was not seen, so there was no enter(). */
	HFT_CALL_ORPHAN = 1 << 2,
	/* Exit: duration is known. */
	HFT_CALL_TIMED = 1 << 3,
};

struct hft_call {
	struct hft_place place;
	/* ns of the host's trace clock: of the event that is told now. */
	int64_t ts;
	/* Exit, not an orphan's: ts of the entry. */
	int64_t entered;
	/*
	 * With HFT_CALL_TIMED, ns: kernel functions by the guest's clock, as
	 * the guest sent it; user functions by the host's.
	 */
	uint64_t duration;
	uint64_t address;
	/* NULL if it has no name. */
	const struct hft_symbol *symbol;
	/* Calls below it of the same kind: kernel calls, or user calls. */
	uint32_t depth;
	/* Calls below it, of both kinds: how far a view indents it. */
	uint32_t level;
	/* enum hft_call_flags */
	unsigned int flags;
};

struct hft_switch {
	/* task is the one that runs from now on. */
	struct hft_place place;
	int64_t ts;
	/* The task that ran before; not known at the start of a vCPU. */
	bool prev_known;
	struct hft_task_name prev;
};

enum hft_lost_what { HFT_LOST_EVENTS, HFT_LOST_PACKETS };

/* The host's tracer had no room for events, or for whole packets of them. */
struct hft_lost {
	enum hft_lost_what what;
	bool counted;
	uint64_t count;
	/* When, in ns of the host's trace clock; begin <= end. */
	int64_t begin;
	int64_t end;
};

/* What a view wants to hear of. NULL where it does not. */
struct hft_engine_ops {
	/* A function is entered: called once, when its entry is read. */
	void (*enter)(void *view, const struct hft_call *call);
	/*
	 * A function has ended: called when its exit is read; or, flagged
	 * HFT_CALL_LOST, when another event shows that it must have ended;
	 * or, flagged HFT_CALL_ORPHAN, for an exit without an entry.
	 */
	void (*exit)(void *view, const struct hft_call *call);
	/*
	 * A call is given up: called for what is open at the end of the
	 * trace, and for the stack of a task that the engine forgets.
	 */
	void (*left_open)(void *view, const struct hft_call *call);
	/*
	 * The first switch of a vCPU tells whose calls it had until now:
	 * called for calls that were told of without a task; place has it.
	 */
	void (*task_named)(void *view, const struct hft_place *place);
	/* A vCPU goes on with another task: called for each such message. */
	void (*sched_switch)(void *view, const struct hft_switch *sw);
	/* The trace has a hole: called where the tracer says so. */
	void (*lost)(void *view, const struct hft_lost *lost);
	/* A message of our range that this version cannot read. */
	void (*unknown)(void *view, const struct hft_hypercall *hypercall);
};

struct hft_engine;

/*
 * Make an engine. ops is used until hft_engine_destroy(), and so is symbols,
 * which may be NULL. view goes to each callback. NULL if there is no memory.
 */
struct hft_engine *hft_engine_create(const struct hft_engine_ops *ops,
				     void *view, struct hft_symbols *symbols);
void hft_engine_destroy(struct hft_engine *engine);

/*
 * Take an event, in the order of the trace. Any content is fine. Returns 0,
 * or -ENOMEM, after which only hft_engine_finish() makes sense.
 */
int hft_engine_hypercall(struct hft_engine *engine,
			 const struct hft_hypercall *hypercall);

/* Take the tracer's notice that it lost something. */
void hft_engine_lost(struct hft_engine *engine, const struct hft_lost *lost);

/* The trace ends: gives up the calls still open. Call it once. */
void hft_engine_finish(struct hft_engine *engine);

/* The counters so far; they are complete after hft_engine_finish(). */
const struct hft_quality *hft_engine_quality(const struct hft_engine *engine);

#endif
