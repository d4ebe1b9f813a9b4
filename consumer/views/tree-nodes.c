/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "../engine/cleanup.h"
#include "../engine/hash.h"
#include "tree-nodes.h"

#define CAPACITY_MIN 1024
/* Slots for each node that there is room for: a power of two, as capacity. */
#define SLOTS 2

/* Give an array another length; its new elements are not set. */
#define RESIZE(array, n)                                                  \
	({                                                                \
		void *bigger_ = reallocarray(array, n, sizeof(*(array))); \
                                                                          \
		if (bigger_)                                              \
			(array) = bigger_;                                \
		bigger_ ? 0 : -ENOMEM;                                    \
	})

/* Nobody who sends calls shall know which of them meet in a slot. */
static uint64_t make_seed(const struct hft_nodes *nodes)
{
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != sizeof(seed))
		seed = (uintptr_t)nodes;
	return seed;
}

/* The slot of a child, or the free one that it would have. */
static uint32_t *find_slot(const struct hft_nodes *nodes, uint32_t parent,
			   uint32_t frame)
{
	uint32_t mask = nodes->capacity * SLOTS - 1;
	uint64_t i = hft_hash_mix((uint64_t)parent << 32 | frame, nodes->seed);

	for (;; i++) {
		uint32_t *slot = &nodes->slots[i & mask];
		const struct hft_node_links *links = &nodes->links[*slot];

		if (!*slot ||
		    (links->frame == frame && links->parent == parent))
			return slot;
	}
}

static int grow(struct hft_nodes *nodes)
{
	uint32_t capacity =
		nodes->capacity ? nodes->capacity * 2 : CAPACITY_MIN;
	uint32_t *slots;

	if (RESIZE(nodes->links, capacity) || RESIZE(nodes->counts, capacity) ||
	    RESIZE(nodes->depths, capacity))
		return -ENOMEM;
	if (nodes->rare) {
		if (RESIZE(nodes->rare, capacity))
			return -ENOMEM;
		memset(nodes->rare + nodes->capacity, 0,
		       (capacity - nodes->capacity) * sizeof(*nodes->rare));
	}
	slots = calloc((size_t)capacity * SLOTS, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(nodes->slots);
	nodes->slots = slots;
	nodes->capacity = capacity;
	for (uint32_t i = HFT_NODE_TOP + 1; i < nodes->n; i++)
		*find_slot(nodes, nodes->links[i].parent,
			   nodes->links[i].frame) = i;
	return 0;
}

static uint32_t append(struct hft_nodes *nodes, uint32_t parent, uint32_t frame,
		       uint16_t depth)
{
	uint32_t node = nodes->n++;

	nodes->links[node] =
		(struct hft_node_links){ .frame = frame, .parent = parent };
	nodes->counts[node] = (struct hft_node_counts){ 0 };
	nodes->depths[node] = depth;
	return node;
}

int hft_nodes_init(struct hft_nodes *nodes)
{
	*nodes = (struct hft_nodes){ .seed = make_seed(nodes) };
	if (grow(nodes))
		return -ENOMEM;
	append(nodes, HFT_NODE_NONE, HFT_NODE_NONE, 0);
	return 0;
}

void hft_nodes_deinit(struct hft_nodes *nodes)
{
	free(nodes->links);
	free(nodes->counts);
	free(nodes->rare);
	free(nodes->depths);
	free(nodes->slots);
}

static uint32_t find_or_add(struct hft_nodes *nodes, uint32_t parent,
			    uint32_t frame)
{
	uint32_t *slot = find_slot(nodes, parent, frame);
	uint16_t depth = nodes->depths[parent] + 1;

	if (*slot)
		return *slot;
	if (nodes->n == HFT_NODES_MAX || depth > HFT_NODES_DEPTH_MAX)
		return HFT_NODE_NONE;
	if (nodes->n == nodes->capacity) {
		if (grow(nodes)) {
			nodes->out_of_memory = true;
			return HFT_NODE_NONE;
		}
		slot = find_slot(nodes, parent, frame);
	}
	*slot = append(nodes, parent, frame, depth);
	return *slot;
}

uint32_t hft_nodes_child_slowly(struct hft_nodes *nodes, uint32_t parent,
				uint32_t frame)
{
	uint32_t node = find_or_add(nodes, parent, frame);
	uint32_t before = nodes->links[parent].child;

	if (node == HFT_NODE_NONE)
		return HFT_NODE_NONE;
	if (before)
		nodes->links[before].next = node;
	nodes->links[parent].child = node;
	return node;
}

struct hft_node_rare *hft_nodes_rare(struct hft_nodes *nodes, uint32_t node)
{
	if (!nodes->rare) {
		nodes->rare = calloc(nodes->capacity, sizeof(*nodes->rare));
		if (!nodes->rare) {
			nodes->out_of_memory = true;
			return NULL;
		}
	}
	return &nodes->rare[node];
}

struct hft_node_rare hft_nodes_rarely(const struct hft_nodes *nodes,
				      uint32_t node)
{
	return nodes->rare ? nodes->rare[node] : (struct hft_node_rare){ 0 };
}

uint64_t hft_nodes_self_adjusted(const struct hft_node_counts *counts,
				 const struct hft_quality *quality)
{
	__int128 in = quality->cost_in_ns;
	__int128 out = quality->cost_out_ns;
	__int128 cost = counts->calls * in + counts->children * out +
			counts->self_calls * (in + out);

	return counts->self > cost ? counts->self - (uint64_t)cost : 0;
}

void hft_nodes_sum(struct hft_nodes *nodes, const struct hft_quality *quality)
{
	for (uint32_t i = nodes->n; i-- > 0;) {
		struct hft_node_counts *counts = &nodes->counts[i];
		struct hft_node_counts *above;

		counts->total = hft_nodes_add(counts->total, counts->self);
		counts->total_out =
			hft_nodes_add(counts->total_out, counts->self_out);
		counts->total_adjusted =
			hft_nodes_add(counts->total_adjusted,
				      hft_nodes_self_adjusted(counts, quality));
		if (i == HFT_NODE_TOP)
			return;
		above = &nodes->counts[nodes->links[i].parent];
		above->total = hft_nodes_add(above->total, counts->total);
		above->total_out =
			hft_nodes_add(above->total_out, counts->total_out);
		above->total_adjusted = hft_nodes_add(above->total_adjusted,
						      counts->total_adjusted);
	}
}

int hft_nodes_link(struct hft_nodes *nodes,
		   bool (*shown)(uint32_t node, void *data),
		   int (*compare)(const void *, const void *, void *),
		   void *data)
{
	_cleanup_free_ uint32_t *order = calloc(nodes->n, sizeof(*order));
	uint32_t n = 0;

	if (!order)
		return -ENOMEM;
	for (uint32_t i = 0; i < nodes->n; i++) {
		nodes->links[i].child = HFT_NODE_NONE;
		nodes->links[i].next = HFT_NODE_NONE;
		if (i != HFT_NODE_TOP && shown(i, data))
			order[n++] = i;
	}
	qsort_r(order, n, sizeof(*order), compare, data);
	while (n-- > 0) {
		struct hft_node_links *links = &nodes->links[order[n]];
		struct hft_node_links *above = &nodes->links[links->parent];

		links->next = above->child;
		above->child = order[n];
	}
	return 0;
}

uint32_t hft_nodes_after(const struct hft_nodes *nodes, uint32_t node)
{
	if (nodes->links[node].child != HFT_NODE_NONE)
		return nodes->links[node].child;
	while (node != HFT_NODE_TOP && nodes->links[node].next == HFT_NODE_NONE)
		node = nodes->links[node].parent;
	return nodes->links[node].next;
}
