/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "export-stacks.h"

int hft_stacks_init(struct hft_stacks *stacks, FILE *file,
		    struct hft_error *error)
{
	*stacks = (struct hft_stacks){ .out.file = file };
	if (hft_tree_init(&stacks->tree, HFT_TREE_BY_COMM))
		return hft_error_set(error, "out of memory");
	return 0;
}

void hft_stacks_deinit(struct hft_stacks *stacks)
{
	hft_tree_deinit(&stacks->tree);
}

int hft_stacks_failure(const void *view)
{
	const struct hft_stacks *stacks = view;

	return stacks->tree.nodes.out_of_memory ? ENOMEM : stacks->out.error;
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct hft_stacks *stacks = view;

	hft_tree_enter(&stacks->tree, call);
	if (!stacks->begin)
		stacks->begin = call->ts;
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	struct hft_stacks *stacks = view;

	hft_tree_exit(&stacks->tree, call);
	stacks->end = call->ts;
}

static void on_left_open(void *view, const struct hft_call *call)
{
	struct hft_stacks *stacks = view;

	hft_tree_left_open(&stacks->tree, call);
}

static void on_vm_exit(void *view, const struct hft_vm_exit *exit)
{
	struct hft_stacks *stacks = view;

	hft_tree_exit_event(&stacks->tree, exit);
}

const struct hft_engine_ops hft_stacks_ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.left_open = on_left_open,
	.vm_exit = on_vm_exit,
};

size_t hft_stacks_frames(const struct hft_stacks *stacks, uint32_t node,
			 uint32_t frames[HFT_STACK_MAX])
{
	const struct hft_node_links *links = stacks->tree.nodes.links;
	size_t n = 0;

	for (; node != HFT_NODE_TOP && n < HFT_STACK_MAX;
	     node = links[node].parent)
		frames[n++] = links[node].frame;
	return n;
}
