/* SPDX-License-Identifier: MIT */
/* What babeltrace2 finds when it opens the plugin. */
#include <babeltrace2/babeltrace.h>

#include "sink-replay.h"

/* clang-format off: the macros come without semicolons in their definition */
BT_PLUGIN_MODULE();
BT_PLUGIN(hyperftrace);
BT_PLUGIN_DESCRIPTION("What virtual machines do, function by function");
BT_PLUGIN_LICENSE("MIT");

BT_PLUGIN_SINK_COMPONENT_CLASS(replay, hft_sink_replay_consume);
BT_PLUGIN_SINK_COMPONENT_CLASS_DESCRIPTION(
	replay, "Print a guest's calls as Linux's function_graph tracer does");
BT_PLUGIN_SINK_COMPONENT_CLASS_HELP(
	replay, "See babeltrace2-sink.hyperftrace.replay(7)");
BT_PLUGIN_SINK_COMPONENT_CLASS_INITIALIZE_METHOD(replay,
						 hft_sink_replay_initialize);
BT_PLUGIN_SINK_COMPONENT_CLASS_FINALIZE_METHOD(replay,
					       hft_sink_replay_finalize);
BT_PLUGIN_SINK_COMPONENT_CLASS_GRAPH_IS_CONFIGURED_METHOD(
	replay, hft_sink_replay_graph_is_configured);
