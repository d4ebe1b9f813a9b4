/* SPDX-License-Identifier: MIT */
/* Collapsed stacks, "bash;do_syscall_64;vfs_read 1234": a line for each. */
#include <stdlib.h>
#include <string.h>

#include "export-stacks.h"
#include "export.h"

struct collapsed {
	struct hft_stacks stacks;
	enum hft_export_weight weight;
	/* Empty if there is nothing to be said. */
	char remark[256];
};

static void destroy(void *view)
{
	struct collapsed *collapsed = view;

	hft_stacks_deinit(&collapsed->stacks);
	free(collapsed);
}

static void *create(const void *values, FILE *file, struct hft_error *error)
{
	const struct hft_export_options *options = values;
	struct collapsed *collapsed = calloc(1, sizeof(*collapsed));

	if (!collapsed) {
		hft_error_set(error, "out of memory");
		return NULL;
	}
	collapsed->weight = options->weight;
	if (hft_stacks_init(&collapsed->stacks, file, error)) {
		destroy(collapsed);
		return NULL;
	}
	return collapsed;
}

static uint64_t weight_of(const struct collapsed *collapsed, uint32_t node)
{
	const struct hft_nodes *nodes = &collapsed->stacks.tree.nodes;

	switch (collapsed->weight) {
	case HFT_WEIGHT_SELF:
		return nodes->counts[node].self;
	case HFT_WEIGHT_CALLS:
		return nodes->counts[node].calls;
	case HFT_WEIGHT_EXITS:
		return hft_nodes_rarely(nodes, node).exits;
	case HFT_WEIGHT_EXIT_TIME:
		return hft_nodes_rarely(nodes, node).exits_ns;
	}
	return 0;
}

/* A semicolon in a name would be taken for the end of a frame. */
static void put_frame(struct collapsed *collapsed, uint32_t frame)
{
	const char *name = hft_tree_name(&collapsed->stacks.tree, frame);
	size_t n;

	while (name[n = strcspn(name, ";")]) {
		hft_out_write(&collapsed->stacks.out, name, n);
		hft_out_write(&collapsed->stacks.out, ":", 1);
		name += n + 1;
	}
	hft_out_write(&collapsed->stacks.out, name, n);
}

static void put_stack(struct collapsed *collapsed, uint32_t node)
{
	uint64_t weight = weight_of(collapsed, node);
	uint32_t frames[HFT_STACK_MAX];
	struct hft_line line = { .length = 0 };
	size_t n;

	if (!weight)
		return;
	n = hft_stacks_frames(&collapsed->stacks, node, frames);
	if (!n)
		put_frame(collapsed, HFT_NODE_NONE);
	while (n) {
		put_frame(collapsed, frames[--n]);
		if (n)
			hft_out_write(&collapsed->stacks.out, ";", 1);
	}
	hft_line_str(&line, " ");
	hft_line_uint(&line, weight, 1, ' ');
	hft_out_line(&collapsed->stacks.out, &line);
}

/* Stacks are all that the format has: there is no place for the footer. */
static void note_remark(struct collapsed *collapsed,
			const struct hft_quality *quality)
{
	uint64_t refused = collapsed->stacks.tree.refused;
	uint64_t missing = quality->missing_records + quality->missing_entries +
			   quality->missing_exits + quality->unmatched_exits;

	if (collapsed->weight >= HFT_WEIGHT_EXITS && !quality->vm_exits)
		snprintf(collapsed->remark, sizeof(collapsed->remark),
			 "the trace has no VM exits: when recording, enable "
			 "the events kvm_x86_entry,kvm_x86_exit, too");
	else if (missing || quality->discarded_events || refused)
		snprintf(collapsed->remark, sizeof(collapsed->remark),
			 "the stacks are not complete: %llu entries and exits "
			 "are missing, LTTng discarded %llu events, %llu calls "
			 "had no room: the footer of a report tells more",
			 (unsigned long long)missing,
			 (unsigned long long)quality->discarded_events,
			 (unsigned long long)refused);
}

static const char *remark(const void *view)
{
	const struct collapsed *collapsed = view;

	return *collapsed->remark ? collapsed->remark : NULL;
}

static void finish(void *view, const struct hft_quality *quality,
		   const char *why)
{
	struct collapsed *collapsed = view;

	/* babeltrace2 tells of it. */
	(void)why;
	note_remark(collapsed, quality);
	for (uint32_t i = 0; i < collapsed->stacks.tree.nodes.n; i++)
		put_stack(collapsed, i);
	hft_out_flush(&collapsed->stacks.out);
}

const struct hft_view hft_export_collapsed = {
	.ops = &hft_stacks_ops,
	.create = create,
	.destroy = destroy,
	.finish = finish,
	.remark = remark,
	.failure = hft_stacks_failure,
};
