/* SPDX-License-Identifier: MIT */
/* VM exits, written in one of the formats. */
#ifndef HYPERFTRACE_EXITS_WRITE_H
#define HYPERFTRACE_EXITS_WRITE_H

#include "exits-spots.h"
#include "json.h"
#include "out.h"

struct hft_exits_writer {
	struct hft_out *out;
	const struct hft_exits_options *options;
	const struct hft_exits *exits;
	const struct hft_exits_spots *spots;
	const struct hft_quality *quality;
	/* Why reading had to stop, or NULL. */
	const char *why;
};

void hft_exits_text(const struct hft_exits_writer *writer);
void hft_exits_json(const struct hft_exits_writer *writer);
void hft_exits_collapsed(const struct hft_exits_writer *writer);

/* Why there is nothing to show, and what to do: a line. NULL: there is. */
const char *hft_exits_hint(const struct hft_exits_writer *writer);

/* How many of a reason's spots are shown. */
size_t hft_exits_shown(const struct hft_exits_writer *writer,
		       const struct hft_exits_reason *reason);

/*
 * The frames of a node and of those it is in, innermost first. Returns how
 * many they are.
 */
size_t hft_exits_stack(const struct hft_exits *exits, uint32_t node,
		       uint32_t frames[HFT_NODES_DEPTH_MAX]);

/* "bash;do_syscall_64;vfs_read": a semicolon in a name becomes a colon. */
void hft_exits_write_stack(const struct hft_exits_writer *writer,
			   uint32_t node);

#endif
