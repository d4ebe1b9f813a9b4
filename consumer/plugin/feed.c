/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "feed.h"
#include "queue.h"

enum kind {
	KIND_BEGIN,
	KIND_LANES,
	KIND_HYPERCALL,
	KIND_PAGE,
	KIND_TRANSITION,
	KIND_LOST,
	KIND_TOLD,
	KIND_END,
};

struct item {
	enum kind kind;
	union {
		int64_t begin;
		enum hft_lane_kind lanes;
		struct hft_hypercall hypercall;
		/* Its words are behind the item. */
		struct hft_page page;
		struct hft_transition transition;
		struct hft_lost lost;
		const struct hft_told *told;
		struct {
			bool has_ts;
			int64_t ts;
		} end;
	};
};

struct hft_feed {
	struct hft_engine *engine;
	const struct hft_view *view;
	void *view_data;
	/* The view was told when the trace begins. */
	bool begun;
	int64_t begin;
	bool lanes_known;
	enum hft_lane_kind lanes;
	/* Of the engine: 0 or -ENOMEM; and of the view: errno. */
	atomic_int error;
	atomic_int failure;
	/* NULL where there is no thread. */
	struct hft_queue *queue;
	pthread_t thread;
};

/* The first thing is known that the view is to show. */
static void begin(struct hft_feed *feed, int64_t ts)
{
	if (feed->begun)
		return;
	feed->begun = true;
	feed->begin = ts;
	if (feed->view->begin)
		feed->view->begin(feed->view_data, ts);
	if (feed->lanes_known && feed->view->lanes)
		feed->view->lanes(feed->view_data, feed->lanes);
}

static int64_t on_begin(void *data, int64_t ts)
{
	struct hft_feed *feed = data;

	begin(feed, ts);
	return feed->begin;
}

/* What names the lanes: the view hears of it when it has begun. */
static void take_lanes(struct hft_feed *feed, enum hft_lane_kind kind)
{
	feed->lanes_known = true;
	feed->lanes = kind;
	if (feed->begun && feed->view->lanes)
		feed->view->lanes(feed->view_data, kind);
}

static int take_end(struct hft_feed *feed, const struct item *item)
{
	int err = hft_engine_flush(feed->engine);

	/* Pages that nothing could be told of, and nothing else. */
	if (!err && item->end.has_ts)
		begin(feed, item->end.ts);
	return err;
}

static int take(struct hft_feed *feed, const struct item *item)
{
	switch (item->kind) {
	case KIND_BEGIN:
		begin(feed, item->begin);
		return 0;
	case KIND_LANES:
		take_lanes(feed, item->lanes);
		return 0;
	case KIND_HYPERCALL:
		return hft_engine_hypercall(feed->engine, &item->hypercall);
	case KIND_PAGE:
		return hft_engine_page(feed->engine, &item->page);
	case KIND_TRANSITION:
		return hft_engine_transition(feed->engine, &item->transition);
	case KIND_LOST:
		return hft_engine_lost(feed->engine, &item->lost);
	case KIND_TOLD:
		return hft_engine_told(feed->engine, item->told);
	case KIND_END:
		return take_end(feed, item);
	}
	return 0;
}

static void work_on(struct hft_feed *feed, const struct item *item)
{
	int err;

	if (atomic_load(&feed->error))
		return;
	err = take(feed, item);
	if (err)
		atomic_store(&feed->error, err);
	atomic_store_explicit(&feed->failure,
			      feed->view->failure(feed->view_data),
			      memory_order_relaxed);
}

/* What was told, with its strings one behind the other. */
struct told {
	struct hft_told told;
	char strings[4096];
};

/* One that has no room is cut: it is no name of ours. */
static char *give_string(char *to, const char *string)
{
	size_t n = string ? strnlen(string, 1364) : 0;

	memcpy(to, string ? string : "", n);
	to[n] = '\0';
	return to + n + 1;
}

/* Returns how many bytes of the copy are used. */
static size_t give_told(struct told *copy, const struct hft_told *told)
{
	char *end = copy->strings;

	copy->told = *told;
	end = give_string(end, told->name);
	end = give_string(end, told->comm);
	end = give_string(end, told->process);
	return end - (char *)copy;
}

/* Those that were NULL stay it. */
static const char *take_string(const char **string, const char *from)
{
	if (*string)
		*string = from;
	return from + strlen(from) + 1;
}

static void take_told(struct hft_told *told, const struct told *copy)
{
	const char *from = copy->strings;

	*told = copy->told;
	from = take_string(&told->name, from);
	from = take_string(&told->comm, from);
	take_string(&told->process, from);
}

/* The words of a queued page are where the queue has put them. */
static void *work(void *data)
{
	struct hft_feed *feed = data;
	const struct hft_queued *queued;
	struct hft_told told;
	struct item item;

	while ((queued = hft_queue_take(feed->queue))) {
		memcpy(&item, queued->data, sizeof(item));
		if (item.kind == KIND_PAGE && item.page.words)
			item.page.words =
				(const void *)(queued->data + sizeof(item));
		if (item.kind == KIND_TOLD) {
			take_told(&told,
				  (const void *)(queued->data + sizeof(item)));
			item.told = &told;
		}
		work_on(feed, &item);
	}
	return NULL;
}

static int give(struct hft_feed *feed, const struct item *item)
{
	const void *words = NULL;
	struct told told;
	size_t bytes = 0;
	int err = atomic_load(&feed->error);

	if (err)
		return err;
	if (!feed->queue) {
		work_on(feed, item);
		return atomic_load(&feed->error);
	}
	if (item->kind == KIND_PAGE && item->page.words) {
		words = item->page.words;
		bytes = item->page.n_words * sizeof(*item->page.words);
	}
	if (item->kind == KIND_TOLD) {
		words = &told;
		bytes = give_told(&told, item->told);
	}
	return hft_queue_add(feed->queue, item, sizeof(*item), words, bytes);
}

struct hft_feed *hft_feed_create(struct hft_engine *engine,
				 const struct hft_view *view, void *view_data,
				 bool threaded)
{
	struct hft_feed *feed = calloc(1, sizeof(*feed));

	if (!feed)
		return NULL;
	feed->engine = engine;
	feed->view = view;
	feed->view_data = view_data;
	hft_engine_on_begin(engine, on_begin, feed);
	if (!threaded)
		return feed;
	feed->queue = hft_queue_create();
	if (feed->queue && !pthread_create(&feed->thread, NULL, work, feed))
		return feed;
	hft_queue_destroy(feed->queue);
	free(feed);
	return NULL;
}

void hft_feed_stop(struct hft_feed *feed)
{
	if (!feed->queue)
		return;
	hft_queue_close(feed->queue);
	pthread_join(feed->thread, NULL);
	hft_queue_destroy(feed->queue);
	feed->queue = NULL;
}

void hft_feed_destroy(struct hft_feed *feed)
{
	if (!feed)
		return;
	hft_feed_stop(feed);
	free(feed);
}

int hft_feed_begin(struct hft_feed *feed, int64_t ts)
{
	return give(feed, &(struct item){ KIND_BEGIN, .begin = ts });
}

int hft_feed_lanes(struct hft_feed *feed, enum hft_lane_kind kind)
{
	return give(feed, &(struct item){ KIND_LANES, .lanes = kind });
}

int hft_feed_hypercall(struct hft_feed *feed,
		       const struct hft_hypercall *hypercall)
{
	return give(feed,
		    &(struct item){ KIND_HYPERCALL, .hypercall = *hypercall });
}

int hft_feed_page(struct hft_feed *feed, const struct hft_page *page)
{
	return give(feed, &(struct item){ KIND_PAGE, .page = *page });
}

int hft_feed_transition(struct hft_feed *feed,
			const struct hft_transition *transition)
{
	return give(feed, &(struct item){ KIND_TRANSITION,
					  .transition = *transition });
}

int hft_feed_lost(struct hft_feed *feed, const struct hft_lost *lost)
{
	return give(feed, &(struct item){ KIND_LOST, .lost = *lost });
}

int hft_feed_told(struct hft_feed *feed, const struct hft_told *told)
{
	return give(feed, &(struct item){ KIND_TOLD, .told = told });
}

void hft_feed_push(struct hft_feed *feed)
{
	if (feed->queue)
		hft_queue_push(feed->queue);
}

int hft_feed_end(struct hft_feed *feed, bool has_ts, int64_t ts)
{
	int err = give(feed, &(struct item){ KIND_END, .end = { has_ts, ts } });

	hft_feed_stop(feed);
	return err ? err : atomic_load(&feed->error);
}

int hft_feed_failure(const struct hft_feed *feed)
{
	return atomic_load_explicit(&feed->failure, memory_order_relaxed);
}

bool hft_feed_begun(const struct hft_feed *feed, int64_t *ts)
{
	*ts = feed->begin;
	return feed->begun;
}
