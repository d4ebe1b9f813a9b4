/* SPDX-License-Identifier: MIT */
/* What formats of whole stacks have in common: the tree of them. */
#ifndef HYPERFTRACE_EXPORT_STACKS_H
#define HYPERFTRACE_EXPORT_STACKS_H

#include "call-tree.h"
#include "out.h"

/* A view, or its beginning: what the callbacks get. */
struct hft_stacks {
	struct hft_out out;
	struct hft_tree tree;
	/* ns of the host's trace clock: of the first call, and the latest. */
	int64_t begin;
	int64_t end;
};

extern const struct hft_engine_ops hft_stacks_ops;

/* Returns 0, or -1 with an error. */
int hft_stacks_init(struct hft_stacks *stacks, FILE *file,
		    struct hft_error *error);
void hft_stacks_deinit(struct hft_stacks *stacks);

/* As view.h has it. */
int hft_stacks_failure(const void *view);

/* Room for the frames of any node. */
#define HFT_STACK_MAX (HFT_NODES_DEPTH_MAX + 1)

/* The frames of a node and those it is in, innermost first. Returns how many,
 * none for the top. */
size_t hft_stacks_frames(const struct hft_stacks *stacks, uint32_t node,
			 uint32_t frames[HFT_STACK_MAX]);

#endif
