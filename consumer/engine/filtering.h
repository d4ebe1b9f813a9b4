/* SPDX-License-Identifier: MIT */
/* A filter at work. */
#ifndef HYPERFTRACE_FILTERING_H
#define HYPERFTRACE_FILTERING_H

#include "engine.h"
#include "filter.h"
#include "stack.h"

/* A frame's function, or one below it, is wanted; or is not to be shown. */
#define HFT_INSIDE_WANTED (1 << 0)
#define HFT_INSIDE_NOTRACE (1 << 1)

struct hft_filtering {
	const struct hft_filter *filter;
	/* What times are counted from. */
	int64_t begin;
	/* By a function's id: HFT_INSIDE_*, and whether that is known. */
	uint8_t *verdicts;
	size_t n_verdicts;
};

/* NULL if there is no memory. */
struct hft_filtering *hft_filtering_create(const struct hft_filter *filter);
void hft_filtering_destroy(struct hft_filtering *filtering);

/* Whether what happens there is left out. */
bool hft_filtering_hides_place(const struct hft_filtering *filtering,
			       const struct hft_place *place);

/*
 * Set what of a frame is the filter's, given the frame that it is on, or NULL,
 * and whether its place is left out. Returns 0 or -ENOMEM.
 */
int hft_filtering_frame(struct hft_filtering *filtering,
			struct hft_frame *frame, const struct hft_frame *below,
			bool place_hidden);

#endif
