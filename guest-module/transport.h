/* SPDX-License-Identifier: GPL-2.0-only */
/* How function events get to the host. */
#ifndef HFT_GUEST_TRANSPORT_H
#define HFT_GUEST_TRANSPORT_H

#include "compat.h"

enum hft_transport {
	HFT_PAGE, /* by page (page.h) */
	HFT_CALL, /* by call (call.h) */
	HFT_AUTO, /* by page if a host module listens, or else by call */
	HFT_NONE, /* not at all: what fgraph costs without us */
};

/* fgraph's handlers of the transports. */
int hft_page_entry(struct ftrace_graph_ent *ent HFT_HANDLER_ARGS);
void hft_page_exit(struct ftrace_graph_ret *ret HFT_HANDLER_ARGS);
int hft_call_entry(struct ftrace_graph_ent *ent HFT_HANDLER_ARGS);
void hft_call_exit(struct ftrace_graph_ret *ret HFT_HANDLER_ARGS);

#endif
