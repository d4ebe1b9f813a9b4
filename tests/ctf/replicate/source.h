/* SPDX-License-Identifier: MIT */
/*
 * What a captured trace did, as steps that can be gone through again and again:
 * each task's calls nest, none is open at the begin or the end, and the vCPUs
 * are in one order of time. Any failure ends the program.
 */
#ifndef HYPERFTRACE_TEST_SOURCE_H
#define HYPERFTRACE_TEST_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../../consumer/engine/hash.h"
#include "capture.h"

#define SOURCE_COMM 16
#define SOURCE_LANES 64

struct source_task {
	/* 0: the idle task, one for each lane. */
	uint32_t tid;
	uint32_t tgid;
	uint32_t parent;
	unsigned int lane;
	/* At first, and after the last renaming; empty if not known. */
	char comm[SOURCE_COMM];
	char last_comm[SOURCE_COMM];
	/* The steps have its fork, its end. One with either comes and goes. */
	bool forked;
	bool ended;
};

struct source_function {
	struct hft_node node;
	uint64_t address;
	/* Where it is in the array. */
	uint32_t index;
};

/* Guests tell of text only. */
struct source_symbol {
	uint64_t address;
	/* Empty: the kernel. */
	const char *owner;
	const char *name;
};

/* A record as it is in the capture. */
struct source_message {
	unsigned int kind;
	uint32_t number;
	size_t n;
	const uint64_t *words;
};

enum step_kind {
	STEP_ENTER,
	STEP_EXIT,
	/* Its task runs from here on. */
	STEP_RUN,
	STEP_MESSAGE,
};

struct step {
	/* Ticks of the guest's clock since the first step. */
	uint64_t clock;
	/* Index of its function or message. */
	uint32_t what;
	uint16_t task;
	uint16_t depth;
	uint8_t lane;
	uint8_t kind;
	uint8_t context;
};

struct source_hello {
	uint64_t boot_id[2];
	uint32_t khz;
	bool clock_is_ns;
	char release[64];
};

struct source {
	struct capture capture;
	struct source_hello hello;
	unsigned int n_lanes;
	struct source_task *tasks;
	size_t n_tasks;
	struct source_function **functions;
	size_t n_functions;
	struct hft_hash function_hash;
	/* By address. */
	struct source_symbol *symbols;
	size_t n_symbols;
	struct source_message *messages;
	size_t n_messages;
	/* What is told once: symbols, modules, mappings that were there. */
	struct source_message *preamble;
	size_t n_preamble;
	struct step *steps;
	size_t n_steps;
	/* Of the steps, entries and exits. */
	uint64_t n_records;
};

/*
 * Read a captured trace, no more than the first max_lanes of its vCPUs (0: all
 * of them). What is not a page is left out.
 */
struct source *source_read(const char *path, unsigned int max_lanes);
void source_free(struct source *source);

/* Index of the task with a tid, on a lane if that is 0; new if need be. */
uint16_t source_task(struct source *source, uint32_t tid, unsigned int lane);

/* Index of a function; new if need be. */
uint32_t source_function(struct source *source, uint64_t address);

/* Take the names of a HFT_REC_SYMBOLS. source_sort_symbols() comes last. */
void source_add_symbols(struct source *source,
			const struct source_message *message);
void source_sort_symbols(struct source *source);

/* Steps of one lane, as they are in its pages. */
struct lane_steps {
	struct step *steps;
	size_t n;
};

/*
 * Read the records of all pages, of the first max_lanes vCPUs; messages and
 * tasks go to the source.
 */
void source_decode(struct source *source, unsigned int max_lanes,
		   struct lane_steps *lanes);

/* Make the source's steps out of those of all lanes. */
void source_tidy(struct source *source, const struct lane_steps *lanes);

#endif
