/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "exits-tally.h"

static struct hft_exits_reason *add_reason(struct hft_exits *exits)
{
	struct hft_exits_reason *reason;
	uint32_t n = exits->n_reasons;
	/* At a power of two what there is room for is used up. */
	struct hft_exits_reason **bigger =
		n & (n - 1) ? exits->reasons
			    : reallocarray(exits->reasons, n ? 2 * n : 1,
					   sizeof(*bigger));

	if (!bigger)
		return NULL;
	exits->reasons = bigger;
	reason = calloc(1, sizeof(*reason));
	if (!reason)
		return NULL;
	reason->index = exits->n_reasons++;
	exits->reasons[reason->index] = reason;
	return reason;
}

int hft_exits_init(struct hft_exits *exits)
{
	*exits = (struct hft_exits){
		.durations.room = HFT_EXITS_DURATIONS_MAX,
	};
	if (hft_tree_init(&exits->tree, HFT_TREE_BY_COMM) ||
	    hft_hash_init(&exits->by_reason) || !add_reason(exits) ||
	    !add_reason(exits))
		return -ENOMEM;
	return 0;
}

void hft_exits_deinit(struct hft_exits *exits)
{
	for (uint32_t i = 0; i < exits->n_reasons; i++) {
		hft_durations_deinit(&exits->reasons[i]->durations);
		free(exits->reasons[i]);
	}
	free(exits->reasons);
	hft_hash_deinit(&exits->by_reason);
	hft_tree_deinit(&exits->tree);
}

/* NULL if there is no memory. */
static struct hft_exits_reason *find_reason(struct hft_exits *exits,
					    const struct hft_vm_exit *exit)
{
	uint64_t hash = hft_hash_mix(exit->isa, exit->reason);
	struct hft_node *node = hft_hash_first(&exits->by_reason, hash);
	struct hft_exits_reason *reason;

	if (exit->tracer)
		return exits->reasons[HFT_EXITS_TRACER];
	for (; node; node = node->next) {
		reason = hft_container(node, struct hft_exits_reason, node);
		if (reason->isa == exit->isa && reason->reason == exit->reason)
			return reason;
	}
	if (exits->n_reasons == HFT_EXITS_REASONS_MAX)
		return exits->reasons[HFT_EXITS_OTHER];
	reason = add_reason(exits);
	if (!reason)
		return NULL;
	reason->isa = exit->isa;
	reason->reason = exit->reason;
	hft_hash_add(&exits->by_reason, &reason->node, hash);
	return reason;
}

/* The node of the reason, below that of the innermost function. */
static uint32_t find_node(struct hft_tree *tree, const struct hft_vm_exit *exit,
			  const struct hft_exits_reason *reason)
{
	uint32_t node = hft_tree_at(tree, exit);
	uint32_t inner = HFT_NODE_NONE;

	if (exit->function && exit->function != exit->caller)
		inner = hft_tree_child(tree, node, exit->function);
	if (inner != HFT_NODE_NONE)
		node = inner;
	return hft_nodes_child(&tree->nodes, node,
			       HFT_FRAME_VIEW | reason->index);
}

int hft_exits_count(struct hft_exits *exits, const struct hft_vm_exit *exit)
{
	struct hft_exits_reason *reason = find_reason(exits, exit);
	uint64_t ns = hft_exit_ns(exit);
	struct hft_node_rare *rare = NULL;
	uint32_t node;

	if (!reason)
		return -ENOMEM;
	reason->exits++;
	reason->ns = hft_nodes_add(reason->ns, ns);
	if (ns > reason->max)
		reason->max = ns;
	if (hft_durations_note(&exits->durations, &reason->durations, ns))
		return -ENOMEM;
	if (exit->tracer)
		return 0;
	node = find_node(&exits->tree, exit, reason);
	if (node != HFT_NODE_NONE)
		rare = hft_nodes_rare(&exits->tree.nodes, node);
	if (!rare) {
		reason->elsewhere++;
		reason->elsewhere_ns = hft_nodes_add(reason->elsewhere_ns, ns);
		return exits->tree.nodes.out_of_memory ? -ENOMEM : 0;
	}
	rare->exits++;
	rare->exits_ns = hft_nodes_add(rare->exits_ns, ns);
	return 0;
}

int hft_exits_finish(struct hft_exits *exits)
{
	return hft_durations_flush(&exits->durations);
}

const struct hft_exits_reason *hft_exits_of(const struct hft_exits *exits,
					    uint32_t frame)
{
	uint32_t index = frame & ~HFT_FRAME_VIEW;

	if (!(frame & HFT_FRAME_VIEW) || index >= exits->n_reasons)
		return NULL;
	return exits->reasons[index];
}

char *hft_exits_name(const struct hft_exits_reason *reason,
		     char text[HFT_EXIT_REASON_MAX])
{
	if (reason->index > HFT_EXITS_OTHER)
		return hft_exit_reason(text, reason->isa, reason->reason);
	snprintf(text, HFT_EXIT_REASON_MAX, "%s",
		 reason->index == HFT_EXITS_TRACER ? "hyperftrace" : "(other)");
	return text;
}

uint64_t hft_exits_p99(const struct hft_exits_reason *reason)
{
	uint64_t ns = hft_durations_percentile(&reason->durations, 99);

	if (reason->durations.given_up)
		return UINT64_MAX;
	/* The longest of less than a hundred; and a bucket has longer ones. */
	return reason->exits < 100 || ns > reason->max ? reason->max : ns;
}
