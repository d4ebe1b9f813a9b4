/* SPDX-License-Identifier: MIT */
/* What the sections of the timeline have in common: places, and columns. */
#ifndef HYPERFTRACE_TIMELINE_TEXT_H
#define HYPERFTRACE_TIMELINE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "../engine/engine.h"
#include "json.h"
#include "line.h"
#include "out.h"
#include "view.h"

/* A vCPU and its task, to be kept. */
struct hft_where {
	uint64_t vm;
	uint64_t vcpu;
	/* NULL if not known. */
	const char *comm;
	uint32_t tid;
	bool task_known;
};

/* What the sections are written to, and with. */
struct hft_timeline_print {
	struct hft_out *out;
	/* ns of the host's trace clock: what times are counted from, and the
	 * latest. */
	int64_t begin;
	int64_t end;
	enum hft_lane_kind lanes;
	/* What tracing costs a call, in ns: inside of its time, outside. */
	uint64_t cost_in;
	uint64_t cost_out;
};

/*
 * Keep a place; the name of its task is copied to names. Returns 0 or -ENOMEM.
 */
int hft_where_keep(struct hft_where *where, const struct hft_place *place,
		   struct hft_functions *names);

/* The whole trace in ns. */
static inline uint64_t hft_timeline_span(const struct hft_timeline_print *print)
{
	return print->end > print->begin
		       ? (uint64_t)print->end - (uint64_t)print->begin
		       : 0;
}

/* What is left of a total in ns of one call without what tracing cost. */
uint64_t hft_timeline_adjust(const struct hft_timeline_print *print,
			     uint64_t total, uint64_t calls);

/*
 * Columns, each with a space in front: a time in seconds, 17 wide; ns as
 * microseconds, 16 wide; a number; a share of the trace, 8 wide; VM/VCPU, 11
 * wide; and, at the left of so many characters, a task.
 */
void hft_line_time(struct hft_line *line,
		   const struct hft_timeline_print *print, int64_t ts);
void hft_line_us(struct hft_line *line, uint64_t ns);
void hft_line_number(struct hft_line *line, uint64_t value, size_t width);
void hft_line_share(struct hft_line *line,
		    const struct hft_timeline_print *print, uint64_t ns);
void hft_line_vcpu(struct hft_line *line, const struct hft_where *where);
void hft_line_task(struct hft_line *line, const struct hft_where *where,
		   size_t width);

/* "cat-61", "task 61", "<idle>", or "?". */
void hft_line_who(struct hft_line *line, const struct hft_where *where);

/* The head of the column of hft_line_vcpu(). */
const char *hft_timeline_lanes(const struct hft_timeline_print *print);

/* Members of an object: a time since the beginning; vm, vcpu, tid, comm. */
void hft_json_time(struct hft_json *json, const char *key,
		   const struct hft_timeline_print *print, int64_t ts);
void hft_json_where(struct hft_json *json, const struct hft_where *where);

#endif
