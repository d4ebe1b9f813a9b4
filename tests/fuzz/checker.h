/* SPDX-License-Identifier: MIT */
/*
 * A view that checks what it is told by what engine.h says: calls nest, each
 * that was entered ends once, what is kept with it stays, times add up, and
 * time does not go backwards.
 */
#ifndef HYPERFTRACE_FUZZ_CHECKER_H
#define HYPERFTRACE_FUZZ_CHECKER_H

#include "../../consumer/engine/engine.h"
#include "../../consumer/engine/hash.h"

struct checker {
	const struct hft_engine *engine;
	/* Not all is told of; calls are when it is known how long they took. */
	bool filtered;
	bool delayed;
	/* What is told comes in the order of time, unless it is counted. */
	const bool *disordered;
	/* Of VMs that send kernel functions by call levels may change. */
	const bool *by_call;
	/* Tasks by serial. */
	struct hft_hash tasks;
	/* Of what was told last. */
	int64_t now;
	uint64_t n_enter;
	uint64_t n_exit;
	uint64_t n_lost;
	uint64_t n_orphan;
	uint64_t n_left_open;
	/* Of all calls that were told of, but for their levels. */
	uint64_t digest;
};

extern const struct hft_engine_ops checker_ops;

/* All others of its members are zero. */
void checker_init(struct checker *checker);
/* The engine has finished: nothing is open, and the counters agree. */
void checker_end(struct checker *checker);

#endif
