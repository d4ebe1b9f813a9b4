/* SPDX-License-Identifier: MIT */
/* The trace as text, in the style of Linux's function_graph tracer. */
#ifndef HYPERFTRACE_REPLAY_H
#define HYPERFTRACE_REPLAY_H

#include <stdint.h>
#include <stdio.h>

#include "../engine/engine.h"

/* A call that is deeper is indented like one at this level. */
#define HFT_REPLAY_INDENT_MAX 100

/* What the trace's VM and vCPU numbers are. */
enum hft_lane_kind {
	/* The VMM's pid and the vCPU's number. */
	HFT_LANES_VCPU,
	/* Process and thread of the host: a vCPU runs in one thread. */
	HFT_LANES_THREAD,
	/* 0 and the host's CPU: right while vCPUs do not move. */
	HFT_LANES_CPU,
};

struct hft_replay;

/* The callbacks to make an engine with; its view is the struct hft_replay. */
extern const struct hft_engine_ops hft_replay_ops;

/*
 * Make a view that writes to a file, which stays the caller's and is open
 * until hft_replay_destroy(). NULL if there is no memory.
 */
struct hft_replay *hft_replay_create(FILE *file);
void hft_replay_destroy(struct hft_replay *replay);

/* The time of the trace's first event in ns, to count from. Call it once. */
void hft_replay_begin(struct hft_replay *replay, int64_t ts);

/* What lanes are from here on: call it before the first event, if any. */
void hft_replay_lanes(struct hft_replay *replay, enum hft_lane_kind kind);

/*
 * Write what is pending and the footer. If reading had to stop, why is a
 * line that says so, without newline; NULL at the end of the trace.
 */
void hft_replay_finish(struct hft_replay *replay,
		       const struct hft_quality *quality, const char *why);

/* 0, or the positive errno of the first failure; the rest is not written. */
int hft_replay_error(const struct hft_replay *replay);

#endif
