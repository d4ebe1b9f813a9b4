/* SPDX-License-Identifier: MIT */
/*
 * What is read, on its way to the engine and its view: at once, or through a
 * queue to a thread of their own. Either way they see the same in the same
 * order, so what the view writes is the same to the byte.
 */
#ifndef HYPERFTRACE_FEED_H
#define HYPERFTRACE_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "../engine/told.h"
#include "../views/view.h"

struct hft_feed;

/*
 * Make a feed for an engine and the view that it tells, which are used until
 * hft_feed_stop(). Returns NULL if there is no memory or no thread.
 */
struct hft_feed *hft_feed_create(struct hft_engine *engine,
				 const struct hft_view *view, void *view_data,
				 bool threaded);
/* Stops it. NULL is ignored. */
void hft_feed_destroy(struct hft_feed *feed);

/*
 * What is read, in the order of the trace. Each returns 0, or -ENOMEM, which
 * may be of something earlier.
 */

/* The first event has this time in ns, and nothing can be older. */
int hft_feed_begin(struct hft_feed *feed, int64_t ts);
/* What lanes are from here on. */
int hft_feed_lanes(struct hft_feed *feed, enum hft_lane_kind kind);
int hft_feed_hypercall(struct hft_feed *feed,
		       const struct hft_hypercall *hypercall);
int hft_feed_page(struct hft_feed *feed, const struct hft_page *page);
int hft_feed_transition(struct hft_feed *feed,
			const struct hft_transition *transition);
int hft_feed_told(struct hft_feed *feed, const struct hft_told *told);
int hft_feed_lost(struct hft_feed *feed, const struct hft_lost *lost);

/* Nothing is there to be read for a while: what was is not to wait. */
void hft_feed_push(struct hft_feed *feed);

/*
 * The trace ends: tell what was held back; if nothing was told of, the view
 * begins with this time, if there is one. Returns 0 or -ENOMEM.
 */
int hft_feed_end(struct hft_feed *feed, bool has_ts, int64_t ts);

/*
 * Wait until the engine has all that was read. From then on it is the
 * caller's, and nothing more can be fed.
 */
void hft_feed_stop(struct hft_feed *feed);

/* The view's failure() so far. */
int hft_feed_failure(const struct hft_feed *feed);

/* After hft_feed_stop(): when the view began, if it did. */
bool hft_feed_begun(const struct hft_feed *feed, int64_t *ts);

#endif
