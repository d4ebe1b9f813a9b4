/* SPDX-License-Identifier: MIT */
/* The trace as a tree of calls, in the style of function_graph. */
#ifndef HYPERFTRACE_REPLAY_H
#define HYPERFTRACE_REPLAY_H

#include "view.h"

extern const struct hft_view hft_replay_view;

#endif
