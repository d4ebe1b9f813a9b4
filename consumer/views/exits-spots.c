/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "exits-spots.h"

/* By what things are sorted. */
struct order {
	const struct hft_exits *exits;
	const struct hft_exits_options *options;
};

/* The larger one comes first. */
static int compare_values(const struct order *order, uint64_t exits_a,
			  uint64_t ns_a, uint64_t exits_b, uint64_t ns_b)
{
	bool count = order->options->value == HFT_EXITS_COUNT;
	uint64_t a = count ? exits_a : ns_a;
	uint64_t b = count ? exits_b : ns_b;

	return (a < b) - (a > b);
}

static int compare_reasons(const void *left, const void *right, void *data)
{
	const struct hft_exits_reason *a =
		*(const struct hft_exits_reason *const *)left;
	const struct hft_exits_reason *b =
		*(const struct hft_exits_reason *const *)right;
	int by_value = compare_values(data, a->exits, a->ns, b->exits, b->ns);

	if (a->index == HFT_EXITS_TRACER || b->index == HFT_EXITS_TRACER)
		return a->index == HFT_EXITS_TRACER ? 1 : -1;
	return by_value ? by_value
			: (a->index > b->index) - (a->index < b->index);
}

/* Those that are to be one follow each other. */
static int compare_frames(const void *left, const void *right)
{
	const struct hft_exits_spot *a = left;
	const struct hft_exits_spot *b = right;

	if (a->reason != b->reason)
		return a->reason < b->reason ? -1 : 1;
	if (a->frame != b->frame)
		return a->frame < b->frame ? -1 : 1;
	return (a->node > b->node) - (a->node < b->node);
}

static int compare_spots(const void *left, const void *right, void *data)
{
	const struct order *order = data;
	const struct hft_tree *tree = &order->exits->tree;
	const struct hft_exits_spot *a = left;
	const struct hft_exits_spot *b = right;
	int result;

	if (a->reason != b->reason)
		return a->reason < b->reason ? -1 : 1;
	result = compare_values(order, a->exits, a->ns, b->exits, b->ns);
	if (!result)
		result = strcmp(hft_tree_name(tree, a->frame),
				hft_tree_name(tree, b->frame));
	return result ? result : (a->node > b->node) - (a->node < b->node);
}

static int list_reasons(struct hft_exits_spots *spots, struct order *order)
{
	const struct hft_exits *exits = order->exits;

	spots->reasons = calloc(exits->n_reasons, sizeof(*spots->reasons));
	if (!spots->reasons)
		return -ENOMEM;
	for (uint32_t i = 0; i < exits->n_reasons; i++) {
		const struct hft_exits_reason *reason = exits->reasons[i];

		spots->exits += reason->exits;
		spots->ns = hft_nodes_add(spots->ns, reason->ns);
		if (reason->exits)
			spots->reasons[spots->n_reasons++] = reason;
	}
	qsort_r(spots->reasons, spots->n_reasons, sizeof(*spots->reasons),
		compare_reasons, order);
	return 0;
}

/* Whether a node of the tree is for a reason, with what was counted there. */
static bool is_counted(const struct hft_exits *exits, uint32_t node,
		       struct hft_exits_spot *spot)
{
	const struct hft_node_links *links = exits->tree.nodes.links;
	const struct hft_exits_reason *reason =
		hft_exits_of(exits, links[node].frame);
	struct hft_node_rare rare = hft_nodes_rarely(&exits->tree.nodes, node);

	if (!reason || !rare.exits)
		return false;
	*spot = (struct hft_exits_spot){
		.reason = reason->index,
		.frame = links[links[node].parent].frame,
		.node = links[node].parent,
		.exits = rare.exits,
		.ns = rare.exits_ns,
	};
	return true;
}

static int list_spots(struct hft_exits_spots *spots,
		      const struct hft_exits *exits, size_t *n)
{
	struct hft_exits_spot spot;

	*n = exits->n_reasons;
	for (uint32_t i = 0; i < exits->tree.nodes.n; i++)
		*n += is_counted(exits, i, &spot);
	spots->items = calloc(*n, sizeof(*spots->items));
	if (!spots->items)
		return -ENOMEM;
	*n = 0;
	for (uint32_t i = 0; i < exits->tree.nodes.n; i++)
		*n += is_counted(exits, i, &spots->items[*n]);
	for (uint32_t i = 0; i < exits->n_reasons; i++) {
		const struct hft_exits_reason *reason = exits->reasons[i];

		if (!reason->elsewhere)
			continue;
		spots->items[(*n)++] = (struct hft_exits_spot){
			.reason = i,
			.frame = HFT_FRAME_OTHER,
			.node = HFT_TREE_OTHER,
			.exits = reason->elsewhere,
			.ns = reason->elsewhere_ns,
		};
	}
	return 0;
}

/* Of spots with the same frame make one; or only of those of the same node. */
static void merge(struct hft_exits_spots *spots, size_t *n, bool by_frame)
{
	struct hft_exits_spot *items = spots->items;
	size_t kept = 0;

	qsort(items, *n, sizeof(*items), compare_frames);
	for (size_t i = 0; i < *n; i++) {
		struct hft_exits_spot *last = kept ? &items[kept - 1] : NULL;

		if (last && last->reason == items[i].reason &&
		    last->frame == items[i].frame &&
		    (by_frame || last->node == items[i].node)) {
			last->exits += items[i].exits;
			last->ns = hft_nodes_add(last->ns, items[i].ns);
		} else {
			items[kept++] = items[i];
		}
	}
	*n = kept;
}

static int find_first(struct hft_exits_spots *spots, size_t n,
		      uint32_t n_reasons)
{
	size_t i = 0;

	spots->first = calloc(n_reasons + 1, sizeof(*spots->first));
	if (!spots->first)
		return -ENOMEM;
	for (uint32_t reason = 0; reason <= n_reasons; reason++) {
		while (i < n && spots->items[i].reason < reason)
			i++;
		spots->first[reason] = i;
	}
	return 0;
}

int hft_exits_spots_init(struct hft_exits_spots *spots,
			 const struct hft_exits *exits,
			 const struct hft_exits_options *options)
{
	struct order order = { exits, options };
	size_t n;

	*spots = (struct hft_exits_spots){ 0 };
	if (list_reasons(spots, &order) || list_spots(spots, exits, &n))
		return -ENOMEM;
	merge(spots, &n, !options->stacks);
	qsort_r(spots->items, n, sizeof(*spots->items), compare_spots, &order);
	return find_first(spots, n, exits->n_reasons);
}

void hft_exits_spots_deinit(struct hft_exits_spots *spots)
{
	free(spots->reasons);
	free(spots->items);
	free(spots->first);
}
