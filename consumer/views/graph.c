/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "graph-around.h"
#include "graph-json.h"
#include "graph-options.h"
#include "graph-text.h"
#include "graph.h"

struct graph {
	struct hft_graph_settings settings;
	struct hft_out out;
	struct hft_json json;
	struct hft_tree tree;
};

static void destroy(void *view)
{
	struct graph *graph = view;

	hft_tree_deinit(&graph->tree);
	free(graph);
}

static void *create(const void *options, FILE *file, struct hft_error *error)
{
	struct graph *graph = calloc(1, sizeof(*graph));

	if (!graph) {
		hft_error_set(error, "out of memory");
		return NULL;
	}
	graph->out.file = file;
	graph->json.out = &graph->out;
	if (hft_graph_settings(&graph->settings, options, error)) {
		free(graph);
		return NULL;
	}
	if (hft_tree_init(&graph->tree, graph->settings.roots)) {
		hft_error_set(error, "out of memory");
		destroy(graph);
		return NULL;
	}
	return graph;
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct graph *graph = view;

	hft_tree_enter(&graph->tree, call);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	struct graph *graph = view;

	hft_tree_exit(&graph->tree, call);
}

static void on_left_open(void *view, const struct hft_call *call)
{
	struct graph *graph = view;

	hft_tree_left_open(&graph->tree, call);
}

/* A tree is written: key names it in JSON, title in a text. */
static int write_part(struct graph *graph, struct hft_nodes *nodes,
		      const struct hft_quality *quality, const char *key,
		      const char *title)
{
	struct hft_graph_part part = {
		.tree = &graph->tree,
		.nodes = nodes,
		.settings = &graph->settings,
		.quality = quality,
	};

	if (hft_graph_prepare(&part))
		return -ENOMEM;
	if (graph->settings.format == HFT_GRAPH_JSON)
		hft_graph_json_part(&graph->json, &part, key);
	else
		hft_graph_text_part(&graph->out, &part, title);
	return 0;
}

static int write_parts(struct graph *graph, struct hft_around *around,
		       const struct hft_quality *quality)
{
	bool is_json = graph->settings.format == HFT_GRAPH_JSON;

	if (!is_json && around->callees.n == 1) {
		hft_out_format(&graph->out, "# no call of it was seen: give "
					    "its name as the graph shows it\n");
		return 0;
	}
	hft_nodes_sum(&around->callees, quality);
	if (write_part(graph, &around->callers, quality, "callers",
		       "callers: below each frame, who called it; times are "
		       "the function's") ||
	    write_part(graph, &around->callees, quality, "callees",
		       "callees: below each frame, what it called"))
		return -ENOMEM;
	if (is_json)
		hft_json_uint(&graph->json, "recursive", around->recursive);
	else
		hft_graph_text_recursive(&graph->out, around->recursive);
	return 0;
}

static int write_around(struct graph *graph, const struct hft_quality *quality)
{
	struct hft_around around;
	int err = hft_around_init(&around, &graph->tree,
				  graph->settings.function);

	if (!err)
		err = write_parts(graph, &around, quality);
	hft_around_deinit(&around);
	return err;
}

static uint64_t untimed_calls(const struct hft_nodes *nodes)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < nodes->n; i++)
		n += hft_nodes_rarely(nodes, i).untimed;
	return n;
}

static void finish(void *view, const struct hft_quality *quality,
		   const char *why)
{
	struct graph *graph = view;
	bool is_json = graph->settings.format == HFT_GRAPH_JSON;
	uint64_t untimed = untimed_calls(&graph->tree.nodes);
	int err;

	hft_nodes_sum(&graph->tree.nodes, quality);
	if (is_json)
		hft_graph_json_begin(&graph->json, &graph->settings);
	else
		hft_graph_text_begin(&graph->out, &graph->settings);
	err = graph->settings.function ? write_around(graph, quality)
				       : write_part(graph, &graph->tree.nodes,
						    quality, "graph", NULL);
	if (err && !graph->out.error)
		graph->out.error = -err;
	if (is_json) {
		hft_graph_json_end(&graph->json, untimed, graph->tree.refused,
				   quality, why);
		hft_out_flush(&graph->out);
		return;
	}
	hft_graph_text_end(&graph->out, untimed, graph->tree.refused);
	hft_out_footer(&graph->out, quality, why);
}

static int failure(const void *view)
{
	const struct graph *graph = view;

	return graph->tree.nodes.out_of_memory ? ENOMEM : graph->out.error;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.left_open = on_left_open,
};

const struct hft_view hft_graph_view = {
	.ops = &ops,
	.options = hft_graph_options,
	.n_options = HFT_GRAPH_N_OPTIONS,
	.options_size = sizeof(struct hft_graph_options),
	.create = create,
	.destroy = destroy,
	.finish = finish,
	.failure = failure,
};
