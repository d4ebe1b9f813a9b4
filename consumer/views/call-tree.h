/* SPDX-License-Identifier: MIT */
/*
 * The stacks of all calls, as a tree: below the top are roots, which stand for
 * those who called, as in flame graphs; below them the functions called by
 * nobody that we know of, and what they call. What is called in an interrupt
 * is below the function that it came upon.
 *
 * The view's data of a call is the call's node. A call that has none, because
 * the tree has too many or is too deep, is part of its caller, as calls are
 * that a filter leaves out; tree.refused tells how many are.
 *
 *	hft_tree_init(&tree, HFT_TREE_BY_COMM);
 *	... hft_tree_enter(), hft_tree_exit(), ... from the view's callbacks;
 *	    tree.nodes.out_of_memory is a failure of the view
 *	hft_nodes_sum(&tree.nodes, quality);
 *	for (node = HFT_NODE_TOP + 1; node < tree.nodes.n; node++)
 *		... tree.nodes.links[node].parent, tree.nodes.counts[node].self,
 *		    hft_nodes_rarely(&tree.nodes, node).exits,
 *		    hft_tree_function(), hft_tree_name()
 *	hft_tree_deinit(&tree);
 */
#ifndef HYPERFTRACE_CALL_TREE_H
#define HYPERFTRACE_CALL_TREE_H

#include "../engine/engine.h"
#include "../engine/hash.h"
#include "tree-nodes.h"

/* What the roots are. */
enum hft_tree_roots {
	/* Names of tasks; "<idle>"; "task 57" without a name; "unknown". */
	HFT_TREE_BY_COMM,
	/* Names of processes; or "process 57". */
	HFT_TREE_BY_PROCESS,
	/* "bash-57" */
	HFT_TREE_BY_TASK,
	/* There are none: functions are below the top. */
	HFT_TREE_BY_NOTHING,
};

/*
 * So many roots have names. What would be below others, and what the top itself
 * would have, is in this node, which is always there.
 */
#define HFT_TREE_OTHER 1
#define HFT_TREE_ROOTS_MAX (1 << 16)
#define HFT_TREE_RECENT 256
/* "bash-4294967295" */
#define HFT_TREE_ROOT_TEXT_MAX (HFT_COMM_TEXT_MAX + 16)

/* Frames are functions by their ids, or roots, or what a view has besides. */
#define HFT_FRAME_ROOT (1U << 31)
#define HFT_FRAME_OTHER (1U << 30)
#define HFT_FRAME_VIEW (1U << 29)

struct hft_tree {
	struct hft_nodes nodes;
	enum hft_tree_roots by;
	/* By their ids; those that have nodes. */
	const struct hft_function **functions;
	uint32_t n_functions;
	struct hft_tree_root {
		struct hft_node node;
		uint32_t index;
		char name[];
	} * *roots;
	uint32_t n_roots;
	struct hft_hash by_name;
	/* Whose root was looked for: at the last digits of the serial. */
	struct hft_tree_recent {
		uint64_t serial;
		bool known;
		uint32_t tid;
		uint32_t node;
		char name[HFT_COMM_TEXT_MAX];
	} recent[HFT_TREE_RECENT];
	/* Calls that have no node. */
	uint64_t refused;
};

/* Returns 0 or -ENOMEM; hft_tree_deinit() is right after both. */
int hft_tree_init(struct hft_tree *tree, enum hft_tree_roots by);
void hft_tree_deinit(struct hft_tree *tree);

/* The root of a place: the top if roots are nothing. */
uint32_t hft_tree_root(struct hft_tree *tree, const struct hft_place *place);

/*
 * The node of a function in a node; HFT_NODE_NONE as of hft_nodes_child(). For
 * those that have no calls to tell of.
 */
uint32_t hft_tree_child(struct hft_tree *tree, uint32_t parent,
			const struct hft_function *function);

/* The data of a call: its node; or, above it, that it is part of that node:
 * called by it, or by a call that is part of it. */
#define HFT_TREE_PART (UINT64_C(1) << 32)
#define HFT_TREE_PART_INNER (UINT64_C(1) << 33)

/* The parts of the functions below for what is rare. */
uint64_t hft_tree_below_slowly(struct hft_tree *tree, uint64_t at,
			       const struct hft_function *function);
void hft_tree_exit_slowly(struct hft_tree *tree, const struct hft_call *call);

/* From the view's enter(). */
static inline void hft_tree_enter(struct hft_tree *tree,
				  const struct hft_call *call)
{
	const struct hft_function *function = call->function;
	uint64_t at = call->caller_data ? *call->caller_data
					: hft_tree_root(tree, call->place);
	struct hft_node_links *links = tree->nodes.links;
	uint32_t node = links[(uint32_t)at].child;

	/* As hft_nodes_child() does it, for whom nothing is new. */
	if (links[node].frame != function->id || at >> 32) {
		*call->data = hft_tree_below_slowly(tree, at, function);
		return;
	}
	*call->data = node;
}

/* From the view's exit(), left_open(): those that have no times count, too. */
static inline void hft_tree_exit(struct hft_tree *tree,
				 const struct hft_call *call)
{
	struct hft_node_counts *counts;

	if (!(call->flags & HFT_CALL_TIMED) || !call->data ||
	    *call->data >> 32) {
		hft_tree_exit_slowly(tree, call);
		return;
	}
	counts = &tree->nodes.counts[*call->data];
	counts->calls++;
	counts->self = hft_nodes_add(counts->self, call->times.self);
	counts->self_out =
		hft_nodes_add(counts->self_out, call->times.self_out);
	counts->self_calls += call->times.self_calls;
	counts->children += call->times.children;
}

static inline void hft_tree_left_open(struct hft_tree *tree,
				      const struct hft_call *call)
{
	hft_tree_exit_slowly(tree, call);
}

/* How long the guest did not run, in ns. */
static inline uint64_t hft_exit_ns(const struct hft_vm_exit *exit)
{
	return exit->end > exit->begin
		       ? (uint64_t)exit->end - (uint64_t)exit->begin
		       : 0;
}

/* Where an exit is: the node of the innermost call, or the root. */
uint32_t hft_tree_at(struct hft_tree *tree, const struct hft_vm_exit *exit);

/* From the view's vm_exit(): count it there, unless it was the tracer's. */
void hft_tree_exit_event(struct hft_tree *tree, const struct hft_vm_exit *exit);

/* The function of a frame, or NULL: it is something else. */
static inline const struct hft_function *
hft_tree_function(const struct hft_tree *tree, uint32_t frame)
{
	return frame < tree->n_functions ? tree->functions[frame] : NULL;
}

/* The name of a function or a root, which is printable, or "(other)". */
const char *hft_tree_name(const struct hft_tree *tree, uint32_t frame);

#endif
