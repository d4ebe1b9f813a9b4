/* SPDX-License-Identifier: MIT */
/* Who calls whom: all stacks as one tree, or those around one function. */
#ifndef HYPERFTRACE_GRAPH_H
#define HYPERFTRACE_GRAPH_H

#include "view.h"

extern const struct hft_view hft_graph_view;

#endif
