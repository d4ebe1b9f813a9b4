/* SPDX-License-Identifier: MIT */
/* Where the guest was at its VM exits: in which function, or in which stack. */
#ifndef HYPERFTRACE_EXITS_SPOTS_H
#define HYPERFTRACE_EXITS_SPOTS_H

#include "exits-options.h"
#include "exits-tally.h"

struct hft_exits_spot {
	/* Of the reason. */
	uint32_t reason;
	/* The innermost function or the root; and a node of it in the tree,
	 * the only one of stacks. HFT_NODE_NONE: somewhere else. */
	uint32_t frame;
	uint32_t node;
	uint64_t exits;
	uint64_t ns;
};

struct hft_exits_spots {
	/* Reasons with exits, in the order in which they are shown: the
	 * tracer's own come last. */
	const struct hft_exits_reason **reasons;
	size_t n_reasons;
	/* Those of the reason with number i are items[first[i]] up to
	 * items[first[i + 1]], in the order in which they are shown. */
	struct hft_exits_spot *items;
	size_t *first;
	/* Of all. */
	uint64_t exits;
	uint64_t ns;
};

/*
 * Put in order what was counted. Returns 0 or -ENOMEM; hft_exits_spots_deinit()
 * is right after both.
 */
int hft_exits_spots_init(struct hft_exits_spots *spots,
			 const struct hft_exits *exits,
			 const struct hft_exits_options *options);
void hft_exits_spots_deinit(struct hft_exits_spots *spots);

#endif
