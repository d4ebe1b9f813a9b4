/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "../../consumer/engine/page.h"
#include "../ctf/page-builder.h"
#include "unit.h"

#define ADDRESS 0xffffffff81001000

static struct page_builder page;

static void begin(void)
{
	const struct page_start start = {
		.tsc = 1000,
		.tid = 57,
		.tgid = 56,
		.cpu = 3,
		.context = HFT_CONTEXT_HARDIRQ,
		.functions = 40,
		.lost = 5,
	};

	page.n = 0;
	page_begin(&page, &start);
}

/* A copy of just so many words, so that reading past them is noticed. */
static struct hft_page_summary check_copy(const uint64_t *words, size_t n)
{
	uint64_t *copy = malloc(n * sizeof(*copy) + 1);
	struct hft_page_summary ret;

	memcpy(copy, words, n * sizeof(*copy));
	ret = hft_page_check(copy, n);
	free(copy);
	return ret;
}

static struct hft_page_summary check(void)
{
	return check_copy(page.words, page.n);
}

/* One record of each kind, with the fewest words that it may have. */
static void every_kind(void)
{
	const uint64_t words[] = { 5, 5 };

	begin();
	page_func(&page, false, 10, ADDRESS, 0);
	page_func(&page, true, 10, 0x401000, 200);
	page_escape(&page, HFT_REC_TASK, 58, 10, words, 1);
	page_escape(&page, HFT_REC_CONTEXT, 1, 10, NULL, 0);
	page_escape(&page, HFT_REC_SYSCALL_ENTER, 1, 10, NULL, 0);
	page_escape(&page, HFT_REC_SYSCALL_EXIT, 1, 10, words, 1);
	page_escape(&page, HFT_REC_LOST, 1, 10, words, 2);
	for (unsigned int kind = HFT_REC_HELLO; kind <= HFT_REC_BYE; kind++)
		page_escape(&page, kind, 1, 10, words, 2);
	page_escape(&page, 100, 1, 10, words, 2);
}

START_TEST(test_begin)
{
	struct hft_page_summary s;

	begin();
	s = check();
	ck_assert(!s.malformed);
	ck_assert_uint_eq(s.n_words, page.n);
	ck_assert_uint_eq(s.n_records, 1);
	ck_assert_uint_eq(s.n_functions, 0);
	ck_assert_uint_eq(s.hello, 0);
	ck_assert_uint_eq(s.last_tsc, 1000);
	ck_assert_uint_eq(s.begin.tsc, 1000);
	ck_assert_uint_eq(s.begin.task.tid, 57);
	ck_assert_uint_eq(s.begin.task.tgid, 56);
	ck_assert_uint_eq(s.begin.cpu, 3);
	ck_assert_uint_eq(s.begin.context, HFT_CONTEXT_HARDIRQ);
	ck_assert_uint_eq(s.begin.functions, 40);
	ck_assert_uint_eq(s.begin.lost, 5);
}
END_TEST

START_TEST(test_every_kind)
{
	struct hft_page_summary s;

	every_kind();
	s = check();
	ck_assert(!s.malformed);
	ck_assert_uint_eq(s.n_words, page.n);
	ck_assert_uint_eq(s.n_records, 17);
	ck_assert_uint_eq(s.n_functions, 2);
	ck_assert_uint_eq(s.n_lost, 5);
	ck_assert_uint_eq(s.hello, 17);
	ck_assert_uint_eq(s.last_tsc, 1160);
	ck_assert_uint_eq(s.backwards, 0);
}
END_TEST

START_TEST(test_functions)
{
	const uint64_t *at;
	struct hft_record record;

	page.n = 0;
	page_func(&page, false, 10, ADDRESS, 127);
	page_func(&page, true, 0xffffff, ~(uint64_t)0 << 31, 0);
	page_func(&page, true, 3, 0xffffffff00000000, 5);
	page_func(&page, false, 3, ADDRESS, 128);
	at = hft_record_read(page.words, &record);
	ck_assert_uint_eq(record.kind, HFT_REC_FUNC);
	ck_assert(!record.exit);
	ck_assert_uint_eq(record.address, ADDRESS);
	ck_assert_uint_eq(record.depth, 127);
	ck_assert_uint_eq(hft_record_tsc(page.words, 7), 17);
	ck_assert_uint_eq(hft_record_tsc(at, 7), 7 + 0xffffff);
	at = hft_record_read(at, &record);
	ck_assert(record.exit);
	ck_assert_uint_eq(record.address, 0xffffffff80000000);
	ck_assert_uint_eq(record.depth, 0);
	ck_assert_ptr_eq(at, page.words + 2);
	ck_assert_uint_eq(hft_record_tsc(at, 7), 10);
	at = hft_record_read(at, &record);
	ck_assert_uint_eq(record.kind, HFT_REC_FUNC);
	ck_assert(record.exit);
	ck_assert_uint_eq(record.address, 0xffffffff00000000);
	ck_assert_uint_eq(record.depth, 5);
	at = hft_record_read(at, &record);
	ck_assert(!record.exit);
	ck_assert_uint_eq(record.address, ADDRESS);
	ck_assert_uint_eq(record.depth, 128);
	ck_assert_ptr_eq(at, page.words + page.n);
}
END_TEST

START_TEST(test_time)
{
	uint64_t tsc = 5000;
	struct hft_page_summary s;

	begin();
	page_escape(&page, HFT_REC_TIME, 0, 99, &tsc, 1);
	page_func(&page, false, 10, ADDRESS, 0);
	s = check();
	ck_assert_uint_eq(s.last_tsc, 5010);
	ck_assert_uint_eq(s.backwards, 0);
	/* It does not go back, and not round either. */
	tsc = 4000;
	page_escape(&page, HFT_REC_TIME, 0, 0, &tsc, 1);
	ck_assert_uint_eq(check().last_tsc, 5010);
	ck_assert_uint_eq(check().backwards, 1);
	tsc = UINT64_MAX;
	page_escape(&page, HFT_REC_TIME, 0, 0, &tsc, 1);
	page_func(&page, false, 10, ADDRESS, 0);
	ck_assert_uint_eq(check().last_tsc, UINT64_MAX);
}
END_TEST

START_TEST(test_every_truncation)
{
	every_kind();
	for (size_t n = 0; n < page.n; n++) {
		struct hft_page_summary s = check_copy(page.words, n);

		ck_assert_uint_le(s.n_words, n);
		/* It ends well only where a record does. */
		ck_assert_int_eq(s.malformed, s.n_words != n || !n);
		ck_assert_int_eq(s.n_words != 0, n > HFT_BEGIN_WORDS);
	}
}
END_TEST

/* What stands behind a BEGIN is malformed, and skipped from there. */
static void refuses(unsigned int kind, uint32_t number, const uint64_t *words,
		    size_t n)
{
	struct hft_page_summary s;

	begin();
	page_func(&page, false, 10, ADDRESS, 0);
	page_escape(&page, kind, number, 0, words, n);
	page_func(&page, false, 10, ADDRESS, 0);
	s = check();
	ck_assert(s.malformed);
	ck_assert_uint_eq(s.n_words, HFT_BEGIN_WORDS + 2);
	ck_assert_uint_eq(s.n_functions, 1);
}

START_TEST(test_malformed)
{
	const uint64_t many[HFT_ESC_WORDS_MAX + 1] = { 0 };
	const uint64_t tgid = (uint64_t)HFT_TID_MAX + 1;

	refuses(HFT_REC_BEGIN, 57, many, HFT_BEGIN_WORDS);
	refuses(HFT_REC_TIME, 0, NULL, 0);
	refuses(HFT_REC_TASK, 57, NULL, 0);
	refuses(HFT_REC_TASK, 57, &tgid, 1);
	refuses(HFT_REC_FUNC, 0, NULL, 0);
	refuses(HFT_REC_FUNC, (HFT_DEPTH_MAX + 1) << 1, many, 1);
	refuses(HFT_REC_SYSCALL_EXIT, 0, NULL, 0);
	refuses(HFT_REC_LOST, 0, many, 1);
	refuses(100, 0, many, HFT_ESC_WORDS_MAX + 1);
}
END_TEST

START_TEST(test_more_words_than_known)
{
	const uint64_t words[8] = { 2000 };

	begin();
	page_escape(&page, HFT_REC_TIME, 0, 0, words, 8);
	page_escape(&page, HFT_REC_CONTEXT, 0, 0, words, 8);
	ck_assert(!check().malformed);
	ck_assert_uint_eq(check().n_records, 3);
}
END_TEST

START_TEST(test_not_a_page)
{
	struct page_start start = { .tgid = (uint32_t)HFT_TID_MAX + 1 };

	ck_assert(hft_page_check(NULL, 0).malformed);
	page.n = 0;
	page_func(&page, false, 10, ADDRESS, 0);
	ck_assert_uint_eq(check().n_words, 0);
	ck_assert(check().malformed);
	page.n = 0;
	page_begin(&page, &start);
	ck_assert_uint_eq(check().n_words, 0);
	start.tgid = 0;
	start.cpu = HFT_GUEST_CPUS_MAX;
	page.n = 0;
	page_begin(&page, &start);
	ck_assert_uint_eq(check().n_words, 0);
	start.cpu--;
	page.n = 0;
	page_begin(&page, &start);
	ck_assert_uint_eq(check().n_words, page.n);
}
END_TEST

/* What is said to be well-formed can be read, record by record, to its end. */
static void reads_back(const uint64_t *words, size_t n)
{
	struct hft_page_summary s = check_copy(words, n);
	uint64_t n_records = 0, n_functions = 0, tsc = 0;
	struct hft_record record;
	size_t i = 0;

	ck_assert_quick(s.n_words <= n);
	ck_assert_quick(s.malformed || s.n_words == n);
	while (i < s.n_words) {
		uint64_t next = hft_record_tsc(words + i, tsc);

		ck_assert_quick(next >= tsc);
		tsc = next;
		i = hft_record_read(words + i, &record) - words;
		n_records++;
		n_functions += record.kind == HFT_REC_FUNC;
	}
	ck_assert_quick(i == s.n_words);
	ck_assert_quick(n_records == s.n_records);
	ck_assert_quick(n_functions == s.n_functions);
	ck_assert_quick(!n_records || tsc == s.last_tsc);
}

START_TEST(test_garbage)
{
	srandom(1);
	for (int i = 0; i < 200000; i++) {
		size_t n = random() % 40;

		begin();
		while (page.n < n) {
			uint64_t word = (uint64_t)random() << 33 ^
					(uint64_t)random() << 11 ^ random();

			/* Often something that is nearly a record. */
			if (random() % 2)
				word = page_escape_word(random() % 26, random(),
							random(), random() % 5);
			page_word(&page, word);
		}
		if (!(i % 4))
			page.words[0] = random();
		reads_back(page.words, page.n);
	}
}
END_TEST

UNIT_MAIN("page", test_begin, test_every_kind, test_functions, test_time,
	  test_every_truncation, test_malformed, test_more_words_than_known,
	  test_not_a_page, test_garbage)
