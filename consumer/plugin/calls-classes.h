/* SPDX-License-Identifier: MIT */
/* The classes of filter.hyperftrace.calls's traces, streams and events. */
#ifndef HYPERFTRACE_CALLS_CLASSES_H
#define HYPERFTRACE_CALLS_CLASSES_H

#include <babeltrace2/babeltrace.h>

#include "told-event.h"

struct hft_calls_classes {
	bt_trace_class *trace;
	bt_stream_class *stream;
	bt_event_class *events[HFT_TOLD_KINDS];
};

/* Returns 0, or -1 if there is no memory. */
int hft_calls_classes_init(struct hft_calls_classes *classes,
			   bt_self_component *self);
void hft_calls_classes_deinit(struct hft_calls_classes *classes);

/* Make the trace of a VM. NULL if there is no memory. */
bt_trace *hft_calls_trace(const struct hft_calls_classes *classes, uint64_t vm);

/* Set the fields of an event of a kind. Returns 0, or -1: no memory. */
int hft_calls_fill(bt_event *event, const struct hft_told *told);

#endif
