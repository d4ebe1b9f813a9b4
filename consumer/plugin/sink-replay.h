/* SPDX-License-Identifier: MIT */
/* sink.hyperftrace.replay: the methods of the component class. */
#ifndef HYPERFTRACE_SINK_REPLAY_H
#define HYPERFTRACE_SINK_REPLAY_H

#include <babeltrace2/babeltrace.h>

bt_component_class_initialize_method_status
hft_sink_replay_initialize(bt_self_component_sink *self,
			   bt_self_component_sink_configuration *configuration,
			   const bt_value *params, void *data);
void hft_sink_replay_finalize(bt_self_component_sink *self);
bt_component_class_sink_graph_is_configured_method_status
hft_sink_replay_graph_is_configured(bt_self_component_sink *self);
bt_component_class_sink_consume_method_status
hft_sink_replay_consume(bt_self_component_sink *self);

#endif
