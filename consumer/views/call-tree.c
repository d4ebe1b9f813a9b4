/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call-tree.h"

int hft_tree_init(struct hft_tree *tree, enum hft_tree_roots by)
{
	*tree = (struct hft_tree){ .by = by };
	for (size_t i = 0; i < HFT_TREE_RECENT; i++)
		tree->recent[i].node = HFT_NODE_NONE;
	if (hft_nodes_init(&tree->nodes) || hft_hash_init(&tree->by_name))
		return -ENOMEM;
	hft_nodes_child(&tree->nodes, HFT_NODE_TOP, HFT_FRAME_OTHER);
	return 0;
}

void hft_tree_deinit(struct hft_tree *tree)
{
	hft_nodes_deinit(&tree->nodes);
	hft_hash_deinit(&tree->by_name);
	for (uint32_t i = 0; i < tree->n_roots; i++)
		free(tree->roots[i]);
	free(tree->roots);
	free(tree->functions);
}

static const char *name_at(const struct hft_tree *tree,
			   const struct hft_place *place)
{
	const char *name =
		tree->by == HFT_TREE_BY_PROCESS ? place->process : place->comm;

	return name ? name : "";
}

static void root_text(const struct hft_tree *tree,
		      const struct hft_place *place,
		      char text[HFT_TREE_ROOT_TEXT_MAX])
{
	bool process = tree->by == HFT_TREE_BY_PROCESS;
	uint32_t id = process ? place->task.tgid : place->task.tid;
	const char *name = name_at(tree, place);

	if (!place->task_known)
		snprintf(text, HFT_TREE_ROOT_TEXT_MAX, "unknown");
	else if (!place->task.tid)
		snprintf(text, HFT_TREE_ROOT_TEXT_MAX, "<idle>");
	else if (!*name)
		snprintf(text, HFT_TREE_ROOT_TEXT_MAX, "%s %u",
			 process ? "process" : "task", id);
	else if (tree->by == HFT_TREE_BY_TASK)
		snprintf(text, HFT_TREE_ROOT_TEXT_MAX, "%s-%u", name, id);
	else
		snprintf(text, HFT_TREE_ROOT_TEXT_MAX, "%s", name);
}

static uint64_t hash_of(const char *text)
{
	uint64_t hash = 0;

	for (; *text; text++)
		hash = hft_hash_mix(hash, (unsigned char)*text);
	return hash;
}

static struct hft_tree_root *find_root(const struct hft_tree *tree,
				       const char *name, uint64_t hash)
{
	struct hft_node *node = hft_hash_first(&tree->by_name, hash);

	for (; node; node = node->next) {
		struct hft_tree_root *root =
			hft_container(node, struct hft_tree_root, node);

		if (!strcmp(root->name, name))
			return root;
	}
	return NULL;
}

/* Returns NULL if there is no memory. */
static struct hft_tree_root *add_root(struct hft_tree *tree, const char *name,
				      uint64_t hash)
{
	struct hft_tree_root *root;
	uint32_t n = tree->n_roots;
	/* Whenever it is a power of two, or 0, the array is full. */
	struct hft_tree_root **bigger =
		n & (n - 1) ? tree->roots
			    : reallocarray(tree->roots, n ? 2 * n : 1,
					   sizeof(*bigger));

	if (!bigger)
		return NULL;
	tree->roots = bigger;
	root = malloc(sizeof(*root) + strlen(name) + 1);
	if (!root)
		return NULL;
	strcpy(root->name, name);
	root->index = tree->n_roots++;
	tree->roots[root->index] = root;
	hft_hash_add(&tree->by_name, &root->node, hash);
	return root;
}

/* The node of a root, if there is room for it. */
static uint32_t root_named(struct hft_tree *tree, const char *name)
{
	uint64_t hash = hash_of(name);
	struct hft_tree_root *root = find_root(tree, name, hash);
	uint32_t node;

	if (!root && tree->n_roots == HFT_TREE_ROOTS_MAX)
		return HFT_TREE_OTHER;
	if (!root)
		root = add_root(tree, name, hash);
	if (!root) {
		tree->nodes.out_of_memory = true;
		return HFT_TREE_OTHER;
	}
	node = hft_nodes_child(&tree->nodes, HFT_NODE_TOP,
			       HFT_FRAME_ROOT | root->index);
	return node == HFT_NODE_NONE ? HFT_TREE_OTHER : node;
}

uint32_t hft_tree_root(struct hft_tree *tree, const struct hft_place *place)
{
	struct hft_tree_recent *recent =
		&tree->recent[place->serial % HFT_TREE_RECENT];
	const char *name = name_at(tree, place);
	char text[HFT_TREE_ROOT_TEXT_MAX];

	if (tree->by == HFT_TREE_BY_NOTHING)
		return HFT_NODE_TOP;
	if (recent->node != HFT_NODE_NONE && recent->serial == place->serial &&
	    recent->known == place->task_known &&
	    recent->tid == place->task.tid && !strcmp(recent->name, name))
		return recent->node;
	root_text(tree, place, text);
	recent->node = root_named(tree, text);
	recent->serial = place->serial;
	recent->known = place->task_known;
	recent->tid = place->task.tid;
	snprintf(recent->name, sizeof(recent->name), "%s", name);
	return recent->node;
}

/* Remember what a function's id stands for. */
static int remember(struct hft_tree *tree, const struct hft_function *function)
{
	uint32_t n = tree->n_functions ? tree->n_functions : 1024;
	const struct hft_function **bigger;

	if (function->id >= tree->n_functions) {
		while (n <= function->id)
			n *= 2;
		bigger = reallocarray(tree->functions, n, sizeof(*bigger));
		if (!bigger)
			return -ENOMEM;
		memset(bigger + tree->n_functions, 0,
		       (n - tree->n_functions) * sizeof(*bigger));
		tree->functions = bigger;
		tree->n_functions = n;
	}
	tree->functions[function->id] = function;
	return 0;
}

uint32_t hft_tree_child(struct hft_tree *tree, uint32_t parent,
			const struct hft_function *function)
{
	uint32_t node = hft_nodes_child(&tree->nodes, parent, function->id);

	if (node != HFT_NODE_NONE && remember(tree, function)) {
		tree->nodes.out_of_memory = true;
		return HFT_NODE_NONE;
	}
	return node;
}

uint64_t hft_tree_below_slowly(struct hft_tree *tree, uint64_t at,
			       const struct hft_function *function)
{
	uint32_t node;

	if (at >> 32)
		return (uint32_t)at | HFT_TREE_PART_INNER;
	node = hft_tree_child(tree, at, function);
	if (node != HFT_NODE_NONE)
		return node;
	return HFT_TREE_PART | (at == HFT_NODE_TOP ? HFT_TREE_OTHER : at);
}

/* An orphan counts where its caller is, if that has a node. */
static void exit_orphan(struct hft_tree *tree, const struct hft_call *call)
{
	struct hft_node_rare *rare;
	uint64_t at = call->caller_data ? *call->caller_data
					: hft_tree_root(tree, call->place);

	at = hft_tree_below_slowly(tree, at, call->function);
	if (at >> 32) {
		tree->refused++;
		return;
	}
	rare = hft_nodes_rare(&tree->nodes, at);
	if (rare)
		rare->untimed++;
}

/* All that it took was its caller's own time. */
static void exit_part(struct hft_tree *tree, const struct hft_call *call)
{
	struct hft_node_counts *counts =
		&tree->nodes.counts[(uint32_t)*call->data];

	tree->refused++;
	if (*call->data & HFT_TREE_PART_INNER ||
	    !(call->flags & HFT_CALL_TIMED))
		return;
	counts->self = hft_nodes_add(counts->self, call->times.total);
	counts->self_out =
		hft_nodes_add(counts->self_out, call->times.total_out);
	counts->self_calls += call->times.calls + 1;
	counts->children--;
}

void hft_tree_exit_slowly(struct hft_tree *tree, const struct hft_call *call)
{
	struct hft_node_rare *rare;

	if (!call->data) {
		exit_orphan(tree, call);
		return;
	}
	if (*call->data >> 32) {
		exit_part(tree, call);
		return;
	}
	rare = hft_nodes_rare(&tree->nodes, *call->data);
	if (rare)
		rare->untimed++;
}

uint32_t hft_tree_at(struct hft_tree *tree, const struct hft_vm_exit *exit)
{
	uint32_t node = exit->caller_data ? (uint32_t)*exit->caller_data
					  : hft_tree_root(tree, exit->place);

	return node == HFT_NODE_TOP ? HFT_TREE_OTHER : node;
}

void hft_tree_exit_event(struct hft_tree *tree, const struct hft_vm_exit *exit)
{
	struct hft_node_rare *rare;

	if (exit->tracer)
		return;
	rare = hft_nodes_rare(&tree->nodes, hft_tree_at(tree, exit));
	if (!rare)
		return;
	rare->exits++;
	rare->exits_ns = hft_nodes_add(rare->exits_ns, hft_exit_ns(exit));
}

const char *hft_tree_name(const struct hft_tree *tree, uint32_t frame)
{
	const struct hft_function *function = hft_tree_function(tree, frame);
	uint32_t root = frame & ~HFT_FRAME_ROOT;

	if (function)
		return function->name;
	if (frame & HFT_FRAME_ROOT && root < tree->n_roots)
		return tree->roots[root]->name;
	return "(other)";
}
