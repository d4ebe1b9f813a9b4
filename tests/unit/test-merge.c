/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../../consumer/engine/merge.h"
#include "../ctf/page-builder.h"
#include "unit.h"

#define N_SOURCES 20

static struct hft_merge merge;
static struct hft_source sources[N_SOURCES];

static void begin(void)
{
	memset(&merge, 0, sizeof(merge));
	merge.max_words = 1000;
	for (int i = 0; i < N_SOURCES; i++) {
		sources[i] = (struct hft_source){ .ts = INT64_MIN };
		ck_assert_int_eq(hft_merge_reserve(&merge), 0);
	}
}

static void end(void)
{
	for (int i = 0; i < N_SOURCES; i++)
		hft_source_deinit(&sources[i]);
	hft_merge_deinit(&merge);
}

/* A page with n functions, each step ticks after the other; a tick is a ns. */
static void add_page(int source, uint64_t tsc, uint64_t step, uint32_t n)
{
	static struct page_builder page;
	const struct page_start start = { .tsc = tsc };
	uint64_t last = tsc + n * step;
	struct hft_held *held;

	page.n = 0;
	page_begin(&page, &start);
	for (uint32_t i = 0; i < n; i++)
		page_func(&page, false, step, UINT64_MAX, source);
	held = hft_held_create(page.n);
	ck_assert_ptr_nonnull(held);
	memcpy(held->words, page.words, page.n * sizeof(*page.words));
	held->begin.tsc = tsc;
	held->span = hft_span_between(
		(struct hft_instant){ .tsc = tsc, .ns = tsc },
		(struct hft_instant){ .tsc = last, .ns = last });
	hft_merge_add_page(&merge, &sources[source], held);
}

static void add_event(int64_t ts)
{
	const struct hft_event event = { .ts = ts, .kind = HFT_EVENT_LOST };

	ck_assert_quick(!hft_merge_add_event(&merge, &event));
}

/* What comes out, as times: "e" of events, source: of records. */
static char text[4096];

static const char *taken(int64_t until)
{
	struct hft_run run;
	struct hft_record record;
	const uint64_t *next;
	enum hft_next what;
	FILE *file = fmemopen(text, sizeof(text), "w");

	text[0] = '\0';
	while ((what = hft_merge_next(&merge, until, &run))) {
		if (what == HFT_NEXT_EVENT) {
			fprintf(file, "e%ld ", (long)run.event.ts);
			continue;
		}
		fprintf(file, "%d:", (int)(run.source - sources));
		do {
			next = hft_record_read(run.source->next, &record);
			fprintf(file, "%ld ", (long)run.source->ts);
		} while (hft_source_advance(run.source, next, run.until));
		hft_merge_settle(&merge, run.source);
	}
	fclose(file);
	return text;
}

START_TEST(test_runs)
{
	begin();
	add_page(0, 100, 10, 4);
	add_page(1, 115, 10, 2);
	ck_assert_str_eq(taken(INT64_MAX), "0:100 110 1:115 0:120 1:125 0:130 "
					   "1:135 0:140 ");
	ck_assert_uint_eq(merge.n_words, 0);
	end();
}
END_TEST

START_TEST(test_up_to_a_time)
{
	begin();
	add_page(0, 100, 10, 2);
	ck_assert_str_eq(taken(99), "");
	ck_assert_str_eq(taken(110), "0:100 110 ");
	ck_assert_str_eq(taken(110), "");
	add_page(0, 120, 10, 1);
	ck_assert_str_eq(taken(125), "0:120 0:120 ");
	ck_assert_str_eq(taken(INT64_MAX), "0:130 ");
	end();
}
END_TEST

START_TEST(test_events_in_between)
{
	begin();
	add_event(50);
	add_page(0, 100, 10, 2);
	add_event(110);
	add_event(115);
	add_event(130);
	ck_assert_str_eq(taken(120), "e50 0:100 110 e110 e115 0:120 ");
	ck_assert_str_eq(taken(INT64_MAX), "e130 ");
	ck_assert_uint_eq(merge.n_words, 0);
	end();
}
END_TEST

START_TEST(test_a_source_does_not_go_back)
{
	begin();
	add_page(0, 100, 10, 1);
	add_page(0, 50, 10, 1);
	ck_assert_str_eq(taken(INT64_MAX), "0:100 110 0:110 110 ");
	end();
}
END_TEST

START_TEST(test_fullness)
{
	begin();
	while (!hft_merge_is_full(&merge))
		add_page(0, 1, 1, 10);
	ck_assert_uint_gt(merge.n_words, 1000);
	ck_assert_uint_lt(merge.n_words, 1100);
	taken(INT64_MAX);
	ck_assert(!hft_merge_is_full(&merge));
	while (!hft_merge_is_full(&merge))
		add_event(1);
	taken(INT64_MAX);
	ck_assert_uint_eq(merge.n_words, 0);
	end();
}
END_TEST

START_TEST(test_many_events)
{
	struct hft_run run;
	int64_t next = 0;

	begin();
	for (int64_t i = 0; i < 100000; i++) {
		add_event(i);
		if (i % 3)
			continue;
		ck_assert_quick(hft_merge_next(&merge, INT64_MAX, &run) ==
				HFT_NEXT_EVENT);
		ck_assert_quick(run.event.ts == next++);
	}
	while (hft_merge_next(&merge, INT64_MAX, &run) == HFT_NEXT_EVENT)
		ck_assert_quick(run.event.ts == next++);
	ck_assert_int_eq(next, 100000);
	end();
}
END_TEST

/* Everything comes out once, and in the order of time. */
START_TEST(test_random)
{
	uint64_t tsc[N_SOURCES] = { 0 };
	struct hft_run run;
	struct hft_record record;
	const uint64_t *next;
	uint64_t in = 0, out = 0;
	int64_t last = 0;

	srandom(1);
	begin();
	for (int i = 0; i < 20000; i++) {
		int source = random() % N_SOURCES;
		uint64_t step = 1 + random() % 50;
		uint32_t n = random() % 20;

		add_page(source, tsc[source] + random() % 100, step, n);
		tsc[source] += 100 + n * step;
		in += n;
	}
	while (hft_merge_next(&merge, INT64_MAX, &run)) {
		do {
			next = hft_record_read(run.source->next, &record);
			out += record.kind == HFT_REC_FUNC;
			ck_assert_quick(run.source->ts >= last);
			last = run.source->ts;
		} while (hft_source_advance(run.source, next, run.until));
		hft_merge_settle(&merge, run.source);
	}
	ck_assert_uint_eq(in, out);
	ck_assert_uint_eq(merge.n_words, 0);
	end();
}
END_TEST

UNIT_MAIN("merge", test_runs, test_up_to_a_time, test_events_in_between,
	  test_a_source_does_not_go_back, test_fullness, test_many_events,
	  test_random)
