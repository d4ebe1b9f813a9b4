/* SPDX-License-Identifier: MIT */
#ifndef HYPERFTRACE_GRAPH_JSON_H
#define HYPERFTRACE_GRAPH_JSON_H

#include "graph-part.h"
#include "json.h"

/* It changes when a member changes its meaning, or goes. */
#define HFT_GRAPH_JSON_VERSION 1

void hft_graph_json_begin(struct hft_json *json,
			  const struct hft_graph_settings *settings);

/* A tree as an array of nodes, parents before their children. */
void hft_graph_json_part(struct hft_json *json,
			 const struct hft_graph_part *part, const char *key);

void hft_graph_json_end(struct hft_json *json, uint64_t untimed,
			uint64_t refused, const struct hft_quality *quality,
			const char *why);

#endif
