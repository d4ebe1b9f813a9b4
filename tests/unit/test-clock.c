/* SPDX-License-Identifier: MIT */
#include "../../consumer/engine/clock.h"
#include "unit.h"

static struct hft_instant at(uint64_t tsc, int64_t ns)
{
	return (struct hft_instant){ .tsc = tsc, .ns = ns };
}

START_TEST(test_between)
{
	struct hft_span span =
		hft_span_between(at(1000, 50000), at(3000, 51000));

	ck_assert_int_eq(hft_span_ns(&span, 1000), 50000);
	ck_assert_int_eq(hft_span_ns(&span, 1500), 50250);
	ck_assert_int_eq(hft_span_ns(&span, 2999), 50999);
	ck_assert_int_eq(hft_span_ns(&span, 3000), 51000);
	/* Outside of it. */
	ck_assert_int_eq(hft_span_ns(&span, 0), 50000);
	ck_assert_int_eq(hft_span_ns(&span, UINT64_MAX), 51000);
}
END_TEST

START_TEST(test_not_later)
{
	struct hft_span span = hft_span_between(at(3000, 100), at(3000, 200));

	ck_assert_int_eq(hft_span_ns(&span, 0), 200);
	ck_assert_int_eq(hft_span_ns(&span, 3000), 200);
	span = hft_span_between(at(3000, 200), at(2000, 300));
	ck_assert_int_eq(hft_span_ns(&span, 2500), 300);
	ck_assert_int_eq(hft_span_ns(&span, 1000), 300);
	span = hft_span_between(at(3000, 200), at(4000, 200));
	ck_assert_int_eq(hft_span_ns(&span, 3500), 200);
}
END_TEST

START_TEST(test_until)
{
	const struct hft_rate rate = hft_rate_of_khz(2000000);
	const struct hft_rate unknown = hft_rate_of_khz(0);
	struct hft_span span = hft_span_until(at(5000, 9000), 1000, &rate);

	ck_assert_int_eq(hft_span_ns(&span, 1000), 7000);
	ck_assert_int_eq(hft_span_ns(&span, 4000), 8500);
	ck_assert_int_eq(hft_span_ns(&span, 5000), 9000);
	span = hft_span_until(at(5000, 9000), 1000, &unknown);
	ck_assert_int_eq(hft_span_ns(&span, 1000), 9000);
	span = hft_span_until(at(5000, 9000), 6000, &rate);
	ck_assert_int_eq(hft_span_ns(&span, 6000), 9000);
	/* Before the clock's beginning. */
	span = hft_span_until(at(UINT64_MAX, 0), 0,
			      &(struct hft_rate){ UINT64_MAX, 1 });
	ck_assert_int_eq(hft_span_ns(&span, 0), INT64_MIN);
	ck_assert_int_eq(hft_span_ns(&span, UINT64_MAX), 0);
}
END_TEST

START_TEST(test_rate)
{
	const struct hft_instant a = at(1000, 100), b = at(3000, 1100);
	struct hft_rate rate = hft_rate_between(&a, &b);

	ck_assert_uint_eq(rate.ns, 1000);
	ck_assert_uint_eq(rate.ticks, 2000);
	ck_assert_uint_eq(hft_rate_between(&b, &a).ticks, 0);
	ck_assert_uint_eq(hft_rate_between(&a, &a).ticks, 0);
}
END_TEST

/* Exact at both ends, never back, and as even as ns allow. */
static void holds(struct hft_instant begin, struct hft_instant end)
{
	struct hft_span span = hft_span_between(begin, end);
	uint64_t ticks = end.tsc - begin.tsc;
	uint64_t ns = (uint64_t)end.ns - (uint64_t)begin.ns;
	int64_t last = begin.ns;

	ck_assert_int_eq(hft_span_ns(&span, begin.tsc), begin.ns);
	ck_assert_int_eq(hft_span_ns(&span, end.tsc), end.ns);
	for (uint64_t i = 0; i <= 1000; i++) {
		uint64_t tick = ticks / 1000 * i;
		uint64_t exact = (unsigned __int128)tick * ns / ticks;
		int64_t got = hft_span_ns(&span, begin.tsc + tick);

		ck_assert_quick(got >= last);
		last = got;
		ck_assert_quick(exact - ((uint64_t)got - (uint64_t)begin.ns) <=
				2);
	}
}

START_TEST(test_any_values)
{
	static const uint64_t spans[] = { 1,
					  999,
					  1000,
					  123456789,
					  10000000000,
					  (uint64_t)1 << 40,
					  (uint64_t)1 << 62,
					  UINT64_MAX / 2,
					  UINT64_MAX };
	size_t n = sizeof(spans) / sizeof(*spans);

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			int64_t from = spans[j] > INT64_MAX ? INT64_MIN : 0;

			holds(at(0, from), at(spans[i], from + spans[j]));
		}
	}
}
END_TEST

UNIT_MAIN("clock", test_between, test_not_later, test_until, test_rate,
	  test_any_values)
