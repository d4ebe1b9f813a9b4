/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "graph-text.h"
#include "report-cells.h"

void hft_graph_text_begin(struct hft_out *out,
			  const struct hft_graph_settings *settings)
{
	hft_out_format(out, "# hyperftrace graph%s%s\n",
		       settings->function ? " of " : "",
		       settings->function ? settings->function : "");
	if (settings->times == HFT_GRAPH_NET)
		hft_out_format(out, "# without the time in which tasks were "
				    "switched out\n");
	else if (settings->times == HFT_GRAPH_ADJUSTED)
		hft_out_format(out, "# without what tracing cost\n");
}

static void write_heads(struct hft_out *out)
{
	struct hft_line line;

	line.length = 0;
	hft_cell(&line, "TOTAL", HFT_CELL_WIDTH);
	hft_cell(&line, "SELF", HFT_CELL_WIDTH);
	hft_cell(&line, "TOTAL%", 7);
	hft_cell(&line, "CALLS", HFT_CELL_WIDTH);
	hft_line_str(&line, "  FUNCTION");
	hft_comment(&line);
	hft_out_line(out, &line);
}

/* more: of each level, whether the branch goes on below the line. */
static void put_branches(struct hft_line *line, const bool *more,
			 uint16_t level)
{
	hft_line_str(line, "  ");
	for (uint16_t i = 2; i < level; i++)
		hft_line_str(line, more[i] ? "| " : "  ");
	if (level > 1)
		hft_line_str(line, "+-");
}

static void put_frame(struct hft_line *line, const struct hft_tree *tree,
		      uint32_t frame)
{
	const struct hft_function *function = hft_tree_function(tree, frame);

	hft_line_str(line, hft_tree_name(tree, frame));
	if (function && function->user)
		hft_line_str(line, " (user)");
}

/* Roots have no calls of their own. */
static void put_own(struct hft_line *line, const struct hft_graph_part *part,
		    uint32_t node)
{
	uint64_t total = hft_graph_total(part, node);
	uint64_t self = hft_graph_self(part, node);
	uint64_t calls = hft_graph_calls(part, node);

	if (!calls && !self) {
		hft_cell(line, "", HFT_CELL_WIDTH);
		hft_cell_share(line, total, part->whole);
		hft_cell(line, "", HFT_CELL_WIDTH);
		return;
	}
	hft_cell_time(line, "", self);
	hft_cell_share(line, total, part->whole);
	hft_line_mem(line, " ", 1);
	hft_line_uint(line, calls, HFT_CELL_WIDTH, ' ');
}

static void write_node(struct hft_out *out, const struct hft_graph_part *part,
		       uint32_t node, const bool *more)
{
	struct hft_line line;

	line.length = 0;
	hft_cell_time(&line, "", hft_graph_total(part, node));
	put_own(&line, part, node);
	put_branches(&line, more, part->nodes->depths[node]);
	put_frame(&line, part->tree, part->nodes->links[node].frame);
	hft_out_line(out, &line);
}

void hft_graph_text_part(struct hft_out *out, const struct hft_graph_part *part,
			 const char *title)
{
	const struct hft_nodes *nodes = part->nodes;
	bool more[HFT_NODES_DEPTH_MAX + 1];
	uint32_t node = HFT_NODE_TOP;
	struct hft_line line;

	if (title)
		hft_out_format(out, "\n# %s\n", title);
	write_heads(out);
	while ((node = hft_nodes_after(nodes, node)) != HFT_NODE_NONE) {
		more[nodes->depths[node]] =
			nodes->links[node].next != HFT_NODE_NONE;
		write_node(out, part, node, more);
	}
	if (!part->left_out)
		return;
	line.length = 0;
	hft_line_str(&line, "# ");
	hft_put_number(&line, part->left_out, "stack", "stacks");
	hft_out_format(out,
		       "%.*s with less than %.6g%% left out: see "
		       "min-share\n",
		       (int)line.length, line.text, part->settings->min_share);
}

void hft_graph_text_recursive(struct hft_out *out, uint64_t n)
{
	struct hft_line line;

	if (!n)
		return;
	line.length = 0;
	hft_line_str(&line, "# ");
	hft_put_number(&line, n, "of its calls is", "of its calls are");
	hft_line_str(&line, " inside of another one, and part of it");
	hft_out_line(out, &line);
}

void hft_graph_text_end(struct hft_out *out, uint64_t untimed, uint64_t refused)
{
	struct hft_line line;

	line.length = 0;
	if (untimed) {
		hft_line_str(&line, "# ");
		hft_put_number(&line, untimed, "call has", "calls have");
		hft_line_str(&line, " no duration: the entry or the exit is "
				    "not in the trace");
		hft_out_line(out, &line);
	}
	if (refused)
		hft_out_format(out,
			       "# calls that are counted as part of their "
			       "callers: %" PRIu64 ", beyond %d stacks or %d "
			       "levels\n",
			       refused, HFT_NODES_MAX, HFT_NODES_DEPTH_MAX);
}
