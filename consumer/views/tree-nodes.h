/* SPDX-License-Identifier: MIT */
/*
 * A tree of frames with counters. A frame, which is a number, has one node for
 * each node that it was found in: stacks with the same frames are one path.
 * Nodes are numbered as they come, parents before their children; node 0 is
 * the top, which has no frame.
 */
#ifndef HYPERFTRACE_TREE_NODES_H
#define HYPERFTRACE_TREE_NODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../engine/quality.h"

/*
 * There are no more nodes than this, nor levels of them, whatever the guest
 * does: 190 MB at most, 240 MB with VM exits. Ordinary traces have less than a
 * tenth of it.
 */
#define HFT_NODES_MAX (1 << 21)
#define HFT_NODES_DEPTH_MAX 512

#define HFT_NODE_TOP 0
/* No node; and the top's frame and parent. */
#define HFT_NODE_NONE UINT32_MAX

struct hft_node_links {
	uint32_t frame;
	uint32_t parent;
	/*
	 * While nodes are added: the child that was looked for last, and the
	 * one that was looked for after this node was. HFT_NODE_TOP: none.
	 * After hft_nodes_link(): the first child, and the next of the same
	 * parent, or HFT_NODE_NONE.
	 */
	uint32_t child;
	uint32_t next;
};

struct hft_node_counts {
	/* Sums over calls whose times are known, and how many they are: see
	 * struct hft_times. Times in ns. */
	uint64_t calls;
	uint64_t self;
	uint64_t self_out;
	uint64_t self_calls;
	int64_t children;
	/* Set by hft_nodes_sum(): of the node and all below it; the last is
	 * without what the tracer cost. */
	uint64_t total;
	uint64_t total_out;
	uint64_t total_adjusted;
};

struct hft_node_rare {
	/* Calls whose times are not known. */
	uint64_t untimed;
	/* VM exits, and how long they took in ns. */
	uint64_t exits;
	uint64_t exits_ns;
};

struct hft_nodes {
	struct hft_node_links *links;
	struct hft_node_counts *counts;
	/* NULL while there is nothing in it. */
	struct hft_node_rare *rare;
	uint16_t *depths;
	uint32_t n;
	uint32_t capacity;
	/* Where to find a child: numbers of nodes, 0 where there is none. */
	uint32_t *slots;
	uint64_t seed;
	/* There was no memory for a node or a counter. */
	bool out_of_memory;
};

/* Returns 0 or -ENOMEM; hft_nodes_deinit() is right after both. */
int hft_nodes_init(struct hft_nodes *nodes);
void hft_nodes_deinit(struct hft_nodes *nodes);

/* hft_nodes_child()'s part for what was not expected. */
uint32_t hft_nodes_child_slowly(struct hft_nodes *nodes, uint32_t parent,
				uint32_t frame);

/*
 * Find or make the child of a node with this frame; not after
 * hft_nodes_link(). HFT_NODE_NONE if there are too many or too deep, or if
 * there is no memory, which nodes->out_of_memory tells.
 */
static inline uint32_t hft_nodes_child(struct hft_nodes *nodes, uint32_t parent,
				       uint32_t frame)
{
	struct hft_node_links *links = nodes->links;
	uint32_t node = links[parent].child;

	/* Most functions call what they called last, or go on as before. */
	if (links[node].frame == frame)
		return node;
	node = links[node].next;
	if (links[node].frame == frame && links[node].parent == parent) {
		links[parent].child = node;
		return node;
	}
	return hft_nodes_child_slowly(nodes, parent, frame);
}

/* The rare counters of a node, to be changed. NULL if there is no memory. */
struct hft_node_rare *hft_nodes_rare(struct hft_nodes *nodes, uint32_t node);

/* The same to be read: zeros if there are none. */
struct hft_node_rare hft_nodes_rarely(const struct hft_nodes *nodes,
				      uint32_t node);

/* a + b, or the largest number there is. */
static inline uint64_t hft_nodes_add(uint64_t a, uint64_t b)
{
	uint64_t sum = a + b;

	return sum < a ? UINT64_MAX : sum;
}

/* A node's self time without what the tracer cost, in ns. */
uint64_t hft_nodes_self_adjusted(const struct hft_node_counts *counts,
				 const struct hft_quality *quality);

/* Set the totals. Once, when everything is counted. */
void hft_nodes_sum(struct hft_nodes *nodes, const struct hft_quality *quality);

/*
 * Link the children of each node that are shown, in an order: compare as for
 * qsort_r(3), with numbers of nodes. What is below a node that is not shown is
 * not to be shown, either. No nodes can be added after that. Returns 0 or
 * -ENOMEM.
 */
int hft_nodes_link(struct hft_nodes *nodes,
		   bool (*shown)(uint32_t node, void *data),
		   int (*compare)(const void *, const void *, void *),
		   void *data);

/*
 * The node after this one in the order of a text, where children come right
 * after their parent; HFT_NODE_NONE after the last. After hft_nodes_link().
 */
uint32_t hft_nodes_after(const struct hft_nodes *nodes, uint32_t node);

#endif
