/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../../consumer/views/durations.h"
#include "random.h"
#include "unit.h"

#define N 20000

static struct hft_durations durations;
static struct hft_durations_queue queue;

static void begin(uint64_t room)
{
	memset(&durations, 0, sizeof(durations));
	memset(&queue, 0, sizeof(queue));
	queue.room = room;
}

static void note(uint64_t ns)
{
	ck_assert_quick(!hft_durations_note(&queue, &durations, ns));
}

static uint64_t percentile(unsigned int percent)
{
	ck_assert_int_eq(hft_durations_flush(&queue), 0);
	return hft_durations_percentile(&durations, percent);
}

START_TEST(test_buckets_follow_each_other)
{
	uint64_t ns = 0;

	/* The first duration of each bucket is one more than the last one of
	 * the bucket before. */
	for (unsigned int i = 0; i < HFT_DURATIONS_BUCKETS; i++) {
		unsigned int shift = i < 64 ? 0 : i / 32 - 1;

		ck_assert_quick(hft_durations_bucket(ns) == i);
		ns += ((uint64_t)1 << shift) - 1;
		ck_assert_quick(hft_durations_bucket(ns) == i);
		ns++;
	}
	/* All durations there are have been through. */
	ck_assert_uint_eq(ns, 0);
}
END_TEST

START_TEST(test_nothing_is_known)
{
	begin(1 << 20);
	ck_assert_uint_eq(percentile(99), 0);
}
END_TEST

START_TEST(test_short_ones_are_exact)
{
	begin(1 << 20);
	for (uint64_t ns = 0; ns < 64; ns++)
		note(ns);
	for (unsigned int percent = 1; percent <= 100; percent++)
		ck_assert_uint_eq(percentile(percent),
				  (64 * percent + 99) / 100 - 1);
	hft_durations_deinit(&durations);
}
END_TEST

static int compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left;
	uint64_t b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static uint64_t any_magnitude(void)
{
	uint64_t high = pick(UINT32_MAX);

	return (high << 32 | pick(UINT32_MAX)) >> pick(64);
}

START_TEST(test_precision)
{
	static uint64_t all[N];

	for (int round = 1; round <= 5; round++) {
		seed = round;
		begin(1 << 20);
		for (int i = 0; i < N; i++) {
			all[i] = any_magnitude();
			note(all[i]);
		}
		qsort(all, N, sizeof(*all), compare);
		for (unsigned int percent = 1; percent <= 100; percent++) {
			uint64_t exact = all[N / 100 * percent - 1];
			uint64_t ns = percentile(percent);
			uint64_t off = ns > exact ? ns - exact : exact - ns;

			ck_assert_quick(off <= exact / 64);
		}
		hft_durations_deinit(&durations);
	}
}
END_TEST

START_TEST(test_memory_is_of_the_spread)
{
	begin(1 << 20);
	note(1000);
	percentile(99);
	ck_assert_uint_eq((1 << 20) - queue.room,
			  HFT_DURATIONS_STEP * sizeof(uint32_t));
	for (int i = 0; i < 1000000; i++)
		note(1000 + i % 10);
	percentile(99);
	ck_assert_uint_eq((1 << 20) - queue.room,
			  HFT_DURATIONS_STEP * sizeof(uint32_t));
	/* In both directions: all of them. */
	note(UINT64_MAX);
	note(0);
	percentile(99);
	ck_assert_uint_eq((1 << 20) - queue.room,
			  HFT_DURATIONS_BUCKETS * sizeof(uint32_t));
	ck_assert_uint_eq(percentile(1), 1000);
	hft_durations_deinit(&durations);
}
END_TEST

START_TEST(test_no_room)
{
	const uint64_t room = 2 * HFT_DURATIONS_STEP * sizeof(uint32_t);
	struct hft_durations other = { 0 };

	begin(room);
	note(1000);
	ck_assert_uint_ne(percentile(99), 0);
	/* Too far away: what it has had is free for others. */
	note(1000000);
	ck_assert_uint_eq(percentile(99), 0);
	ck_assert(durations.given_up);
	ck_assert_uint_eq(queue.room, room);
	note(1000);
	ck_assert_uint_eq(percentile(99), 0);
	ck_assert_int_eq(hft_durations_note(&queue, &other, 7), 0);
	percentile(99);
	ck_assert_uint_eq(hft_durations_percentile(&other, 99), 7);
	hft_durations_deinit(&durations);
	hft_durations_deinit(&other);
}
END_TEST

START_TEST(test_very_many)
{
	begin(1 << 20);
	note(10);
	note(20);
	percentile(99);
	/* As if they were that many. */
	durations.counts[hft_durations_bucket(10) - durations.first] =
		UINT32_MAX / 98 * 2;
	durations.counts[hft_durations_bucket(20) - durations.first] =
		UINT32_MAX;
	ck_assert_uint_eq(percentile(1), 10);
	ck_assert_uint_eq(percentile(3), 20);
	/* The parts stay what they are. */
	note(20);
	ck_assert_uint_eq(percentile(1), 10);
	ck_assert_uint_eq(percentile(3), 20);
	ck_assert_uint_eq(
		durations.counts[hft_durations_bucket(20) - durations.first],
		UINT32_MAX / 2 + 1);
	hft_durations_deinit(&durations);
}
END_TEST

UNIT_MAIN("durations", test_buckets_follow_each_other, test_nothing_is_known,
	  test_short_ones_are_exact, test_precision,
	  test_memory_is_of_the_spread, test_no_room, test_very_many)
