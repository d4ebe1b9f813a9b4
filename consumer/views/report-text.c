/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "report-cells.h"
#include "report-text.h"

#define SHARE_WIDTH 7

void hft_report_text_begin(struct hft_out *out)
{
	hft_out_format(out, "# hyperftrace report\n");
}

static void put_named(struct hft_line *line, const char *comm, const char *what,
		      uint32_t number)
{
	hft_line_str(line, *comm ? comm : what);
	hft_line_mem(line, *comm ? "-" : " ", 1);
	hft_line_uint(line, number, 1, ' ');
}

static void put_task(struct hft_line *line,
		     const struct hft_report_group *group)
{
	if (!group->known) {
		hft_line_str(line, "task without a name on vCPU ");
		hft_line_uint(line, group->vcpu, 1, ' ');
		return;
	}
	if (!group->name.tid) {
		hft_line_str(line, "<idle> on vCPU ");
		hft_line_uint(line, group->vcpu, 1, ' ');
		return;
	}
	put_named(line, group->comm, "task", group->name.tid);
	if (group->name.tgid == group->name.tid)
		return;
	hft_line_str(line, " (process ");
	if (*group->process) {
		hft_line_str(line, group->process);
		hft_line_mem(line, "-", 1);
	}
	hft_line_uint(line, group->name.tgid, 1, ' ');
	hft_line_mem(line, ")", 1);
}

static void put_process(struct hft_line *line,
			const struct hft_report_group *group)
{
	if (!group->known)
		hft_line_str(line, "tasks without a name");
	else if (!group->name.tgid)
		hft_line_str(line, "<idle>");
	else
		put_named(line, group->process, "process", group->name.tgid);
}

static void write_title(struct hft_out *out, enum hft_report_by by,
			const struct hft_report_group *group)
{
	struct hft_line line;

	line.length = 0;
	hft_line_str(&line, "\n# ");
	if (!group->index) {
		hft_line_str(&line, "(other): beyond what has room of its own");
	} else {
		if (by == HFT_REPORT_BY_TASK)
			put_task(&line, group);
		else
			put_process(&line, group);
		hft_line_str(&line, ", VM ");
		if (group->key.vm == (uint64_t)-1)
			hft_line_mem(&line, "?", 1);
		else
			hft_line_uint(&line, group->key.vm, 1, ' ');
	}
	hft_out_line(out, &line);
}

static void write_heads(struct hft_out *out,
			const struct hft_report_settings *settings)
{
	struct hft_line line;

	line.length = 0;
	for (size_t i = 0; i < settings->n_columns; i++) {
		unsigned int column = settings->columns[i];

		if (column == HFT_COLUMN_SHARE)
			hft_cell(&line, "SELF%", SHARE_WIDTH);
		else
			hft_cell(&line, hft_figures[column].heading,
				 HFT_CELL_WIDTH);
	}
	hft_line_str(&line, "  FUNCTION");
	hft_comment(&line);
	hft_out_line(out, &line);
}

static void write_row(struct hft_out *out,
		      const struct hft_report_settings *settings,
		      const struct hft_report_section *section,
		      const struct hft_report_row *row)
{
	struct hft_line line;

	line.length = 0;
	for (size_t i = 0; i < settings->n_columns; i++) {
		unsigned int column = settings->columns[i];

		if (column == HFT_COLUMN_SHARE)
			hft_cell_share(&line, row->figures[HFT_FIGURE_SELF],
				       section->self);
		else
			hft_cell_figure(&line, row, column);
	}
	hft_cell_name(&line, row);
	hft_out_line(out, &line);
}

static void write_sums(struct hft_out *out,
		       const struct hft_report_section *section)
{
	struct hft_line line;

	line.length = 0;
	hft_line_str(&line, "# ");
	hft_put_number(&line, section->n, "function, ", "functions, ");
	hft_put_number(&line, section->calls, "call, ", "calls, ");
	hft_put_duration(&line, section->self);
	hft_line_str(&line, " of self time");
	if (section->shown < section->n) {
		hft_line_str(&line, "; ");
		hft_put_number(&line, section->n - section->shown, "function",
			       "functions");
		hft_line_str(&line, " left out");
	}
	hft_out_line(out, &line);
}

static void write_doubts(struct hft_out *out,
			 const struct hft_report_section *section)
{
	struct hft_line line;

	line.length = 0;
	if (section->untimed) {
		hft_line_str(&line, "# ");
		hft_put_number(&line, section->untimed, "call has",
			       "calls have");
		hft_line_str(&line, " no duration: the entry or the exit is "
				    "not in the trace");
		hft_out_line(out, &line);
	}
	if (section->without_p99) {
		hft_line_str(&line, "# ");
		hft_put_number(&line, section->without_p99, "function has",
			       "functions have");
		hft_line_str(&line, " no p99: there was no room for more");
		hft_out_line(out, &line);
	}
}

void hft_report_text_section(struct hft_out *out,
			     const struct hft_report_settings *settings,
			     const struct hft_report_section *section)
{
	if (settings->by != HFT_REPORT_BY_FUNCTION)
		write_title(out, settings->by, section->group);
	write_heads(out, settings);
	for (size_t i = 0; i < section->shown; i++)
		write_row(out, settings, section, &section->rows[i]);
	write_sums(out, section);
	write_doubts(out, section);
}

void hft_report_text_end(struct hft_out *out,
			 const struct hft_report_settings *settings,
			 const struct hft_quality *quality, const char *why)
{
	/* It is of all sections. */
	if (settings->by != HFT_REPORT_BY_FUNCTION || settings->baseline)
		hft_out_format(out, "\n");
	if (quality->cost_in_ns || quality->cost_out_ns)
		hft_out_format(out,
			       "# tracing costs each call about %" PRIu64
			       " ns that are in its total, and %" PRIu64
			       " ns around it\n",
			       quality->cost_in_ns, quality->cost_out_ns);
	hft_out_footer(out, quality, why);
}
