/* SPDX-License-Identifier: MIT */
/*
 * From bytes to the events of a trace: guests that call, return, are switched
 * and tell of themselves as they should, mixed with what no guest would send.
 */
#ifndef HYPERFTRACE_FUZZ_GUEST_H
#define HYPERFTRACE_FUZZ_GUEST_H

#include "../../consumer/engine/engine.h"
#include "../../consumer/engine/told.h"
#include "../ctf/page-builder.h"
#include "input.h"

#define FUZZ_VMS 3
#define FUZZ_CPUS 4
#define FUZZ_TASKS 8
#define FUZZ_CALLS 48

enum fuzz_kind {
	FUZZ_HYPERCALL,
	FUZZ_PAGE,
	FUZZ_TRANSITION,
	FUZZ_LOST,
	FUZZ_TOLD,
};

struct fuzz_event {
	enum fuzz_kind kind;
	union {
		struct hft_hypercall hypercall;
		struct hft_page page;
		struct hft_transition transition;
		struct hft_lost lost;
		struct hft_told told;
	};
};

struct fuzz_cpu {
	struct fuzz_vm *vm;
	uint32_t number;
	uint32_t tid;
	unsigned int context;
	/* The page has its first record, and may get others. */
	bool begun;
	uint64_t last_tsc;
	uint64_t functions;
	uint64_t seq;
	struct page_builder page;
};

struct fuzz_task {
	uint64_t calls[FUZZ_CALLS];
	uint32_t n;
};

struct fuzz_vm {
	uint64_t id;
	uint32_t session;
	struct fuzz_cpu cpus[FUZZ_CPUS];
	struct fuzz_task tasks[FUZZ_TASKS];
};

struct fuzz_guest {
	struct fuzz_input in;
	/* ns of the host's trace clock; the guests' clocks count them, too. */
	int64_t now;
	/* Time went back, or is not what it seems. */
	bool disordered;
	/* Kernel functions came as hypercalls: depths may be corrected. */
	bool by_call;
	/* What is left in pages is flushed at the end. */
	unsigned int n_flushed;
	/* Records that were not made one by one. */
	unsigned int n_storm;
	struct fuzz_event event;
	/* Of the event, if it is a page. */
	uint64_t *words;
	struct fuzz_vm vms[FUZZ_VMS];
};

/* Begin with an input. The guest is the only one that there is. */
struct fuzz_guest *fuzz_guest(struct fuzz_input in);

/* The next event, which is good until the next call; NULL at the end. */
const struct fuzz_event *fuzz_next(struct fuzz_guest *guest);

/* Play all events to an engine, and end. */
void fuzz_play(struct fuzz_guest *guest, struct hft_engine *engine);

/* A record of any of the kinds HFT_REC_HELLO to HFT_REC_BYE, nearly right. */
void fuzz_message(struct fuzz_guest *guest, struct fuzz_cpu *cpu);

/* Make the event one that was told, or might have been. */
void fuzz_tell(struct fuzz_guest *guest, const struct fuzz_cpu *cpu);

/* What is written next goes here; its time is now. */
struct page_builder *fuzz_page(struct fuzz_guest *guest, struct fuzz_cpu *cpu);
/* Ticks since the CPU's record before, which this one is behind. */
uint64_t fuzz_ticks(struct fuzz_guest *guest, struct fuzz_cpu *cpu);
/* An address of few, or any. */
uint64_t fuzz_address(struct fuzz_input *in, uint64_t base);

#define FUZZ_KERNEL 0xffffffff81000000
#define FUZZ_PROGRAM 0x401000

#endif
