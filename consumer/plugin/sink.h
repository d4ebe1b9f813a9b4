/* SPDX-License-Identifier: MIT */
/* The sinks, one for each view: the methods of their component classes. */
#ifndef HYPERFTRACE_SINK_H
#define HYPERFTRACE_SINK_H

#include <babeltrace2/babeltrace.h>

#include "../views/view.h"

/* The initialize method is a view's own, and calls this. */
bt_component_class_initialize_method_status
hft_sink_initialize(bt_self_component_sink *self, const bt_value *params,
		    const struct hft_view *view);
void hft_sink_finalize(bt_self_component_sink *self);
bt_component_class_sink_graph_is_configured_method_status
hft_sink_graph_is_configured(bt_self_component_sink *self);
bt_component_class_sink_consume_method_status
hft_sink_consume(bt_self_component_sink *self);

#endif
