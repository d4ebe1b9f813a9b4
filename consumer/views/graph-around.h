/* SPDX-License-Identifier: MIT */
/* The graph around one function: who called it, and what it called. */
#ifndef HYPERFTRACE_GRAPH_AROUND_H
#define HYPERFTRACE_GRAPH_AROUND_H

#include "call-tree.h"

/*
 * Trees whose top has one child, the function, or none if it was not called.
 * Where it called itself, directly or not, that is part of the outer call.
 */
struct hft_around {
	/* What is below a frame called it. Numbers are the function's, as far
	 * as it was called so; totals are set. */
	struct hft_nodes callers;
	/* What is below a frame it called; totals are to be set. */
	struct hft_nodes callees;
	/* Calls in a call of the same function. */
	uint64_t recursive;
};

/*
 * Find what is around the functions of this name, to which one of a module or
 * of a program may be given without what is behind it. The tree's totals have
 * been set. Returns 0 or -ENOMEM; hft_around_deinit() is right after both.
 */
int hft_around_init(struct hft_around *around, const struct hft_tree *tree,
		    const char *name);
void hft_around_deinit(struct hft_around *around);

#endif
