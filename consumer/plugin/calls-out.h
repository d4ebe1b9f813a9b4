/* SPDX-License-Identifier: MIT */
/*
 * Messages of babeltrace2 out of what is told: a trace for each VM, whose
 * environment and events are those that Trace Compass draws call stacks of.
 * They wait here until somebody takes them.
 */
#ifndef HYPERFTRACE_CALLS_OUT_H
#define HYPERFTRACE_CALLS_OUT_H

#include <babeltrace2/babeltrace.h>

#include "../engine/engine.h"
#include "../engine/told.h"

struct hft_calls_out;

/* Make one for a message iterator. NULL if there is no memory. */
struct hft_calls_out *hft_calls_out_create(bt_self_message_iterator *self);
void hft_calls_out_destroy(struct hft_calls_out *out);

/*
 * Add what is told; times that are behind the last one are moved there. Return
 * 0, or -1 if there is no memory, after which nothing more makes sense.
 */
int hft_calls_out_told(struct hft_calls_out *out, const struct hft_told *told);
/* Events or packets are lost, nobody knows of what: of the last VM, then. */
int hft_calls_out_lost(struct hft_calls_out *out, const struct hft_lost *lost);
int hft_calls_out_end(struct hft_calls_out *out);

/* Take the first of the messages that wait, or NULL: the caller's then. */
const bt_message *hft_calls_out_take(struct hft_calls_out *out);

#endif
