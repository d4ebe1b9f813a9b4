/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HFT_GUEST_FGRAPH_H
#define HFT_GUEST_FGRAPH_H

#include <linux/types.h>

/* Nothing is sent while this is false: see hft_fgraph_start(). */
extern bool hft_armed;

/* Resolve what fgraph needs. 0, or an errno with a line in the log. */
int hft_fgraph_init(void);

/*
 * Hook every function that the filter lets through (filter.h), unarmed: the
 * handlers run while the kernel is still patching tens of thousands of
 * functions, and would send a million of its own calls. 0, or an errno with a
 * line in the log.
 */
int hft_fgraph_start(void);

/* Returns when no handler is running nor can start to. */
void hft_fgraph_stop(void);

/* Send events, or stop to. The caller serialises. */
void hft_fgraph_arm(bool arm);

/*
 * What ftrace_set_filter() is to act on: our own fgraph_ops, or NULL where all
 * users of fgraph share the global filter.
 */
struct ftrace_ops *hft_fgraph_ftrace_ops(void);

#endif
