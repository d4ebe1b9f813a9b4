/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cleanup.h"
#include "graph-around.h"

/* Names are "vfs_read", "foo [module]". */
static bool is_named(const struct hft_tree *tree, uint32_t frame,
		     const char *name)
{
	const struct hft_function *function = hft_tree_function(tree, frame);
	size_t length = strlen(name);

	return function && !strncmp(function->name, name, length) &&
	       (!function->name[length] ||
		!strncmp(function->name + length, " [", 2));
}

static int add_rare(struct hft_nodes *to, uint32_t node, uint64_t untimed)
{
	struct hft_node_rare *rare;

	if (!untimed)
		return 0;
	rare = hft_nodes_rare(to, node);
	if (!rare)
		return -ENOMEM;
	rare->untimed += untimed;
	return 0;
}

/* Add what was counted at a node, without totals. */
static int add_own(struct hft_nodes *to, uint32_t node,
		   const struct hft_nodes *from, uint32_t source)
{
	const struct hft_node_counts *more = &from->counts[source];
	struct hft_node_counts *counts = &to->counts[node];

	counts->calls += more->calls;
	counts->self = hft_nodes_add(counts->self, more->self);
	counts->self_out = hft_nodes_add(counts->self_out, more->self_out);
	counts->self_calls += more->self_calls;
	counts->children += more->children;
	return add_rare(to, node, hft_nodes_rarely(from, source).untimed);
}

static int add_all(struct hft_nodes *to, uint32_t node,
		   const struct hft_nodes *from, uint32_t source)
{
	const struct hft_node_counts *more = &from->counts[source];
	struct hft_node_counts *counts = &to->counts[node];

	counts->total = hft_nodes_add(counts->total, more->total);
	counts->total_out = hft_nodes_add(counts->total_out, more->total_out);
	counts->total_adjusted =
		hft_nodes_add(counts->total_adjusted, more->total_adjusted);
	return add_own(to, node, from, source);
}

/* The way from a node up to its root, in the tree of callers. */
static int add_callers(struct hft_nodes *callers, const struct hft_nodes *nodes,
		       uint32_t node)
{
	uint32_t at = HFT_NODE_TOP;
	uint32_t source = node;

	if (add_all(callers, at, nodes, node))
		return -ENOMEM;
	for (; source != HFT_NODE_TOP; source = nodes->links[source].parent) {
		at = hft_nodes_child(callers, at, nodes->links[source].frame);
		if (at == HFT_NODE_NONE || add_all(callers, at, nodes, node))
			return -ENOMEM;
	}
	return 0;
}

/* Where each node is in the tree of callees; the top: nowhere. */
static int add_nodes(struct hft_around *around, const struct hft_tree *tree,
		     const char *name, uint32_t *places)
{
	const struct hft_nodes *nodes = &tree->nodes;

	for (uint32_t i = HFT_NODE_TOP + 1; i < nodes->n; i++) {
		const struct hft_node_links *links = &nodes->links[i];
		uint32_t place = places[links->parent];
		bool named = is_named(tree, links->frame, name);

		if (place == HFT_NODE_TOP && !named)
			continue;
		if (named && place != HFT_NODE_TOP)
			around->recursive += nodes->counts[i].calls;
		if (named && place == HFT_NODE_TOP &&
		    add_callers(&around->callers, nodes, i))
			return -ENOMEM;
		places[i] =
			hft_nodes_child(&around->callees, place, links->frame);
		if (places[i] == HFT_NODE_NONE ||
		    add_own(&around->callees, places[i], nodes, i))
			return -ENOMEM;
	}
	return 0;
}

int hft_around_init(struct hft_around *around, const struct hft_tree *tree,
		    const char *name)
{
	_cleanup_free_ uint32_t *places =
		calloc(tree->nodes.n, sizeof(*places));

	*around = (struct hft_around){ 0 };
	if (!places || hft_nodes_init(&around->callers) ||
	    hft_nodes_init(&around->callees))
		return -ENOMEM;
	return add_nodes(around, tree, name, places);
}

void hft_around_deinit(struct hft_around *around)
{
	hft_nodes_deinit(&around->callers);
	hft_nodes_deinit(&around->callees);
}
