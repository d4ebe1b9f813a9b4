/* SPDX-License-Identifier: MIT */
/* filter.hyperftrace.calls: the methods of its component class. */
#ifndef HYPERFTRACE_FILTER_CALLS_H
#define HYPERFTRACE_FILTER_CALLS_H

#include <babeltrace2/babeltrace.h>

bt_component_class_initialize_method_status
hft_filter_calls_initialize(bt_self_component_filter *self,
			    bt_self_component_filter_configuration *config,
			    const bt_value *params, void *data);
void hft_filter_calls_finalize(bt_self_component_filter *self);

bt_message_iterator_class_initialize_method_status
hft_filter_calls_iterator_initialize(
	bt_self_message_iterator *self,
	bt_self_message_iterator_configuration *config,
	bt_self_component_port_output *port);
void hft_filter_calls_iterator_finalize(bt_self_message_iterator *self);
bt_message_iterator_class_next_method_status
hft_filter_calls_next(bt_self_message_iterator *self,
		      bt_message_array_const messages, uint64_t capacity,
		      uint64_t *count);

#endif
