/* SPDX-License-Identifier: MIT */
#include "graph-json.h"

void hft_graph_json_begin(struct hft_json *json,
			  const struct hft_graph_settings *settings)
{
	hft_json_object(json, NULL);
	hft_json_uint(json, "version", HFT_GRAPH_JSON_VERSION);
	hft_json_string(json, "view", "graph");
	hft_json_string(json, "function", settings->function);
	hft_json_string(json, "sort", hft_graph_sorts[settings->sort]);
	hft_json_string(json, "times", hft_graph_times[settings->times]);
	hft_json_real(json, "min_share", settings->min_share, 4);
}

static void put_node(struct hft_json *json, const struct hft_graph_part *part,
		     uint32_t node)
{
	const struct hft_node_counts *counts = &part->nodes->counts[node];
	uint32_t frame = part->nodes->links[node].frame;
	const struct hft_function *function =
		hft_tree_function(part->tree, frame);
	uint64_t untimed = hft_nodes_rarely(part->nodes, node).untimed;

	hft_json_object(json, NULL);
	hft_json_uint(json, "level", part->nodes->depths[node] - 1);
	hft_json_string(json, "name", hft_tree_name(part->tree, frame));
	hft_json_bool(json, "root", !function);
	hft_json_bool(json, "user", function && function->user);
	hft_json_uint(json, "calls", counts->calls + untimed);
	hft_json_uint(json, "untimed", untimed);
	hft_json_uint(json, "total_ns", counts->total);
	hft_json_uint(json, "self_ns", counts->self);
	hft_json_uint(json, "total_out_ns", counts->total_out);
	hft_json_uint(json, "self_out_ns", counts->self_out);
	hft_json_uint(json, "adjusted_total_ns", counts->total_adjusted);
	hft_json_uint(json, "adjusted_self_ns",
		      hft_nodes_self_adjusted(counts, part->quality));
	hft_json_real(json, "share", hft_graph_share(part, node), 4);
	hft_json_end_object(json);
}

void hft_graph_json_part(struct hft_json *json,
			 const struct hft_graph_part *part, const char *key)
{
	uint32_t node = HFT_NODE_TOP;

	hft_json_object(json, key);
	hft_json_uint(json, "total_ns", part->whole);
	hft_json_uint(json, "left_out", part->left_out);
	hft_json_array(json, "nodes");
	while ((node = hft_nodes_after(part->nodes, node)) != HFT_NODE_NONE)
		put_node(json, part, node);
	hft_json_end_array(json);
	hft_json_end_object(json);
}

void hft_graph_json_end(struct hft_json *json, uint64_t untimed,
			uint64_t refused, const struct hft_quality *quality,
			const char *why)
{
	hft_json_uint(json, "untimed", untimed);
	hft_json_uint(json, "refused", refused);
	hft_json_quality(json, quality, why);
	hft_json_end_object(json);
	hft_json_newline(json);
}
