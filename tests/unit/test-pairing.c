/* SPDX-License-Identifier: MIT */
#include "../../consumer/engine/pairing.h"
#include "unit.h"

/* One tick is 2 ns. */
static const struct hft_rate rate = { .ns = 2, .ticks = 1 };

static int64_t next(struct hft_pairing *pairing, uint64_t tsc, int64_t ns)
{
	struct hft_instant noticed = { .tsc = tsc, .ns = ns };
	struct hft_instant was = hft_pairing_next(pairing, noticed, &rate);

	ck_assert_uint_eq(was.tsc, tsc);
	ck_assert_int_le(was.ns, ns);
	return was.ns;
}

START_TEST(test_in_time)
{
	struct hft_pairing pairing = { 0 };

	ck_assert_int_eq(next(&pairing, 1000, 50), 50);
	ck_assert_int_eq(next(&pairing, 2000, 2050), 2050);
	/* Less late than the one before. */
	ck_assert_int_eq(next(&pairing, 3000, 4040), 4040);
}
END_TEST

START_TEST(test_late)
{
	struct hft_pairing pairing = { 0 };

	next(&pairing, 1000000, 0);
	/* 2,000,000 ns on, and what the host's clock may have gained. */
	ck_assert_int_eq(next(&pairing, 2000000, 9000000),
			 2000000 + 2000000 / 1024);
	ck_assert_int_eq(next(&pairing, 3000000, 4000000), 4000000);
}
END_TEST

START_TEST(test_first_late)
{
	struct hft_pairing pairing = { 0 };

	next(&pairing, 0, 5000000);
	ck_assert_int_eq(next(&pairing, 1000000, 2000000), 2000000);
	ck_assert_int_eq(next(&pairing, 2000000, 4000000), 4000000);
}
END_TEST

START_TEST(test_jump)
{
	struct hft_pairing pairing = { 0 };
	int64_t pause = 1000000000000;
	uint64_t tsc = 0;

	next(&pairing, tsc, 0);
	for (int i = 0; i < HFT_PAIRING_LATE_MAX; i++) {
		tsc += 1000;
		ck_assert_int_lt(next(&pairing, tsc, pause + 2 * tsc), pause);
	}
	for (int i = 0; i < 100; i++) {
		tsc += 1000;
		ck_assert_int_eq(next(&pairing, tsc, pause + 2 * tsc),
				 pause + 2 * tsc);
	}
}
END_TEST

START_TEST(test_no_rate)
{
	const struct hft_rate none = { 0 };
	struct hft_pairing pairing = { 0 };
	struct hft_instant noticed = { .tsc = 1, .ns = 1 };

	hft_pairing_next(&pairing, noticed, &none);
	noticed = (struct hft_instant){ .tsc = 2, .ns = 1000000 };
	ck_assert_int_eq(hft_pairing_next(&pairing, noticed, &none).ns,
			 1000000);
}
END_TEST

START_TEST(test_any_values)
{
	static const uint64_t values[] = { 0, 1, INT64_MAX,
					   (uint64_t)INT64_MAX + 1,
					   UINT64_MAX };
	size_t n = sizeof(values) / sizeof(*values);

	for (size_t i = 0; i < n * n * n * n; i++) {
		struct hft_pairing pairing = { 0 };

		next(&pairing, values[i % n], values[i / n % n]);
		next(&pairing, values[i / n / n % n],
		     values[i / n / n / n % n]);
	}
}
END_TEST

UNIT_MAIN("pairing", test_in_time, test_late, test_first_late, test_jump,
	  test_no_rate, test_any_values)
