/* SPDX-License-Identifier: MIT */
/* A tree of the graph, ready to be shown: what is in it, in which order. */
#ifndef HYPERFTRACE_GRAPH_PART_H
#define HYPERFTRACE_GRAPH_PART_H

#include "call-tree.h"
#include "graph-options.h"

struct hft_graph_part {
	/* Whose frames they are. */
	const struct hft_tree *tree;
	struct hft_nodes *nodes;
	const struct hft_graph_settings *settings;
	const struct hft_quality *quality;
	/* ns: what shares are of; and how much has to be in a node. */
	uint64_t whole;
	double least;
	/* Nodes that have less. */
	uint64_t left_out;
};

/*
 * Prepare a part whose first four members and totals are set. Returns 0 or
 * -ENOMEM.
 */
int hft_graph_prepare(struct hft_graph_part *part);

/* Of a node, in ns, of the times that were chosen; and all its calls. */
uint64_t hft_graph_total(const struct hft_graph_part *part, uint32_t node);
uint64_t hft_graph_self(const struct hft_graph_part *part, uint32_t node);
uint64_t hft_graph_calls(const struct hft_graph_part *part, uint32_t node);

/* Its part of the whole, in percent. */
double hft_graph_share(const struct hft_graph_part *part, uint32_t node);

#endif
