/* SPDX-License-Identifier: MIT */
/*
 * The replay as JSON: an object whose array "events" has what happens, one
 * object each, as it comes.
 */
#ifndef HYPERFTRACE_REPLAY_JSON_H
#define HYPERFTRACE_REPLAY_JSON_H

#include "json.h"
#include "view.h"

void hft_replay_json_begin(struct hft_json *json, int64_t ts);
void hft_replay_json_lanes(struct hft_json *json, enum hft_lane_kind kind);
/* event is "enter", "exit" or "left_open". */
void hft_replay_json_call(struct hft_json *json, const char *event,
			  const struct hft_call *call);
void hft_replay_json_lost(struct hft_json *json, const struct hft_lost *lost);
void hft_replay_json_hello(struct hft_json *json, uint64_t vm,
			   const struct hft_hello *hello);
/* begun: whether there was a begin. */
void hft_replay_json_finish(struct hft_json *json, bool begun,
			    const struct hft_quality *quality, const char *why);

#endif
