/* SPDX-License-Identifier: MIT */
#include "exits-write.h"

/* It changes when a member changes its meaning, or goes. */
#define JSON_VERSION 1

static void put_stack(struct hft_json *json, const struct hft_exits *exits,
		      uint32_t node)
{
	uint32_t frames[HFT_NODES_DEPTH_MAX];
	size_t n = hft_exits_stack(exits, node, frames);

	hft_json_array(json, "stack");
	while (n-- > 0)
		hft_json_string(json, NULL,
				hft_tree_name(&exits->tree, frames[n]));
	hft_json_end_array(json);
}

static void put_spot(struct hft_json *json,
		     const struct hft_exits_writer *writer,
		     const struct hft_exits_spot *spot)
{
	const struct hft_tree *tree = &writer->exits->tree;
	const struct hft_function *function =
		hft_tree_function(tree, spot->frame);

	hft_json_object(json, NULL);
	if (writer->options->stacks) {
		put_stack(json, writer->exits, spot->node);
	} else {
		hft_json_string(json, "name", hft_tree_name(tree, spot->frame));
		hft_json_bool(json, "task", !function);
		hft_json_bool(json, "user", function && function->user);
	}
	hft_json_uint(json, "exits", spot->exits);
	hft_json_uint(json, "total_ns", spot->ns);
	hft_json_end_object(json);
}

static const char *isa_name(const struct hft_exits_reason *reason)
{
	switch (reason->isa) {
	case HFT_EXIT_VMX:
		return "vmx";
	case HFT_EXIT_SVM:
		return "svm";
	default:
		return NULL;
	}
}

static void put_reason(struct hft_json *json,
		       const struct hft_exits_writer *writer,
		       const struct hft_exits_reason *reason)
{
	const size_t *first = &writer->spots->first[reason->index];
	size_t shown = hft_exits_shown(writer, reason);
	uint64_t p99 = hft_exits_p99(reason);
	char name[HFT_EXIT_REASON_MAX];

	hft_json_object(json, NULL);
	hft_json_string(json, "name", hft_exits_name(reason, name));
	hft_json_bool(json, "tracer", reason->index == HFT_EXITS_TRACER);
	hft_json_string(json, "isa", isa_name(reason));
	if (reason->index > HFT_EXITS_OTHER)
		hft_json_uint(json, "reason", reason->reason);
	else
		hft_json_string(json, "reason", NULL);
	hft_json_uint(json, "exits", reason->exits);
	hft_json_uint(json, "total_ns", reason->ns);
	hft_json_uint(json, "avg_ns", reason->ns / reason->exits);
	if (p99 == UINT64_MAX)
		hft_json_string(json, "p99_ns", NULL);
	else
		hft_json_uint(json, "p99_ns", p99);
	hft_json_uint(json, "max_ns", reason->max);
	hft_json_array(json, writer->options->stacks ? "stacks" : "functions");
	for (size_t i = first[0]; i < first[0] + shown; i++)
		put_spot(json, writer, &writer->spots->items[i]);
	hft_json_end_array(json);
	hft_json_uint(json, "left_out", first[1] - first[0] - shown);
	hft_json_end_object(json);
}

void hft_exits_json(const struct hft_exits_writer *writer)
{
	const struct hft_exits_spots *spots = writer->spots;
	struct hft_json json = { .out = writer->out };

	hft_json_object(&json, NULL);
	hft_json_uint(&json, "version", JSON_VERSION);
	hft_json_string(&json, "view", "exits");
	hft_json_uint(&json, "exits", spots->exits);
	hft_json_uint(&json, "total_ns", spots->ns);
	hft_json_string(&json, "hint", hft_exits_hint(writer));
	hft_json_array(&json, "reasons");
	for (size_t i = 0; i < spots->n_reasons; i++)
		put_reason(&json, writer, spots->reasons[i]);
	hft_json_end_array(&json);
	hft_json_quality(&json, writer->quality, writer->why);
	hft_json_end_object(&json);
	hft_json_newline(&json);
	hft_out_flush(writer->out);
}
