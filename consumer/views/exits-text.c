/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "exits-write.h"
#include "report-cells.h"

#define SHARE_WIDTH 7

static void put_count(struct hft_line *line, uint64_t n)
{
	hft_line_mem(line, " ", 1);
	hft_line_uint(line, n, HFT_CELL_WIDTH, ' ');
}

static void write_reason_heads(struct hft_out *out)
{
	struct hft_line line;

	line.length = 0;
	hft_cell(&line, "EXITS", HFT_CELL_WIDTH);
	hft_cell(&line, "EXITS%", SHARE_WIDTH);
	hft_cell(&line, "TIME", HFT_CELL_WIDTH);
	hft_cell(&line, "TIME%", SHARE_WIDTH);
	hft_cell(&line, "AVERAGE", HFT_CELL_WIDTH);
	hft_cell(&line, "P99", HFT_CELL_WIDTH);
	hft_cell(&line, "MAX", HFT_CELL_WIDTH);
	hft_line_str(&line, "  REASON");
	hft_comment(&line);
	hft_out_line(out, &line);
}

static void write_reason(const struct hft_exits_writer *writer,
			 const struct hft_exits_reason *reason)
{
	uint64_t p99 = hft_exits_p99(reason);
	char name[HFT_EXIT_REASON_MAX];
	struct hft_line line;

	line.length = 0;
	put_count(&line, reason->exits);
	hft_cell_share(&line, reason->exits, writer->spots->exits);
	hft_cell_time(&line, "", reason->ns);
	hft_cell_share(&line, reason->ns, writer->spots->ns);
	hft_cell_time(&line, "", reason->ns / reason->exits);
	if (p99 == UINT64_MAX)
		hft_cell(&line, "-", HFT_CELL_WIDTH);
	else
		hft_cell_time(&line, "", p99);
	hft_cell_time(&line, "", reason->max);
	hft_line_str(&line, "  ");
	hft_line_str(&line, hft_exits_name(reason, name));
	hft_out_line(writer->out, &line);
}

static void write_reasons(const struct hft_exits_writer *writer)
{
	const struct hft_exits_spots *spots = writer->spots;
	struct hft_line line;

	write_reason_heads(writer->out);
	for (size_t i = 0; i < spots->n_reasons; i++)
		write_reason(writer, spots->reasons[i]);
	line.length = 0;
	hft_line_str(&line, "# ");
	hft_put_number(&line, spots->exits, "VM exit, ", "VM exits, ");
	hft_put_duration(&line, spots->ns);
	hft_line_str(&line, " on the host");
	hft_out_line(writer->out, &line);
}

static void put_function(struct hft_line *line, const struct hft_tree *tree,
			 uint32_t frame)
{
	const struct hft_function *function = hft_tree_function(tree, frame);

	hft_line_str(line, hft_tree_name(tree, frame));
	if (!function && frame != HFT_FRAME_OTHER)
		hft_line_str(line, " (task)");
	else if (function && function->user)
		hft_line_str(line, " (user)");
}

static void write_spot(const struct hft_exits_writer *writer,
		       const struct hft_exits_reason *reason,
		       const struct hft_exits_spot *spot)
{
	struct hft_line line;

	line.length = 0;
	put_count(&line, spot->exits);
	hft_cell_time(&line, "", spot->ns);
	hft_cell_share(&line, spot->ns, reason->ns);
	hft_line_str(&line, "  ");
	if (writer->options->stacks) {
		hft_out_write(writer->out, line.text, line.length);
		hft_exits_write_stack(writer, spot->node);
		line.length = 0;
	} else {
		put_function(&line, &writer->exits->tree, spot->frame);
	}
	hft_out_line(writer->out, &line);
}

static void write_spot_heads(const struct hft_exits_writer *writer,
			     const struct hft_exits_reason *reason)
{
	char name[HFT_EXIT_REASON_MAX];
	struct hft_line line;

	hft_out_format(writer->out, "\n# %s\n", hft_exits_name(reason, name));
	line.length = 0;
	hft_cell(&line, "EXITS", HFT_CELL_WIDTH);
	hft_cell(&line, "TIME", HFT_CELL_WIDTH);
	hft_cell(&line, "TIME%", SHARE_WIDTH);
	hft_line_str(&line, writer->options->stacks ? "  STACK" : "  FUNCTION");
	hft_comment(&line);
	hft_out_line(writer->out, &line);
}

static void write_spots(const struct hft_exits_writer *writer,
			const struct hft_exits_reason *reason)
{
	const size_t *first = &writer->spots->first[reason->index];
	size_t shown = hft_exits_shown(writer, reason);
	bool stacks = writer->options->stacks;
	struct hft_line line;

	if (!shown)
		return;
	write_spot_heads(writer, reason);
	for (size_t i = first[0]; i < first[0] + shown; i++)
		write_spot(writer, reason, &writer->spots->items[i]);
	if (first[1] - first[0] == shown)
		return;
	line.length = 0;
	hft_line_str(&line, "# ");
	hft_put_number(&line, first[1] - first[0] - shown,
		       stacks ? "stack" : "function",
		       stacks ? "stacks" : "functions");
	hft_line_str(&line, " left out: see top");
	hft_out_line(writer->out, &line);
}

void hft_exits_text(const struct hft_exits_writer *writer)
{
	const struct hft_exits_spots *spots = writer->spots;
	const char *hint = hft_exits_hint(writer);

	hft_out_format(writer->out, "# hyperftrace exits\n");
	if (hint)
		hft_out_format(writer->out, "# %s\n", hint);
	else
		write_reasons(writer);
	for (size_t i = 0; i < spots->n_reasons; i++)
		write_spots(writer, spots->reasons[i]);
	if (!hint)
		hft_out_format(writer->out, "\n");
	hft_out_footer(writer->out, writer->quality, writer->why);
}
