/* SPDX-License-Identifier: MIT */
/*
 * What the lines of the replay look like; in which order they come is
 * replay.c's. Each function appends to a line, without the last newline.
 * begin is the time to count from, in ns of the host's trace clock.
 */
#ifndef HYPERFTRACE_REPLAY_TEXT_H
#define HYPERFTRACE_REPLAY_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "../engine/engine.h"
#include "line.h"
#include "replay.h"

/* A task whose calls were shown. */
struct hft_text_task {
	bool shown;
	struct hft_task_name name;
	/* Empty if not known. */
	char comm[HFT_COMM_TEXT_MAX];
};

/* The first lines: what this is, and when it begins. */
void hft_text_begin(struct hft_line *line, int64_t ts);

/* A call that begins; a leaf is one that also ends there. */
void hft_text_entry(struct hft_line *line, int64_t begin,
		    const struct hft_call *call, bool leaf);
void hft_text_exit(struct hft_line *line, int64_t begin,
		   const struct hft_call *call);

/* The calls that follow are of the place's task; those before, of prev. */
void hft_text_switch(struct hft_line *line, const struct hft_place *place,
		     const struct hft_text_task *prev);

void hft_text_lost(struct hft_line *line, int64_t begin,
		   const struct hft_lost *lost);

/* What lanes are, and the heads of the columns. */
void hft_text_lanes(struct hft_line *line, enum hft_lane_kind kind);

void hft_text_hello(struct hft_line *line, uint64_t vm,
		    const struct hft_hello *hello);

#endif
