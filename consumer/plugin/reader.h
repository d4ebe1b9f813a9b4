/* SPDX-License-Identifier: MIT */
/*
 * From babeltrace2's messages to the engine: what every sink has in common.
 * Errors are causes of the current thread's error, appended here.
 */
#ifndef HYPERFTRACE_READER_H
#define HYPERFTRACE_READER_H

#include <babeltrace2/babeltrace.h>

#include "feed.h"

enum hft_reader_status {
	HFT_READER_OK,
	/* Nothing now, but maybe later. */
	HFT_READER_AGAIN,
	HFT_READER_END,
	/* The trace cannot be read further; why is hft_reader_why(). */
	HFT_READER_ERROR,
};

struct hft_reader;

/*
 * Make a reader that feeds an engine; both are destroyed after it. Returns
 * NULL if there is no memory.
 */
struct hft_reader *hft_reader_create(bt_self_component *self,
				     struct hft_engine *engine,
				     struct hft_feed *feed);
void hft_reader_destroy(struct hft_reader *reader);

/* Connect to the sink's input port. Returns 0, or -1 with causes appended. */
int hft_reader_connect(struct hft_reader *reader, bt_self_component_sink *sink);

/* The same for a filter's: its message iterator and its input port. */
int hft_reader_connect_filter(struct hft_reader *reader,
			      bt_self_message_iterator *iterator,
			      bt_self_component_port_input *port);

/* Take the next messages. HFT_READER_ERROR comes with causes appended. */
enum hft_reader_status hft_reader_next(struct hft_reader *reader);

/* One line about where and why reading stopped, for the footer. */
const char *hft_reader_why(const struct hft_reader *reader);

/*
 * To be called at the end of a trace: 0, or -1 with a cause appended if it
 * had no event for us.
 */
int hft_reader_check(const struct hft_reader *reader);

#endif
