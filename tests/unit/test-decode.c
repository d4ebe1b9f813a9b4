/* SPDX-License-Identifier: MIT */
#include "../../consumer/engine/decode.h"
#include "unit.h"

static struct hft_decoded decode(uint64_t nr, uint64_t a0, uint64_t a1,
				 uint64_t a2, uint64_t a3)
{
	const uint64_t args[4] = { a0, a1, a2, a3 };

	return hft_decode(nr, args);
}

START_TEST(test_published_samples)
{
	struct hft_decoded event;

	event = decode(1000, 18446744071579284592U, 0, 0, 0);
	ck_assert_int_eq(event.kind, HFT_KIND_ENTRY);
	ck_assert(!event.user);
	ck_assert_uint_eq(event.address, 0xffffffff8106b470);
	ck_assert_uint_eq(event.depth, 0);

	event = decode(1000, 18446744071579288208U, 1, 4198, 3);
	ck_assert_int_eq(event.kind, HFT_KIND_EXIT);
	ck_assert_uint_eq(event.address, 0xffffffff8106c290);
	ck_assert_uint_eq(event.duration, 4198);
	ck_assert_uint_eq(event.depth, 3);

	event = decode(2000, 4197127, 0, 0, 0);
	ck_assert_int_eq(event.kind, HFT_KIND_ENTRY);
	ck_assert(event.user);
	ck_assert_uint_eq(event.address, 4197127);
	event = decode(2000, 4197127, 1, 0, 0);
	ck_assert_int_eq(event.kind, HFT_KIND_EXIT);
	ck_assert(event.user);
}
END_TEST

START_TEST(test_switch)
{
	struct hft_decoded event = decode(1001, 5, 4, 7, 6);

	ck_assert_int_eq(event.kind, HFT_KIND_SWITCH);
	ck_assert_uint_eq(event.prev.tid, 5);
	ck_assert_uint_eq(event.prev.tgid, 4);
	ck_assert_uint_eq(event.next.tid, 7);
	ck_assert_uint_eq(event.next.tgid, 6);
}
END_TEST

START_TEST(test_user_call_site_is_no_duration)
{
	struct hft_decoded event = decode(2000, 0x401000, 1, 0x402000, 9);

	ck_assert_int_eq(event.kind, HFT_KIND_EXIT);
	ck_assert_uint_eq(event.duration, 0);
	ck_assert_uint_eq(event.depth, 0);
}
END_TEST

START_TEST(test_malformed)
{
	ck_assert_int_eq(decode(1000, 1, 2, 0, 0).kind, HFT_KIND_MALFORMED);
	ck_assert_int_eq(decode(2000, 1, 2, 0, 0).kind, HFT_KIND_MALFORMED);
	ck_assert_int_eq(decode(1000, 1, UINT64_MAX, 0, 0).kind,
			 HFT_KIND_MALFORMED);
	ck_assert_int_eq(decode(1000, 1, 0, 0, HFT_DEPTH_MAX).kind,
			 HFT_KIND_ENTRY);
	ck_assert_int_eq(decode(1000, 1, 0, 0, HFT_DEPTH_MAX + 1).kind,
			 HFT_KIND_MALFORMED);
	ck_assert_int_eq(decode(1000, 1, 1, 0, 1ULL << 32).kind,
			 HFT_KIND_MALFORMED);
	ck_assert_int_eq(decode(1001, 1, 1, INT32_MAX, 1).kind,
			 HFT_KIND_SWITCH);
	for (int i = 0; i < 4; i++) {
		uint64_t args[4] = { 1, 1, 1, 1 };

		args[i] = 1ULL << 31;
		ck_assert_int_eq(hft_decode(1001, args).kind,
				 HFT_KIND_MALFORMED);
	}
}
END_TEST

START_TEST(test_numbers_that_are_not_ours)
{
	static const uint64_t foreign[] = { 0,	  1,	12,   100,
					    101,  999,	1002, 1009,
					    1100, 1999, 2001, UINT64_MAX };

	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++)
		ck_assert_int_eq(decode(foreign[i], 0, 0, 0, 0).kind,
				 HFT_KIND_FOREIGN);
	ck_assert_int_eq(decode(1010, 0, 0, 0, 0).kind, HFT_KIND_PAGE);
	ck_assert_int_eq(decode(1011, 0, 0, 0, 0).kind, HFT_KIND_PROBE);
	for (uint64_t nr = 1012; nr <= 1099; nr++)
		ck_assert_int_eq(decode(nr, 0, 0, 0, 0).kind, HFT_KIND_UNKNOWN);
}
END_TEST

UNIT_MAIN("decode", test_published_samples, test_switch,
	  test_user_call_site_is_no_duration, test_malformed,
	  test_numbers_that_are_not_ours)
