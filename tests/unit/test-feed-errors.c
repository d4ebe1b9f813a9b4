/* SPDX-License-Identifier: MIT */
/* The feed of an engine that has no memory: one of our own, in its place. */
#include <errno.h>

#include "../../consumer/plugin/feed.h"
#include "unit.h"

/* What was taken, and from which thing on it fails. */
static unsigned int n_taken, fails_at;
static bool flush_fails;
static unsigned int n_begun;

static int take(void)
{
	return ++n_taken >= fails_at ? -ENOMEM : 0;
}

struct hft_engine *hft_engine_create(const struct hft_engine_ops *ops,
				     void *view, struct hft_symbols *symbols)
{
	(void)ops;
	(void)view;
	(void)symbols;
	return NULL;
}

void hft_engine_destroy(struct hft_engine *engine)
{
	(void)engine;
}

void hft_engine_on_begin(struct hft_engine *engine,
			 int64_t (*begin)(void *data, int64_t ts), void *data)
{
	(void)engine;
	(void)begin;
	(void)data;
}

int hft_engine_hypercall(struct hft_engine *engine,
			 const struct hft_hypercall *hypercall)
{
	(void)engine;
	(void)hypercall;
	return take();
}

int hft_engine_page(struct hft_engine *engine, const struct hft_page *page)
{
	(void)engine;
	(void)page;
	return take();
}

int hft_engine_transition(struct hft_engine *engine,
			  const struct hft_transition *transition)
{
	(void)engine;
	(void)transition;
	return take();
}

int hft_engine_told(struct hft_engine *engine, const struct hft_told *told)
{
	(void)engine;
	(void)told;
	return take();
}

int hft_engine_lost(struct hft_engine *engine, const struct hft_lost *lost)
{
	(void)engine;
	(void)lost;
	return take();
}

int hft_engine_flush(struct hft_engine *engine)
{
	(void)engine;
	return flush_fails ? -ENOMEM : 0;
}

void hft_engine_finish(struct hft_engine *engine)
{
	(void)engine;
}

const struct hft_quality *hft_engine_quality(const struct hft_engine *engine)
{
	(void)engine;
	return NULL;
}

static void on_begin(void *view, int64_t ts)
{
	(void)view;
	(void)ts;
	n_begun++;
}

static int failure(const void *view)
{
	(void)view;
	return 0;
}

static const struct hft_view view = { .begin = on_begin, .failure = failure };

static struct hft_feed *begin(bool threaded)
{
	struct hft_feed *feed = hft_feed_create(NULL, &view, NULL, threaded);

	ck_assert_ptr_nonnull(feed);
	n_taken = n_begun = 0;
	fails_at = UINT32_MAX;
	flush_fails = false;
	return feed;
}

/* Each kind of thing, until one fails. Returns the first error. */
static int feed_all(struct hft_feed *feed)
{
	static const struct hft_hypercall hypercall;
	static const struct hft_page page;
	static const struct hft_transition transition;
	static const struct hft_lost lost;
	static const struct hft_told told;
	int err = hft_feed_hypercall(feed, &hypercall);

	err = err ? err : hft_feed_page(feed, &page);
	err = err ? err : hft_feed_transition(feed, &transition);
	err = err ? err : hft_feed_told(feed, &told);
	return err ? err : hft_feed_lost(feed, &lost);
}

START_TEST(test_at_once)
{
	for (unsigned int i = 1; i <= 5; i++) {
		struct hft_feed *feed = begin(false);

		fails_at = i;
		ck_assert_int_eq(feed_all(feed), -ENOMEM);
		ck_assert_uint_eq(n_taken, i);
		/* Nothing is taken any more, and nothing begins. */
		ck_assert_int_eq(feed_all(feed), -ENOMEM);
		ck_assert_int_eq(hft_feed_begin(feed, 1), -ENOMEM);
		ck_assert_int_eq(hft_feed_end(feed, true, 1), -ENOMEM);
		ck_assert_uint_eq(n_taken, i);
		ck_assert_uint_eq(n_begun, 0);
		hft_feed_destroy(feed);
	}
}
END_TEST

/* It may be told later, but it is told. */
START_TEST(test_threaded)
{
	for (unsigned int i = 1; i <= 5; i++) {
		struct hft_feed *feed = begin(true);
		int err;

		fails_at = i;
		err = feed_all(feed);
		ck_assert(!err || err == -ENOMEM);
		ck_assert_int_eq(hft_feed_end(feed, true, 1), -ENOMEM);
		ck_assert_uint_eq(n_taken, i);
		ck_assert_uint_eq(n_begun, 0);
		hft_feed_destroy(feed);
	}
}
END_TEST

/* The one that reads is not stopped for good by one that takes nothing. */
START_TEST(test_much_after_an_error)
{
	static const uint64_t words[HFT_PAGE_WORDS_MAX];
	const struct hft_page page = {
		.words = words,
		.n_words = HFT_PAGE_WORDS_MAX,
	};
	struct hft_feed *feed = begin(true);
	int err = 0;

	fails_at = 1;
	for (int i = 0; i < 200 && !err; i++)
		err = hft_feed_page(feed, &page);
	ck_assert_int_eq(hft_feed_end(feed, true, 1), -ENOMEM);
	ck_assert_uint_eq(n_taken, 1);
	hft_feed_destroy(feed);
}
END_TEST

START_TEST(test_what_was_held_back)
{
	struct hft_feed *feed = begin(false);

	flush_fails = true;
	ck_assert_int_eq(feed_all(feed), 0);
	ck_assert_int_eq(hft_feed_end(feed, true, 1), -ENOMEM);
	ck_assert_uint_eq(n_begun, 0);
	hft_feed_destroy(feed);

	feed = begin(true);
	flush_fails = true;
	ck_assert_int_eq(hft_feed_end(feed, true, 1), -ENOMEM);
	ck_assert_uint_eq(n_begun, 0);
	hft_feed_destroy(feed);
}
END_TEST

UNIT_MAIN("errors of the feed", test_at_once, test_threaded,
	  test_much_after_an_error, test_what_was_held_back)
