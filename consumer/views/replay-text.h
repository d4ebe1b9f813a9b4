/* SPDX-License-Identifier: MIT */
/*
 * What the lines of the replay look like; in which order they come is
 * replay.c's. Each function appends to a line, without the last newline.
 */
#ifndef HYPERFTRACE_REPLAY_TEXT_H
#define HYPERFTRACE_REPLAY_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "../engine/engine.h"
#include "line.h"
#include "view.h"

/* A call that is deeper is indented like one at this level. */
#define HFT_REPLAY_INDENT_MAX 100

enum hft_text_column {
	HFT_COLUMN_TIME,
	HFT_COLUMN_VCPU,
	HFT_COLUMN_TASK,
	HFT_COLUMN_DURATION,
	HFT_COLUMN_SELF,
	HFT_COLUMNS,
};

/* How lines look. */
struct hft_text {
	/* The time to count from, in ns of the host's trace clock. */
	int64_t begin;
	enum hft_text_column columns[HFT_COLUMNS];
	size_t n_columns;
	/* Escape sequences for a terminal. */
	bool colors;
};

/* A task whose calls were shown. */
struct hft_text_task {
	bool shown;
	struct hft_task_name name;
	/* Empty if not known. */
	char comm[HFT_COMM_TEXT_MAX];
};

/* What a line shows of a call. */
struct hft_text_call {
	const struct hft_function *function;
	int64_t ts;
	uint64_t vm;
	uint64_t vcpu;
	/* ns, with HFT_CALL_TIMED. */
	uint64_t duration;
	uint64_t self;
	uint32_t lane;
	uint32_t level;
	uint32_t tid;
	/* enum hft_call_flags */
	unsigned int flags;
};

/* The first lines: what this is, and when it begins. */
void hft_text_begin(const struct hft_text *text, struct hft_line *line);

/* A call that begins; a leaf is one that also ends there. */
void hft_text_entry(const struct hft_text *text, struct hft_line *line,
		    const struct hft_text_call *call, bool leaf);
void hft_text_exit(const struct hft_text *text, struct hft_line *line,
		   const struct hft_text_call *call);

/* The calls that follow are of the place's task; those before, of prev. */
void hft_text_switch(struct hft_line *line, const struct hft_place *place,
		     const struct hft_text_task *prev);

void hft_text_lost(const struct hft_text *text, struct hft_line *line,
		   const struct hft_lost *lost);

/* What lanes are, and the heads of the columns. */
void hft_text_lanes(const struct hft_text *text, struct hft_line *line,
		    enum hft_lane_kind kind);

void hft_text_hello(struct hft_line *line, uint64_t vm,
		    const struct hft_hello *hello);

#endif
