/* SPDX-License-Identifier: MIT */
/*
 * From hypercalls and pages of records to calls. The engine puts what the
 * vCPUs say into the order of time, follows the stack of each guest task and
 * tells a view, through a table of callbacks, of calls that begin and end.
 * Where the trace has holes it finds its way back by address and depth, counts
 * what it had to guess, and flags it in the callback.
 *
 * For every task, calls nest: each enter() is followed by one exit() without
 * HFT_CALL_ORPHAN or one left_open(), innermost call first.
 */
#ifndef HYPERFTRACE_ENGINE_H
#define HYPERFTRACE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "decode.h"
#include "filter.h"
#include "functions.h"
#include "guest.h"
#include "page.h"
#include "quality.h"
#include "symbols.h"
#include "symfs.h"

/* A vCPU leaves the guest, or enters it: KVM's kvm_exit and kvm_entry. */
struct hft_transition {
	int64_t ts;
	uint64_t vm;
	uint64_t vcpu;
	bool entry;
	/* Of an exit, as in struct hft_vm_exit. */
	uint32_t isa;
	uint32_t reason;
	uint64_t rip;
};

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

/* Where something happens. Strings live as long as the callback runs. */
struct hft_place {
	uint64_t vm;
	uint64_t vcpu;
	/* 0, 1, 2, ... for each (vm, vcpu) in the order of appearance. */
	uint32_t lane;
	/* HFT_CONTEXT_*; 0 in the task's own, and where it is not known. */
	unsigned int context;
	/* The task that runs there, or that the call is of. */
	bool task_known;
	struct hft_task_name task;
	/*
	 * 1, 2, 3, ... for each task of each VM: no number is used again, and
	 * a task keeps it when its name becomes known. 0: there is no task.
	 */
	uint64_t serial;
	/* Its name, and that of its process's first thread, printable; NULL if
	 * not known. */
	const char *comm;
	const char *process;
};

enum hft_call_flags {
	/* A function of a program, not of the kernel. */
	HFT_CALL_USER = 1 << 0,
	/* Exit: it must have ended by now, but its exit was not seen. */
	HFT_CALL_LOST = 1 << 1,
	/* Exit: its entry was not seen, so there was no enter(). */
	HFT_CALL_ORPHAN = 1 << 2,
	/* Exit: the times below are known. */
	HFT_CALL_TIMED = 1 << 3,
};

/*
 * How long a call took, in ns. By the host's clock; kernel functions that came
 * as hypercalls by the guest's, as the guest sent it.
 */
struct hft_times {
	uint64_t total;
	/* Of it, outside of the calls in it that were told of. */
	uint64_t self;
	/* Of both, the task did not run: it was switched out. */
	uint64_t total_out;
	uint64_t self_out;
	/*
	 * Calls in it, at all levels: all, and those that count for self
	 * because no call that was told of has them. And calls right below it
	 * that were told of. What the tracer costs is reckoned from these.
	 */
	uint64_t calls;
	uint64_t self_calls;
	uint64_t children;
};

struct hft_call {
	const struct hft_place *place;
	const struct hft_function *function;
	/* ns of the host's trace clock: of the event that is told now. */
	int64_t ts;
	/* Exit, not an orphan's: ts of the entry. */
	int64_t entered;
	/* With HFT_CALL_TIMED. An orphan's has only total. */
	struct hft_times times;
	uint64_t address;
	/* Calls below it of the same kind: kernel calls, or user calls. */
	uint32_t depth;
	/* Calls below it, of both kinds: how far a view indents it. */
	uint32_t level;
	/* enum hft_call_flags */
	unsigned int flags;
	/*
	 * The call it is in, if it was told of, or NULL; and what the view
	 * keeps with that one.
	 */
	const struct hft_function *caller;
	const uint64_t *caller_data;
	/* What the view keeps with this call: 0 at first. NULL: an orphan. */
	uint64_t *data;
};

/* The guest did not run: from a VM exit to the next entry of its vCPU. */
struct hft_vm_exit {
	/* Its task is the one that was interrupted. */
	const struct hft_place *place;
	/* ns of the host's trace clock; end is the entry's. */
	int64_t begin;
	int64_t end;
	/* KVM's: 1 VMX, 2 SVM, and the reason as that one numbers it. */
	uint32_t isa;
	uint32_t reason;
	/* Where the guest was, and the function there if it has a name. */
	uint64_t rip;
	const struct hft_function *function;
	/* It was our guest module, handing over events. */
	bool tracer;
	/* The innermost open call that was told of, or NULL. */
	const struct hft_function *caller;
	const uint64_t *caller_data;
};

struct hft_switch {
	/* task is the one that runs from now on. */
	const struct hft_place *place;
	int64_t ts;
	/* The task that ran before; not known at the start of a vCPU. */
	bool prev_known;
	struct hft_task_name prev;
};

/* A task enters a system call or comes back from it. */
struct hft_syscall {
	const struct hft_place *place;
	int64_t ts;
	uint32_t nr;
	/* Exit: what it returned. */
	int64_t ret;
};

enum hft_lost_what {
	/* The host's tracer had no room for events, or for whole packets. */
	HFT_LOST_EVENTS,
	HFT_LOST_PACKETS,
	/* Records that a guest CPU made are missing in the trace. */
	HFT_LOST_RECORDS,
	/* A guest CPU could not make records. */
	HFT_LOST_IN_GUEST,
};

struct hft_lost {
	enum hft_lost_what what;
	bool counted;
	uint64_t count;
	/* When, in ns of the host's trace clock; begin <= end. */
	int64_t begin;
	int64_t end;
	/* Of the guest CPU's; NULL: the host's tracer does not tell. */
	const struct hft_place *place;
	/* HFT_LOST_RECORDS: pages that are missing; 0 if parts of one are. */
	uint64_t pages;
	/* HFT_LOST_IN_GUEST: protocol.h's HFT_LOST_NMI, HFT_LOST_DEPTH, ... */
	uint32_t reason;
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
	/* The trace has a hole: called where it shows. */
	void (*lost)(void *view, const struct hft_lost *lost);
	void (*syscall_enter)(void *view, const struct hft_syscall *syscall);
	void (*syscall_exit)(void *view, const struct hft_syscall *syscall);
	/* A vCPU runs again after a VM exit: called at its end. */
	void (*vm_exit)(void *view, const struct hft_vm_exit *exit);
	/* A task has exited; its last calls may still follow. */
	void (*task_exited)(void *view, uint64_t vm, uint32_t tid);
	/*
	 * A VM begins anew, rebooted or with its module loaded again: called
	 * when its calls have been given up.
	 */
	void (*epoch)(void *view, uint64_t vm);
	/*
	 * A guest tells what it is: called for each HFT_REC_HELLO. new_epoch:
	 * the VM began anew, of which no hello was told yet.
	 */
	void (*hello)(void *view, uint64_t vm, const struct hft_hello *hello,
		      bool new_epoch);
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
 * Name functions of programs after files, which are used until
 * hft_engine_destroy(). Before the first event.
 */
void hft_engine_set_symfs(struct hft_engine *engine, struct hft_symfs *symfs);

/*
 * Tell only what a filter lets through, which is used until
 * hft_engine_destroy(). Before the first event. Returns 0 or -ENOMEM.
 */
int hft_engine_set_filter(struct hft_engine *engine,
			  const struct hft_filter *filter);

/*
 * Be told, once, before the first callback, of the time in ns of what it is
 * about: records are older than the event that brings them. begin() returns
 * the time that the filter's are counted from.
 */
void hft_engine_on_begin(struct hft_engine *engine,
			 int64_t (*begin)(void *data, int64_t ts), void *data);

/*
 * Take an event, in the order of the trace. Any content is fine. Callbacks
 * come in the order of time, which may be later. Returns 0, or -ENOMEM, after
 * which only hft_engine_finish() makes sense.
 */
int hft_engine_hypercall(struct hft_engine *engine,
			 const struct hft_hypercall *hypercall);

/* The same for a page, whose version is one that we read. */
int hft_engine_page(struct hft_engine *engine, const struct hft_page *page);

/* The same for a VM exit or entry. */
int hft_engine_transition(struct hft_engine *engine,
			  const struct hft_transition *transition);

/*
 * Take the tracer's notice that it lost something, in the order of the trace.
 * Returns 0 or -ENOMEM.
 */
int hft_engine_lost(struct hft_engine *engine, const struct hft_lost *lost);

/*
 * Nothing more will arrive: tell what was held back. Returns 0 or -ENOMEM.
 * Call it at most once.
 */
int hft_engine_flush(struct hft_engine *engine);

/*
 * The trace ends: tell what was held back, if that has not been done, and give
 * up the calls still open. Call it once.
 */
void hft_engine_finish(struct hft_engine *engine);

/* The counters so far; they are complete after hft_engine_finish(). */
const struct hft_quality *hft_engine_quality(const struct hft_engine *engine);

#endif
