/* SPDX-License-Identifier: MIT */
#ifndef HYPERFTRACE_GRAPH_TEXT_H
#define HYPERFTRACE_GRAPH_TEXT_H

#include "graph-part.h"
#include "out.h"

void hft_graph_text_begin(struct hft_out *out,
			  const struct hft_graph_settings *settings);

/* A tree, with headings; title is a comment before them, or NULL. */
void hft_graph_text_part(struct hft_out *out, const struct hft_graph_part *part,
			 const char *title);

/* How many calls of the function are in another call of it. */
void hft_graph_text_recursive(struct hft_out *out, uint64_t n);

/* What is said of all: how many calls have no times, or no node. */
void hft_graph_text_end(struct hft_out *out, uint64_t untimed,
			uint64_t refused);

#endif
