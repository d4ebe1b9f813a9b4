/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "graph-part.h"

static uint64_t without(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

uint64_t hft_graph_total(const struct hft_graph_part *part, uint32_t node)
{
	const struct hft_node_counts *counts = &part->nodes->counts[node];

	switch (part->settings->times) {
	case HFT_GRAPH_NET:
		return without(counts->total, counts->total_out);
	case HFT_GRAPH_ADJUSTED:
		return counts->total_adjusted;
	default:
		return counts->total;
	}
}

uint64_t hft_graph_self(const struct hft_graph_part *part, uint32_t node)
{
	const struct hft_node_counts *counts = &part->nodes->counts[node];

	switch (part->settings->times) {
	case HFT_GRAPH_NET:
		return without(counts->self, counts->self_out);
	case HFT_GRAPH_ADJUSTED:
		return hft_nodes_self_adjusted(counts, part->quality);
	default:
		return counts->self;
	}
}

uint64_t hft_graph_calls(const struct hft_graph_part *part, uint32_t node)
{
	return part->nodes->counts[node].calls +
	       hft_nodes_rarely(part->nodes, node).untimed;
}

double hft_graph_share(const struct hft_graph_part *part, uint32_t node)
{
	double total = hft_graph_total(part, node);

	return part->whole ? 100 * total / (double)part->whole : 0;
}

static bool is_shown(uint32_t node, void *data)
{
	struct hft_graph_part *part = data;
	uint64_t total = hft_graph_total(part, node);

	if (part->nodes->links[node].frame == HFT_FRAME_OTHER && !total)
		return false;
	if ((double)total >= part->least)
		return true;
	part->left_out++;
	return false;
}

static uint64_t key_of(const struct hft_graph_part *part, uint32_t node)
{
	switch (part->settings->sort) {
	case HFT_GRAPH_BY_SELF:
		return hft_graph_self(part, node);
	case HFT_GRAPH_BY_CALLS:
		return hft_graph_calls(part, node);
	default:
		return hft_graph_total(part, node);
	}
}

/* The largest comes first. */
static int compare(const void *left, const void *right, void *data)
{
	const struct hft_graph_part *part = data;
	const uint32_t a = *(const uint32_t *)left;
	const uint32_t b = *(const uint32_t *)right;
	uint64_t x = key_of(part, a);
	uint64_t y = key_of(part, b);
	int names;

	if (x != y)
		return x < y ? 1 : -1;
	names = strcmp(hft_tree_name(part->tree, part->nodes->links[a].frame),
		       hft_tree_name(part->tree, part->nodes->links[b].frame));
	return names ? names : (a > b) - (a < b);
}

int hft_graph_prepare(struct hft_graph_part *part)
{
	part->whole = hft_graph_total(part, HFT_NODE_TOP);
	part->least = part->settings->min_share / 100 * (double)part->whole;
	part->left_out = 0;
	return hft_nodes_link(part->nodes, is_shown, compare, part);
}
