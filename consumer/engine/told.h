/* SPDX-License-Identifier: MIT */
/*
 * What the engine told once, told again: filter.hyperftrace.calls makes events
 * of its callbacks, and these are read like a trace of hypercalls, but there
 * is nothing left to find out. Calls that others traced have less in them.
 */
#ifndef HYPERFTRACE_TOLD_H
#define HYPERFTRACE_TOLD_H

#include <stdint.h>

enum hft_told_kind {
	HFT_TOLD_ENTER,
	HFT_TOLD_EXIT,
	HFT_TOLD_SWITCH,
	/* A task's name, or its process's, has changed. */
	HFT_TOLD_TASK,
	HFT_TOLD_TASK_EXIT,
	HFT_TOLD_SYSCALL_ENTER,
	HFT_TOLD_SYSCALL_EXIT,
	HFT_TOLD_VM_EXIT,
	/* HFT_LOST_RECORDS and HFT_LOST_IN_GUEST. */
	HFT_TOLD_LOST,
	HFT_TOLD_HELLO,
	HFT_TOLD_EPOCH,
	/* What times are counted from. */
	HFT_TOLD_BEGIN,
	HFT_TOLD_KINDS,
};

/* Flags beside enum hft_call_flags. */
enum hft_told_flags {
	/* Exit: the call was given up, left_open(). */
	HFT_TOLD_LEFT_OPEN = 1 << 8,
	/* Switch: prev is known. */
	HFT_TOLD_PREV_KNOWN = 1 << 9,
	/* VM exit: our guest module's. */
	HFT_TOLD_TRACER = 1 << 10,
	/* Task: the calls of the vCPU were without a task, and are its. */
	HFT_TOLD_ADOPTS = 1 << 12,
	/* Task: it need not run on the vCPU, its calls are given up. */
	HFT_TOLD_AWAY = 1 << 13,
	/* Hello: of a new epoch. */
	HFT_TOLD_NEW_EPOCH = 1 << 11,
};

/* A task that is not known. */
#define HFT_TOLD_NOBODY ((uint64_t)-1)

/*
 * One of them. Members are as in the structures of engine.h; those that are
 * not of its kind are 0. Numbers have 64 bits, whatever they are there.
 */
struct hft_told {
	enum hft_told_kind kind;
	int64_t ts;
	/* ns by which its event is later, for the order of time. */
	uint64_t late;
	uint64_t vm;
	uint64_t vcpu;
	uint64_t context;
	/* The place's task: HFT_TOLD_NOBODY if not known. */
	uint64_t tid;
	uint64_t tgid;
	uint64_t flags;
	/*
	 * The thread that the call is drawn in: it keeps its names as long as
	 * it has open calls, so that these nest. Nothing to the engine.
	 */
	const char *procname;
	uint64_t vtid;
	uint64_t vpid;
	/* Strings are NULL or empty if there is nothing to tell. */
	const char *comm;
	const char *process;
	/*
	 * The function's name; without: it is to be found by the address, and
	 * the call is a program's, without depth, flags and duration. Of a VM
	 * exit, the function there; of a hello, the release.
	 */
	const char *name;
	uint64_t address;
	/* 0: not known. */
	uint64_t call_site;
	/* Calls below it, of both kinds: struct hft_call's level. */
	uint64_t depth;
	/* ns: of a call with HFT_CALL_TIMED, of a VM exit. */
	uint64_t duration;
	uint64_t prev_tid;
	uint64_t prev_tgid;
	/* Of a system call. */
	uint64_t nr;
	uint64_t ret;
	uint64_t isa;
	/* Of a VM exit, or of a loss. */
	uint64_t reason;
	uint64_t rip;
	/* Of a loss. */
	uint64_t what;
	uint64_t count;
	uint64_t pages;
	uint64_t end;
	/* Of a loss, or time 0. */
	uint64_t begin;
	/* Of a hello. */
	uint64_t session;
	uint64_t boot_id[2];
	uint64_t tsc_khz;
	uint64_t n_cpus;
	uint64_t flush_ms;
	uint64_t bytes;
	uint64_t minor;
	uint64_t hello_flags;
};

struct hft_engine;

/*
 * Take one, of any content, in the order of the trace. Returns 0, or -ENOMEM,
 * after which only hft_engine_finish() makes sense.
 */
int hft_engine_told(struct hft_engine *engine, const struct hft_told *told);

#endif
