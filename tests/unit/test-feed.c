/* SPDX-License-Identifier: MIT */
/* The feed, at once and through a thread: the view sees the same. */
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#include "../../consumer/plugin/feed.h"
#include "../ctf/page-builder.h"
#include "random.h"
#include "unit.h"

/* A view that writes down what it is told. */
static struct {
	FILE *file;
	char *text;
	size_t size;
	/* What it says of itself. */
	int failure;
	pthread_t thread;
} view;

static struct hft_engine *engine;
static struct hft_feed *feed;

static void on_begin(void *data, int64_t ts)
{
	ck_assert_ptr_eq(data, &view);
	fprintf(view.file, " begin %" PRId64, ts);
}

static void on_lanes(void *data, enum hft_lane_kind kind)
{
	(void)data;
	fprintf(view.file, " lanes %d", (int)kind);
}

static int failure(const void *data)
{
	(void)data;
	return view.failure;
}

static void on_enter(void *data, const struct hft_call *call)
{
	(void)data;
	view.thread = pthread_self();
	fprintf(view.file, " +%" PRIx64 "@%" PRId64, call->address & 0xff,
		call->ts);
}

static void on_exit_call(void *data, const struct hft_call *call)
{
	(void)data;
	fprintf(view.file, " -%" PRIx64 "@%" PRId64, call->address & 0xff,
		call->ts);
}

static void on_lost(void *data, const struct hft_lost *lost)
{
	(void)data;
	fprintf(view.file, " lost %" PRIu64, lost->count);
}

static void on_vm_exit(void *data, const struct hft_vm_exit *exit)
{
	(void)data;
	fprintf(view.file, " x%" PRId64, exit->begin);
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.lost = on_lost,
	.vm_exit = on_vm_exit,
};

static const struct hft_view the_view = {
	.ops = &ops,
	.begin = on_begin,
	.lanes = on_lanes,
	.failure = failure,
};

static void begin(bool threaded)
{
	view.file = open_memstream(&view.text, &view.size);
	view.failure = 0;
	view.thread = pthread_self();
	engine = hft_engine_create(&ops, &view, NULL);
	ck_assert(view.file && engine);
	feed = hft_feed_create(engine, &the_view, &view, threaded);
	ck_assert_ptr_nonnull(feed);
}

static const char *written(void)
{
	fflush(view.file);
	return view.size ? view.text + 1 : "";
}

static void end(void)
{
	hft_feed_destroy(feed);
	hft_engine_destroy(engine);
	fclose(view.file);
	free(view.text);
}

static int enter(uint64_t address, int64_t ts)
{
	const struct hft_hypercall hypercall = {
		.ts = ts,
		.nr = HFT_NR_KERNEL_FUNC,
		.args = { address },
	};

	return hft_feed_hypercall(feed, &hypercall);
}

static void leave_guest(int64_t ts, bool entry)
{
	const struct hft_transition transition = { .ts = ts, .entry = entry };

	ck_assert_int_eq(hft_feed_transition(feed, &transition), 0);
}

static void test_both(void (*test)(bool threaded))
{
	test(false);
	test(true);
}

static void everything(bool threaded)
{
	const struct hft_lost lost = {
		.counted = true, .count = 5, .begin = 1300, .end = 1300
	};

	begin(threaded);
	ck_assert_int_eq(hft_feed_begin(feed, 1000), 0);
	ck_assert_int_eq(hft_feed_lanes(feed, HFT_LANES_THREAD), 0);
	ck_assert_int_eq(enter(0xa, 1100), 0);
	leave_guest(1200, false);
	leave_guest(1210, true);
	ck_assert_int_eq(hft_feed_lost(feed, &lost), 0);
	ck_assert_int_eq(hft_feed_lanes(feed, HFT_LANES_VCPU), 0);
	ck_assert_int_eq(hft_feed_end(feed, true, 1000), 0);
	ck_assert_str_eq(written(), "begin 1000 lanes 1 +a@1100 x1200 lost 5 "
				    "lanes 0");
	ck_assert_int_eq(!!pthread_equal(view.thread, pthread_self()),
			 !threaded);
	end();
}

START_TEST(test_everything)
{
	test_both(everything);
}
END_TEST

/* A page's records are older than the page, and so is the beginning. */
static void page_first(bool threaded)
{
	static const struct page_start start = { .tsc = 1000 };
	static const uint64_t hello[] = {
		7, 1, 0, 1000000 | 1ULL << 32, 1, 0, 0
	};
	static struct page_builder page;
	struct hft_page event = { .ts = 2000, .guest_tsc = 2000 };
	int64_t ts;

	page.n = 0;
	page_begin(&page, &start);
	page_escape(&page, HFT_REC_HELLO, 0, 0, hello, 7);
	page_func(&page, false, 100, 0xffffffff8100000b, 0);
	event.words = page.words;
	event.n_words = page.n;
	begin(threaded);
	ck_assert_int_eq(hft_feed_lanes(feed, HFT_LANES_VCPU), 0);
	ck_assert_int_eq(hft_feed_page(feed, &event), 0);
	/* The words were copied. */
	memset(page.words, 0xff, sizeof(page.words));
	ck_assert_int_eq(hft_feed_end(feed, true, 2000), 0);
	ck_assert_str_eq(written(), "begin 1000 lanes 0 +b@1100");
	ck_assert(hft_feed_begun(feed, &ts));
	ck_assert_int_eq(ts, 1000);
	end();
}

START_TEST(test_page_first)
{
	test_both(page_first);
}
END_TEST

/* What cannot be read of: the trace begins with its first event all the same.
 */
static void nothing_but_pages(bool threaded)
{
	const struct hft_page failed = { .ts = 2000, .error = -14 };
	const struct hft_page too_long = { .n_words = HFT_PAGE_WORDS_MAX + 1 };
	int64_t ts;

	begin(threaded);
	ck_assert_int_eq(hft_feed_page(feed, &failed), 0);
	ck_assert_int_eq(hft_feed_page(feed, &too_long), 0);
	ck_assert_int_eq(hft_feed_end(feed, true, 2000), 0);
	ck_assert_str_eq(written(), "begin 2000");
	ck_assert(hft_feed_begun(feed, &ts));
	ck_assert_uint_eq(hft_engine_quality(engine)->failed_pages, 1);
	ck_assert_uint_eq(hft_engine_quality(engine)->malformed_pages, 1);
	end();
}

START_TEST(test_nothing_but_pages)
{
	test_both(nothing_but_pages);
}
END_TEST

static void nothing(bool threaded)
{
	int64_t ts;

	begin(threaded);
	hft_feed_push(feed);
	ck_assert_int_eq(hft_feed_end(feed, false, 0), 0);
	ck_assert(!hft_feed_begun(feed, &ts));
	ck_assert_str_eq(written(), "");
	end();
	hft_feed_destroy(NULL);
}

START_TEST(test_nothing)
{
	test_both(nothing);
}
END_TEST

/* The end need not come: what was fed is told of, then it is over. */
static void stopped(bool threaded)
{
	begin(threaded);
	ck_assert_int_eq(hft_feed_begin(feed, 1000), 0);
	ck_assert_int_eq(enter(0xa, 1100), 0);
	hft_feed_stop(feed);
	hft_feed_stop(feed);
	ck_assert_str_eq(written(), "begin 1000 +a@1100");
	end();
	/* Nor is anybody to wait for it. */
	begin(threaded);
	ck_assert_int_eq(enter(0xa, 1100), 0);
	end();
}

START_TEST(test_stopped)
{
	test_both(stopped);
}
END_TEST

/* The view cannot write: it is asked after each thing that it was told. */
static void view_fails(bool threaded)
{
	begin(threaded);
	view.failure = ENOSPC;
	ck_assert_int_eq(hft_feed_begin(feed, 1000), 0);
	ck_assert_int_eq(enter(0xa, 1100), 0);
	hft_feed_stop(feed);
	ck_assert_int_eq(hft_feed_failure(feed), ENOSPC);
	end();
}

START_TEST(test_view_fails)
{
	test_both(view_fails);
}
END_TEST

/* Many pages, small and large, until the queue is full time and again. */
static void feed_pages(uint64_t n)
{
	static const uint64_t hello[] = {
		7, 1, 0, 1000000 | 1ULL << 32, 1, 0, 0
	};
	static struct page_builder page;
	struct page_start start = { .tsc = 1000 };
	uint64_t depth = 0;

	for (uint64_t seq = 0; seq < n; seq++) {
		struct hft_page event = { .seq = seq, .words = page.words };
		uint32_t calls = seq % 50 ? pick(100) : 40000;

		page.n = 0;
		page_begin(&page, &start);
		if (!seq)
			page_escape(&page, HFT_REC_HELLO, 0, 0, hello, 7);
		for (uint32_t i = 0; i < calls; i++) {
			bool exit = depth && pick(2);

			depth -= exit;
			page_func(&page, exit, 1, ~0xffULL | depth % 100,
				  depth % 100);
			depth += !exit;
		}
		start.functions += calls;
		start.tsc += calls;
		event.ts = event.guest_tsc = start.tsc;
		event.n_words = page.n;
		ck_assert_int_eq(hft_feed_page(feed, &event), 0);
	}
	ck_assert_int_eq(hft_feed_end(feed, true, 1000), 0);
}

START_TEST(test_the_same_either_way)
{
	char *once;

	seed = 1;
	begin(false);
	feed_pages(400);
	once = strdup(written());
	ck_assert_uint_eq(hft_engine_quality(engine)->missing_records, 0);
	end();
	seed = 1;
	begin(true);
	feed_pages(400);
	ck_assert_uint_gt(strlen(once), 1000000);
	ck_assert(!strcmp(written(), once));
	free(once);
	end();
}
END_TEST

UNIT_MAIN("feed", test_everything, test_page_first, test_nothing_but_pages,
	  test_nothing, test_stopped, test_view_fails, test_the_same_either_way)
