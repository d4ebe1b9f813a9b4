/* SPDX-License-Identifier: MIT */
/* VM exits counted: by reason, and by the stack that each came upon. */
#ifndef HYPERFTRACE_EXITS_TALLY_H
#define HYPERFTRACE_EXITS_TALLY_H

#include "call-tree.h"
#include "durations.h"
#include "exit-reasons.h"

/* So many reasons have numbers of their own; and bytes of histograms. */
#define HFT_EXITS_REASONS_MAX 1024
#define HFT_EXITS_DURATIONS_MAX (16 << 20)

struct hft_exits_reason {
	uint32_t isa;
	uint32_t reason;
	/* Its number. */
	uint32_t index;
	/* Times on the host in ns. */
	uint64_t exits;
	uint64_t ns;
	uint64_t max;
	struct hft_durations durations;
	/* Those that there was no room for in the tree. */
	uint64_t elsewhere;
	uint64_t elsewhere_ns;
	struct hft_node node;
};

/* The first two: the tracer's own, and those of too many reasons. */
#define HFT_EXITS_TRACER 0
#define HFT_EXITS_OTHER 1

struct hft_exits {
	/*
	 * Below the stack that an exit came upon is a frame for its reason,
	 * HFT_FRAME_VIEW and its number, with the exits as rare counters.
	 */
	struct hft_tree tree;
	struct hft_exits_reason **reasons;
	uint32_t n_reasons;
	struct hft_hash by_reason;
	struct hft_durations_queue durations;
};

/* Returns 0 or -ENOMEM; hft_exits_deinit() is right after both. */
int hft_exits_init(struct hft_exits *exits);
void hft_exits_deinit(struct hft_exits *exits);

/* From the view's vm_exit(). Returns 0 or -ENOMEM. */
int hft_exits_count(struct hft_exits *exits, const struct hft_vm_exit *exit);

/* Nothing more will be counted. Returns 0 or -ENOMEM. */
int hft_exits_finish(struct hft_exits *exits);

/* The reason of a frame in the tree; NULL: it is no reason. */
const struct hft_exits_reason *hft_exits_of(const struct hft_exits *exits,
					    uint32_t frame);

/* "npf", "hyperftrace", "(other)": returns text. */
char *hft_exits_name(const struct hft_exits_reason *reason,
		     char text[HFT_EXIT_REASON_MAX]);

/* ns that 99 % do not exceed; UINT64_MAX if that is not known. */
uint64_t hft_exits_p99(const struct hft_exits_reason *reason);

#endif
