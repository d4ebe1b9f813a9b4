/* SPDX-License-Identifier: MIT */
/* What is missing in pages, and how it is told. */
#include "../../consumer/engine/internal.h"
#include "paging.h"

START_TEST(test_missing_pages)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	in(A, 0);
	in(B, 1);
	flush(&r, 0, 2000);
	begin_page(5000, 57, 0, 102);
	in(C, 1);
	flush(&r, 3, 6000);
	ck_assert_str_eq(told(), "[>57] {7} +00.0 +10.1 <100 records of 2 "
				 "pages> !10.1 +20.1");
	ck_assert_uint_eq(quality(&r)->missing_pages, 2);
	ck_assert_uint_eq(quality(&r)->missing_records, 100);
	ck_assert_uint_eq(quality(&r)->missing_exits, 1);
	end();
}
END_TEST

START_TEST(test_failed_pages)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	in(A, 0);
	flush(&r, 0, 2000);
	page.n = 0;
	flushed.error = -14;
	flush(&r, 1, 3000);
	flushed.error = 0;
	begin_page(3000, 57, 0, 11);
	in(C, 1);
	flush(&r, 2, 4000);
	ck_assert_str_eq(told(),
			 "[>57] {7} +00.0 <10 records of 1 pages> +20.1");
	ck_assert_uint_eq(quality(&r)->failed_pages, 1);
	ck_assert_uint_eq(quality(&r)->missing_pages, 0);
	ck_assert_uint_eq(quality(&r)->missing_records, 10);
	/* The next one that is missing is not that one. */
	begin_page(5000, 57, 0, 12);
	flush(&r, 4, 6000);
	ck_assert_uint_eq(quality(&r)->missing_pages, 1);
	end();
}
END_TEST

START_TEST(test_the_first_page_may_be_missing)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 2, 0);
	flush(&r, 0, 2000);
	begin_page(1500, 58, 1, 30);
	r.vcpu = 1;
	flush(&r, 2, 2000);
	ck_assert_str_eq(told_end(), "[>57] {7} <30 records of 2 pages> [>58]");
	ck_assert_uint_eq(quality(&r)->missing_pages, 2);
	ck_assert_uint_eq(quality(&r)->late_sessions, 0);
	end();
}
END_TEST

START_TEST(test_late)
{
	begin();
	begin_page(1000, 57, 0, 500);
	in(A, 0);
	flush(&r, 40, 2000);
	begin_page(1500, 58, 1, 30);
	r.vcpu = 1;
	flush(&r, 2, 2100);
	begin_page(2000, 57, 0, 501);
	out(A, 0);
	r.vcpu = 0;
	flush(&r, 41, 3000);
	ck_assert_str_eq(told_end(), "[>57] +00.0 [>58] -00.0=1000");
	ck_assert_uint_eq(quality(&r)->late_sessions, 1);
	ck_assert_uint_eq(quality(&r)->missing_pages, 0);
	ck_assert_uint_eq(quality(&r)->missing_records, 0);
	end();
}
END_TEST

START_TEST(test_replayed_pages)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	in(A, 0);
	flush(&r, 0, 2000);
	flush(&r, 0, 2100);
	begin_page(2000, 57, 0, 1);
	flush(&r, 1, 3000);
	begin_page(3000, 57, 0, 1);
	flush(&r, 0, 4000);
	ck_assert_str_eq(told(), "[>57] {7} +00.0");
	ck_assert_uint_eq(quality(&r)->replayed_pages, 2);
	end();
}
END_TEST

START_TEST(test_hostile_numbers)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	flush(&r, 0, 2000);
	begin_page(0, 57, 0, UINT64_MAX);
	in(A, 0);
	flush(&r, UINT64_MAX, UINT64_MAX);
	begin_page(UINT64_MAX, 57, 0, UINT64_MAX);
	in(A, 0);
	flush_at(&r, UINT64_MAX, 0, INT64_MIN);
	begin_page(0, 57, 0, UINT64_MAX);
	flush_at(&r, UINT64_MAX, UINT64_MAX, INT64_MAX);
	hft_engine_finish(r.engine);
	ck_assert_uint_ge(quality(&r)->missing_pages, UINT64_MAX - 1);
	ck_assert_uint_eq(quality(&r)->missing_records, UINT64_MAX);
	end();
}
END_TEST

START_TEST(test_lost_in_guest)
{
	const uint64_t words[] = { 3, 1005 };

	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	page_escape(&page, HFT_REC_LOST, HFT_LOST_NMI, 10, words, 2);
	page_escape(&page, HFT_REC_LOST, HFT_LOST_DEPTH, 10, words, 2);
	page_escape(&page, HFT_REC_LOST, 77, 10, words, 2);
	flush(&r, 0, 2000);
	ck_assert_str_eq(told(), "[>57] {7} <3 in guest: 1> <3 in guest: 2> "
				 "<3 in guest: 77>");
	/* It counts more than it told of. */
	begin_page(2000, 57, 0, 0);
	page.words[4] = 11;
	flush(&r, 1, 3000);
	hft_engine_finish(r.engine);
	ck_assert_uint_eq(quality(&r)->lost_nmi, 3);
	ck_assert_uint_eq(quality(&r)->lost_depth, 3);
	ck_assert_uint_eq(quality(&r)->lost_otherwise, 3);
	ck_assert_uint_eq(quality(&r)->lost_untold, 2);
	end();
}
END_TEST

START_TEST(test_unknown_records)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
	page_escape(&page, 9, 5, 10, NULL, 0);
	page_escape(&page, 100, 5, 10, page.words, 3);
	in(A, 0);
	page_escape(&page, 100, 5, 10, NULL, 0);
	page_escape(&page, HFT_REC_TASK_NAME, 5, 10, NULL, 0);
	flush(&r, 0, 2000);
	ck_assert_str_eq(told(), "[>57] {7} +00.0");
	ck_assert_uint_eq(quality(&r)->unknown_records, 3);
	ck_assert_uint_eq(quality(&r)->unknown_by_kind[9], 1);
	ck_assert_uint_eq(quality(&r)->unknown_by_kind[100], 2);
	ck_assert_uint_eq(quality(&r)->malformed, 1);
	end();
}
END_TEST

/* After a loss an entry as deep as the call on top shows that it has ended. */
START_TEST(test_after_a_loss)
{
	begin_complete();
	in(A, 0);
	in(B, 1);
	flush(&r, 0, 2000);
	recorded(&r);
	begin_page(2500, 57, 0, 2);
	in(C, 1);
	out(A, 0);
	/* At the bottom it is known again what is open. */
	in(A, 0);
	in(I, 0);
	out(I, 0);
	out(A, 0);
	flush(&r, 2, 3000);
	ck_assert_str_eq(told(), "<0 records of 1 pages> !10.1 +20.1 !20.1 "
				 "-00.0=1510 +00.0 +f0.1 -f0.1=10 -00.0=30");
	ck_assert_uint_eq(quality(&r)->missing_exits, 2);
	end();
}
END_TEST

START_TEST(test_bare_flushes)
{
	begin();
	hypercall(&r, HFT_NR_PROBE, 0, 0, 0, 0);
	hypercall(&r, HFT_NR_PAGE, 0, 0, 0, 0);
	ck_assert_str_eq(told(), "");
	ck_assert(hft_quality_lacks_pages(quality(&r)));
	ck_assert_uint_eq(quality(&r)->bare_flushes, 1);
	ck_assert_uint_eq(quality(&r)->unknown_messages, 0);
	begin_page(1000, 57, 0, 0);
	flush(&r, 0, 2000);
	ck_assert(!hft_quality_lacks_pages(quality(&r)));
	end();
}
END_TEST

UNIT_MAIN("page-losses", test_missing_pages, test_failed_pages,
	  test_the_first_page_may_be_missing, test_late, test_replayed_pages,
	  test_hostile_numbers, test_lost_in_guest, test_unknown_records,
	  test_after_a_loss, test_bare_flushes)
