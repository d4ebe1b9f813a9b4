/* SPDX-License-Identifier: MIT */
/*
 * A view: what a sink of the plugin makes of the engine's callbacks. Each has
 * one of these, and the plugin's sinks are made from it.
 */
#ifndef HYPERFTRACE_VIEW_H
#define HYPERFTRACE_VIEW_H

#include <stdint.h>
#include <stdio.h>

#include "../engine/engine.h"
#include "../engine/error.h"
#include "options.h"

/* What the trace's VM and vCPU numbers are. */
enum hft_lane_kind {
	/* The VMM's pid and the vCPU's number. */
	HFT_LANES_VCPU,
	/* Process and thread of the host: a vCPU runs in one thread. */
	HFT_LANES_THREAD,
	/* 0 and the host's CPU: right while vCPUs do not move. */
	HFT_LANES_CPU,
};

struct hft_view {
	/* The callbacks; what create() returned goes to them. */
	const struct hft_engine_ops *ops;
	/* The parameters of its own, in a structure of this size. */
	const struct hft_option *options;
	size_t n_options;
	size_t options_size;
	/*
	 * Make a view that writes to a file, which stays the caller's and is
	 * open until destroy(), as the options are. Returns NULL and sets the
	 * error if an option cannot be, or if there is no memory.
	 */
	void *(*create)(const void *options, FILE *file,
			struct hft_error *error);
	void (*destroy)(void *view);
	/* The time of the trace's first event in ns: called once, before all
	 * callbacks. NULL if not wanted. */
	void (*begin)(void *view, int64_t ts);
	/* What lanes are from here on: called when it is known or changes.
	 * NULL if not wanted. */
	void (*lanes)(void *view, enum hft_lane_kind kind);
	/*
	 * Nothing more will come: write what is still to be written, and the
	 * footer. If reading had to stop, why is a line that says so, without
	 * newline; NULL at the end of the trace. Called once, also if nothing
	 * was told before, but not after a failure.
	 */
	void (*finish)(void *view, const struct hft_quality *quality,
		       const char *why);
	/*
	 * What the user should know and what was written has no place for: one
	 * line, without newline, or NULL. Asked for after finish(), and not if
	 * this is NULL.
	 */
	const char *(*remark)(const void *view);
	/*
	 * 0, or the positive errno of the first failure: of writing, or ENOMEM.
	 * Nothing more is written then.
	 */
	int (*failure)(const void *view);
};

#endif
