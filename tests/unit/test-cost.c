/* SPDX-License-Identifier: MIT */
#include "../../consumer/engine/cost.h"
#include "unit.h"

static struct hft_cost_sample sample;

static void clear(void)
{
	sample = (struct hft_cost_sample){ 0 };
}

static void note(uint64_t ns, unsigned int times)
{
	while (times--)
		hft_cost_note(&sample, ns);
}

/* Of a few the shortest may be anything. */
START_TEST(test_too_few)
{
	clear();
	ck_assert_uint_eq(hft_cost_ns(&sample), 0);
	note(400, 999);
	ck_assert_uint_eq(hft_cost_ns(&sample), 0);
	note(400, 1);
	ck_assert_uint_eq(hft_cost_ns(&sample), 400);
}
END_TEST

/* What one in a hundred is below says nothing. */
START_TEST(test_the_shortest_hundredth)
{
	clear();
	note(16, 9);
	note(320, 991);
	ck_assert_uint_eq(hft_cost_ns(&sample), 320);
	clear();
	note(16, 10);
	note(320, 990);
	ck_assert_uint_eq(hft_cost_ns(&sample), 16);
	clear();
	note(320, 50);
	note(10000, 4000);
	ck_assert_uint_eq(hft_cost_ns(&sample), 320);
}
END_TEST

/* Never more than what was noted, and not much less. */
START_TEST(test_precision)
{
	for (uint64_t ns = 0; ns < HFT_COST_MAX; ns += 997) {
		clear();
		note(ns, 1000);
		ck_assert_uint_le(hft_cost_ns(&sample), ns);
		ck_assert_uint_lt(ns - hft_cost_ns(&sample),
				  HFT_COST_MAX / HFT_COST_BUCKETS);
	}
}
END_TEST

/* Calls that do something are no cost, however many there are. */
START_TEST(test_long_ones)
{
	clear();
	note(HFT_COST_MAX, 5000);
	note(UINT64_MAX, 5000);
	ck_assert_uint_eq(sample.n, 0);
	note(HFT_COST_MAX - 1, 1000);
	ck_assert_uint_eq(hft_cost_ns(&sample), HFT_COST_MAX - 16);
}
END_TEST

START_TEST(test_it_is_enough_at_some_time)
{
	clear();
	note(400, HFT_COST_SAMPLES);
	note(100, HFT_COST_SAMPLES);
	ck_assert_uint_eq(sample.n, HFT_COST_SAMPLES);
	ck_assert_uint_eq(hft_cost_ns(&sample), 400);
}
END_TEST

UNIT_MAIN("cost", test_too_few, test_the_shortest_hundredth, test_precision,
	  test_long_ones, test_it_is_enough_at_some_time)
