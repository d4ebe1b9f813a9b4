/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../../consumer/engine/kaslr.h"
#include "random.h"
#include "unit.h"

#define TEXT 0xffffffff81000000
#define MiB (1ULL << 20)
#define N 4000

/* A kernel's functions, at distances that look random. */
static uint64_t functions[N];
static const struct hft_kaslr_starts starts = { functions, N };
static struct hft_kaslr kaslr;

static void make_kernel(uint64_t text, uint64_t its_seed)
{
	seed = its_seed;
	for (size_t i = 0; i < N; i++) {
		functions[i] = text;
		text += 16 * (3 + pick(40));
	}
	memset(&kaslr, 0, sizeof(kaslr));
}

/* Some functions where an offset has put them, half of them with endbr64. */
static void pick_entries(uint64_t *out, size_t n, int64_t offset)
{
	for (size_t i = 0; i < n; i++)
		out[i] = functions[(i * 997 + 13) % N] + offset + i % 2 * 4;
}

static void finds(const uint64_t *addresses, size_t n, int64_t expected)
{
	int64_t offset = 1;

	ck_assert(hft_kaslr_find(&starts, addresses, n, &offset));
	ck_assert_int_eq(offset, expected);
}

static void finds_none(const uint64_t *addresses, size_t n)
{
	int64_t offset;

	ck_assert(!hft_kaslr_find(&starts, addresses, n, &offset));
}

START_TEST(test_all_offsets)
{
	uint64_t entries[HFT_KASLR_SEEN_MIN];

	make_kernel(TEXT, 1);
	for (int64_t offset = -16; offset < 1024 - 16 - 4; offset += 2) {
		pick_entries(entries, HFT_KASLR_SEEN_MIN,
			     offset * (int64_t)MiB);
		finds(entries, HFT_KASLR_SEEN_MIN, offset * (int64_t)MiB);
	}
}
END_TEST

START_TEST(test_other_offsets)
{
	uint64_t entries[64];

	make_kernel(TEXT, 1);
	pick_entries(entries, 64, MiB);
	finds_none(entries, 64);
	pick_entries(entries, 64, 2 * MiB + 16);
	finds_none(entries, 64);
	/* Where no kernel is. */
	pick_entries(entries, 64, 1024 * MiB);
	finds_none(entries, 64);
	pick_entries(entries, 64, -18 * (int64_t)MiB);
	finds_none(entries, 64);
}
END_TEST

START_TEST(test_too_few)
{
	uint64_t entries[HFT_KASLR_SEEN_MIN];

	make_kernel(TEXT, 1);
	pick_entries(entries, HFT_KASLR_SEEN_MIN, 32 * MiB);
	finds_none(entries, HFT_KASLR_SEEN_MIN - 1);
	finds(entries, HFT_KASLR_SEEN_MIN, 32 * MiB);
	finds_none(entries, 0);
}
END_TEST

START_TEST(test_another_kernel)
{
	uint64_t entries[1024];

	make_kernel(TEXT, 1);
	pick_entries(entries, 1024, 64 * MiB);
	make_kernel(TEXT, 2);
	for (size_t n = 16; n <= 1024; n *= 2)
		finds_none(entries, n);
}
END_TEST

/* One that has the same beginning. */
START_TEST(test_a_similar_kernel)
{
	uint64_t entries[64];

	make_kernel(TEXT, 1);
	pick_entries(entries, 64, 64 * MiB);
	for (size_t i = N / 2; i < N; i++)
		functions[i] += 16;
	finds_none(entries, 64);
}
END_TEST

START_TEST(test_other_addresses)
{
	uint64_t entries[64];

	make_kernel(TEXT, 1);
	pick_entries(entries, 64, 64 * MiB);
	/* In functions, but not where they begin. */
	for (size_t i = 0; i < 4; i++)
		entries[i] += 8;
	finds(entries, 64, 64 * MiB);
	entries[4] += 8;
	finds_none(entries, 64);
	/* Modules' are far away. */
	pick_entries(entries, 64, 64 * MiB);
	for (size_t i = 0; i < 40; i++)
		entries[i] = HFT_KASLR_END + 16 * i;
	finds(entries, 64, 64 * MiB);
	for (size_t i = 0; i < 40; i++)
		entries[i] = 0xffffffffa0000000 + 16 * i;
	finds(entries, 64, 64 * MiB);
	for (size_t i = 40; i < 49; i++)
		entries[i] = 0x401000 + 16 * i;
	finds_none(entries, 64);
}
END_TEST

START_TEST(test_more_than_one)
{
	uint64_t entries[64];

	make_kernel(TEXT, 1);
	/* Every 2 MiB there is the same. */
	for (size_t i = 0; i < N; i++)
		functions[i] = TEXT + i / 100 * 2 * MiB + i % 100 * 64;
	for (size_t i = 0; i < 64; i++)
		entries[i] = TEXT + 64 * MiB + i * 64;
	finds_none(entries, 64);
}
END_TEST

/* Where everything is an entry, one more or less shows nothing. */
START_TEST(test_crowded)
{
	uint64_t entries[HFT_KASLR_SEEN_MIN + 64];

	make_kernel(TEXT, 1);
	for (size_t i = 0; i < N / 2; i++)
		functions[i] = TEXT + i * 16;
	for (size_t i = N / 2; i < N; i++)
		functions[i] = TEXT + MiB + i * 64;
	for (size_t i = 0; i < 64; i++)
		entries[i] = functions[3 * i] + 64 * MiB + 32;
	finds_none(entries, 64);
	for (size_t i = 0; i < HFT_KASLR_SEEN_MIN; i++)
		entries[64 + i] = functions[N / 2 + 1 + i * (i + 1)] + 64 * MiB;
	finds_none(entries, 64 + HFT_KASLR_SEEN_MIN - 1);
	finds(entries, 64 + HFT_KASLR_SEEN_MIN, 64 * MiB);
}
END_TEST

START_TEST(test_no_functions)
{
	static const struct hft_kaslr_starts none = { NULL, 0 };
	int64_t offset;

	ck_assert(!hft_kaslr_find(&none, functions, N, &offset));
	memset(&kaslr, 0, sizeof(kaslr));
	for (size_t i = 0; i < 100; i++)
		ck_assert(!hft_kaslr_see(&kaslr, &none, TEXT + i * 16));
}
END_TEST

START_TEST(test_seen)
{
	uint64_t entries[HFT_KASLR_SEEN_MIN];

	make_kernel(TEXT, 1);
	pick_entries(entries, HFT_KASLR_SEEN_MIN, 64 * MiB);
	for (size_t i = 0; i < HFT_KASLR_SEEN_MIN; i++) {
		ck_assert_int_eq(kaslr.state, HFT_KASLR_SEEKING);
		/* What is seen again, or is elsewhere, does not count. */
		for (size_t j = 0; j < i; j++)
			ck_assert(!hft_kaslr_see(&kaslr, &starts, entries[j]));
		ck_assert(!hft_kaslr_see(&kaslr, &starts, 0x401000 + i));
		ck_assert(!hft_kaslr_see(&kaslr, &starts, HFT_KASLR_END + i));
		ck_assert_int_eq(hft_kaslr_see(&kaslr, &starts, entries[i]),
				 i == HFT_KASLR_SEEN_MIN - 1);
	}
	ck_assert_int_eq(kaslr.state, HFT_KASLR_FOUND);
	ck_assert_int_eq(kaslr.offset, 64 * MiB);
	ck_assert(!hft_kaslr_see(&kaslr, &starts, TEXT));
	ck_assert(!hft_kaslr_ask(&kaslr));
}
END_TEST

START_TEST(test_seen_later)
{
	uint64_t entries[64];

	make_kernel(TEXT, 1);
	pick_entries(entries, 64, 64 * MiB);
	/* Two of the first are something else; of twice as many they may be. */
	hft_kaslr_see(&kaslr, &starts, functions[0] + 64 * MiB + 8);
	hft_kaslr_see(&kaslr, &starts, functions[1] + 64 * MiB + 8);
	for (size_t i = 0; i < 35; i++)
		ck_assert(!hft_kaslr_see(&kaslr, &starts, entries[i]));
	ck_assert(hft_kaslr_see(&kaslr, &starts, entries[35]));
	ck_assert_int_eq(kaslr.offset, 64 * MiB);
}
END_TEST

START_TEST(test_never_seen)
{
	make_kernel(TEXT, 1);
	for (size_t i = 0; i < HFT_KASLR_SEEN_MAX - 1; i++)
		ck_assert(!hft_kaslr_see(&kaslr, &starts, TEXT + 16 * i));
	ck_assert(hft_kaslr_see(&kaslr, &starts, TEXT + 8));
	ck_assert_int_eq(kaslr.state, HFT_KASLR_NOT_FOUND);
	/* Nothing is collected any more. */
	for (size_t i = 0; i < HFT_KASLR_SEEN_MAX; i++)
		ck_assert(!hft_kaslr_see(&kaslr, &starts, TEXT + 8 + 16 * i));
	ck_assert_uint_eq(kaslr.n_seen, HFT_KASLR_SEEN_MAX);
	/* But it may still be told. */
	ck_assert(hft_kaslr_ask(&kaslr));
}
END_TEST

/* Tell of functions, with what is added to the offset of one of them. */
static void tell(int64_t offset, size_t which, int64_t error)
{
	memset(&kaslr, 0, sizeof(kaslr));
	for (size_t i = 0; i < HFT_KASLR_TOLD_MIN; i++) {
		int64_t is = i == which ? offset + error : offset;

		ck_assert_int_eq(kaslr.state, HFT_KASLR_SEEKING);
		ck_assert(hft_kaslr_ask(&kaslr));
		ck_assert_int_eq(hft_kaslr_tell(&kaslr, functions[i],
						functions[i] + is),
				 i == HFT_KASLR_TOLD_MIN - 1);
	}
}

START_TEST(test_told)
{
	make_kernel(TEXT, 1);
	tell(0x1a000000, N, 0);
	ck_assert_int_eq(kaslr.state, HFT_KASLR_FOUND);
	ck_assert_int_eq(kaslr.offset, 0x1a000000);
	for (size_t i = 0; i < HFT_KASLR_TOLD_MIN; i++) {
		tell(0x1a000000, i, 16);
		ck_assert_int_eq(kaslr.state, HFT_KASLR_FOUND);
		ck_assert_int_eq(kaslr.offset, 0x1a000000);
	}
	tell(0, N, 0);
	ck_assert_int_eq(kaslr.state, HFT_KASLR_FOUND);
	ck_assert_int_eq(kaslr.offset, 0);
	tell(0x1a000010, N, 0);
	ck_assert_int_eq(kaslr.state, HFT_KASLR_OTHER_KERNEL);
}
END_TEST

START_TEST(test_told_of_another)
{
	make_kernel(TEXT, 1);
	for (size_t i = 0; i < HFT_KASLR_TOLD_MIN; i++)
		hft_kaslr_tell(&kaslr, functions[i], functions[i] + 64 * i);
	ck_assert_int_eq(kaslr.state, HFT_KASLR_OTHER_KERNEL);
	ck_assert(!hft_kaslr_ask(&kaslr));
}
END_TEST

START_TEST(test_asked_enough)
{
	size_t n = 0;

	make_kernel(TEXT, 1);
	while (hft_kaslr_ask(&kaslr))
		n++;
	ck_assert_uint_eq(n, HFT_KASLR_ASKED_MAX);
}
END_TEST

UNIT_MAIN("kaslr", test_all_offsets, test_other_offsets, test_too_few,
	  test_another_kernel, test_a_similar_kernel, test_other_addresses,
	  test_more_than_one, test_crowded, test_no_functions, test_seen,
	  test_seen_later, test_never_seen, test_told, test_told_of_another,
	  test_asked_enough)
