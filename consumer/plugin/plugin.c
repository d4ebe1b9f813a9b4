/* SPDX-License-Identifier: MIT */
/* What babeltrace2 finds when it opens the plugin. */
#include <babeltrace2/babeltrace.h>

#include "../views/export.h"
#include "../views/graph.h"
#include "../views/exits.h"
#include "../views/replay.h"
#include "../views/report.h"
#include "../views/timeline.h"
#include "filter-calls.h"
#include "sink.h"

/* clang-format off: the macros come without semicolons in their definition */
BT_PLUGIN_MODULE();
BT_PLUGIN(hyperftrace);
BT_PLUGIN_DESCRIPTION("What virtual machines do, function by function");
BT_PLUGIN_LICENSE("MIT");

#define SINK(name, description)                                               \
	static bt_component_class_initialize_method_status initialize_##name( \
		bt_self_component_sink *self,                                 \
		bt_self_component_sink_configuration *config,                 \
		const bt_value *params, void *data)                           \
	{                                                                     \
		(void)config;                                                 \
		(void)data;                                                   \
		return hft_sink_initialize(self, params, &hft_##name##_view); \
	}                                                                     \
	BT_PLUGIN_SINK_COMPONENT_CLASS(name, hft_sink_consume);               \
	BT_PLUGIN_SINK_COMPONENT_CLASS_DESCRIPTION(name, description);        \
	BT_PLUGIN_SINK_COMPONENT_CLASS_HELP(                                  \
		name, "See babeltrace2-sink.hyperftrace." #name "(7)");       \
	BT_PLUGIN_SINK_COMPONENT_CLASS_INITIALIZE_METHOD(name,                \
							 initialize_##name);  \
	BT_PLUGIN_SINK_COMPONENT_CLASS_FINALIZE_METHOD(name,                  \
						       hft_sink_finalize);    \
	BT_PLUGIN_SINK_COMPONENT_CLASS_GRAPH_IS_CONFIGURED_METHOD(            \
		name, hft_sink_graph_is_configured)

SINK(replay, "Print a guest's calls as Linux's function_graph tracer does");
SINK(timeline, "Show when what happened: a boot at a glance");
SINK(report, "Tell how often and how long each function ran");
SINK(export, "Write files for other programs that show calls");
SINK(graph, "Show who calls whom, with shares");
SINK(exits, "Charge VM exits to the calls of the guest");

BT_PLUGIN_FILTER_COMPONENT_CLASS(calls, hft_filter_calls_next);
BT_PLUGIN_FILTER_COMPONENT_CLASS_DESCRIPTION(
	calls, "Make calls of what guests tell, as events for any component");
BT_PLUGIN_FILTER_COMPONENT_CLASS_HELP(
	calls, "See babeltrace2-filter.hyperftrace.calls(7)");
BT_PLUGIN_FILTER_COMPONENT_CLASS_INITIALIZE_METHOD(calls,
						   hft_filter_calls_initialize);
BT_PLUGIN_FILTER_COMPONENT_CLASS_FINALIZE_METHOD(calls,
						 hft_filter_calls_finalize);
BT_PLUGIN_FILTER_COMPONENT_CLASS_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD(
	calls, hft_filter_calls_iterator_initialize);
BT_PLUGIN_FILTER_COMPONENT_CLASS_MESSAGE_ITERATOR_CLASS_FINALIZE_METHOD(
	calls, hft_filter_calls_iterator_finalize);
