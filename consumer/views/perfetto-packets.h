/* SPDX-License-Identifier: MIT */
/*
 * Packets of a Perfetto trace, written one by one. All are of one sequence, so
 * that names of functions are written once and times as what has passed.
 */
#ifndef HYPERFTRACE_PERFETTO_PACKETS_H
#define HYPERFTRACE_PERFETTO_PACKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "../engine/functions.h"
#include "out.h"
#include "proto/perfetto.pb-c.h"

/* Perfetto can show and hide them. */
enum hft_category {
	HFT_CATEGORY_KERNEL = 1,
	HFT_CATEGORY_USER,
	HFT_CATEGORY_SOFTIRQ,
	HFT_CATEGORY_HARDIRQ,
	HFT_CATEGORY_NMI,
	HFT_CATEGORY_RUNNING,
	HFT_CATEGORY_VM_EXIT,
	HFT_CATEGORY_TRACER,
	HFT_CATEGORY_LOST,
	HFT_CATEGORY_QUALITY,
	HFT_CATEGORIES,
};

/* More about a slice or an instant: shown when one looks at it. */
struct hft_note {
	const char *name;
	const char *text;
};

/* A slice or an instant with a name that is not a function's. */
struct hft_mark {
	uint64_t track;
	int64_t ts;
	enum hft_category category;
	const char *name;
	/* No note if its text is NULL. */
	struct hft_note note;
};

struct hft_packets {
	struct hft_out *out;
	/* The clock was written; it is at this time. */
	bool begun;
	uint64_t now;
	/* A bit for each function's id: its name was written. */
	uint64_t *interned;
	uint32_t n_interned;
	/* Where a packet is put together. */
	uint8_t *buffer;
	size_t size;
	Perfetto__TracePacket packet;
	Perfetto__TrackEvent event;
	uint64_t category;
};

/* Where packets go to. Failures are in out: of writing, or ENOMEM. */
void hft_packets_init(struct hft_packets *packets, struct hft_out *out);
void hft_packets_deinit(struct hft_packets *packets);

/* A track; the same again may change its name. */
void hft_packets_track(struct hft_packets *packets,
		       Perfetto__TrackDescriptor *track);

/* A function is entered. */
void hft_packets_enter(struct hft_packets *packets, uint64_t track, int64_t ts,
		       enum hft_category category,
		       const struct hft_function *function);
/* The innermost slice of a track ends. */
void hft_packets_end(struct hft_packets *packets, uint64_t track, int64_t ts,
		     struct hft_note note);

void hft_packets_slice(struct hft_packets *packets,
		       const struct hft_mark *mark);
void hft_packets_instant(struct hft_packets *packets,
			 const struct hft_mark *mark);

#endif
