/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "exits-write.h"

const char *hft_exits_hint(const struct hft_exits_writer *writer)
{
	if (writer->spots->exits)
		return NULL;
	if (writer->quality->vm_exits)
		return "no VM exit of the trace passes the filters";
	return "the trace has no VM exits: when recording, enable the events "
	       "kvm_x86_entry,kvm_x86_exit, too";
}

size_t hft_exits_shown(const struct hft_exits_writer *writer,
		       const struct hft_exits_reason *reason)
{
	const size_t *first = &writer->spots->first[reason->index];
	uint64_t top = writer->options->top;

	if (!top)
		top = HFT_EXITS_TOP;
	return first[1] - first[0] < top ? first[1] - first[0] : top;
}

size_t hft_exits_stack(const struct hft_exits *exits, uint32_t node,
		       uint32_t frames[HFT_NODES_DEPTH_MAX])
{
	const struct hft_node_links *links = exits->tree.nodes.links;
	size_t n = 0;

	for (; node != HFT_NODE_TOP; node = links[node].parent)
		frames[n++] = links[node].frame;
	return n;
}

static void write_frame(struct hft_out *out, const char *name)
{
	size_t n;

	while (name[n = strcspn(name, ";")]) {
		hft_out_write(out, name, n);
		hft_out_write(out, ":", 1);
		name += n + 1;
	}
	hft_out_write(out, name, n);
}

void hft_exits_write_stack(const struct hft_exits_writer *writer, uint32_t node)
{
	uint32_t frames[HFT_NODES_DEPTH_MAX];
	size_t n = hft_exits_stack(writer->exits, node, frames);

	while (n-- > 0) {
		write_frame(writer->out,
			    hft_tree_name(&writer->exits->tree, frames[n]));
		if (n)
			hft_out_write(writer->out, ";", 1);
	}
}

void hft_exits_collapsed(const struct hft_exits_writer *writer)
{
	const struct hft_exits_spots *spots = writer->spots;
	const char *hint = hft_exits_hint(writer);
	char name[HFT_EXIT_REASON_MAX];

	if (hint)
		hft_out_format(writer->out, "# %s\n", hint);
	for (size_t i = 0; i < spots->n_reasons; i++) {
		const size_t *first = &spots->first[spots->reasons[i]->index];

		hft_exits_name(spots->reasons[i], name);
		for (size_t j = first[0]; j < first[1]; j++) {
			const struct hft_exits_spot *spot = &spots->items[j];

			hft_exits_write_stack(writer, spot->node);
			hft_out_format(writer->out, ";[%s] %" PRIu64 "\n", name,
				       writer->options->value == HFT_EXITS_COUNT
					       ? spot->exits
					       : spot->ns);
		}
	}
	hft_out_flush(writer->out);
}
