/* SPDX-License-Identifier: MIT */
#include "../../consumer/engine/address-map.h"
#include "unit.h"

/* Addresses of the tests are below it; the value of each, or NULL. */
#define N 3000

static void *model[N];
static char values[N];

static uint64_t pick(uint64_t n)
{
	static uint64_t state = 1;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % n;
}

static void check(const struct hft_address_map *map, uint64_t address)
{
	struct hft_address_item *floor = hft_address_map_floor(map, address);
	struct hft_address_item *ceiling =
		hft_address_map_ceiling(map, address);
	uint64_t below = address;
	uint64_t above = address;

	while (!model[below] && below > 0)
		below--;
	while (above < N && !model[above])
		above++;
	if (model[below])
		ck_assert_quick(floor && floor->address == below &&
				floor->value == model[below]);
	else
		ck_assert_quick(!floor);
	if (above < N)
		ck_assert_quick(ceiling && ceiling->address == above &&
				ceiling->value == model[above]);
	else
		ck_assert_quick(!ceiling);
}

static void set(struct hft_address_map *map, uint64_t address)
{
	model[address] = &values[pick(N)];
	ck_assert_quick(!hft_address_map_set(map, address, model[address]));
}

static void remove_one(struct hft_address_map *map, uint64_t address)
{
	model[address] = NULL;
	hft_address_map_remove(map, address);
}

START_TEST(test_any_order)
{
	struct hft_address_map map = { 0 };

	/* It fills up, then empties, with something left and without. */
	for (int phase = 0; phase < 6; phase++) {
		for (int i = 0; i < 20000; i++) {
			uint64_t address = pick(N);

			if (pick(10) < (phase % 2 ? 1 : 9))
				set(&map, address);
			else
				remove_one(&map, address);
			check(&map, pick(N));
		}
		for (uint64_t i = 0; i < N && phase == 3; i++)
			remove_one(&map, i);
	}
	for (uint64_t i = 0; i < N; i++)
		check(&map, i);
	hft_address_map_deinit(&map);
}
END_TEST

START_TEST(test_ascending_and_descending)
{
	struct hft_address_map map = { 0 };
	size_t full;

	ck_assert_uint_eq(hft_address_map_bytes(&map), 0);
	for (uint64_t i = 0; i < N; i++)
		set(&map, i % 2 ? N - i : i);
	for (uint64_t i = 0; i < N; i++)
		check(&map, i);
	full = hft_address_map_bytes(&map);
	ck_assert_uint_ge(full, N * sizeof(struct hft_address_item));
	for (uint64_t i = 0; i < N; i++) {
		remove_one(&map, i);
		check(&map, i);
	}
	ck_assert_uint_lt(hft_address_map_bytes(&map), full / 10);
	hft_address_map_deinit(&map);
}
END_TEST

START_TEST(test_ends)
{
	struct hft_address_map map = { 0 };

	ck_assert_ptr_null(hft_address_map_floor(&map, UINT64_MAX));
	ck_assert_ptr_null(hft_address_map_ceiling(&map, 0));
	ck_assert_int_eq(hft_address_map_set(&map, UINT64_MAX, values), 0);
	ck_assert_int_eq(hft_address_map_set(&map, 0, values + 1), 0);
	ck_assert_ptr_eq(hft_address_map_floor(&map, UINT64_MAX)->value,
			 values);
	ck_assert_ptr_eq(hft_address_map_floor(&map, UINT64_MAX - 1)->value,
			 values + 1);
	ck_assert_ptr_eq(hft_address_map_ceiling(&map, 1)->value, values);
	ck_assert_ptr_eq(hft_address_map_ceiling(&map, 0)->value, values + 1);
	hft_address_map_remove(&map, 7);
	hft_address_map_remove(&map, 0);
	ck_assert_ptr_null(hft_address_map_floor(&map, UINT64_MAX - 1));
	hft_address_map_deinit(&map);
}
END_TEST

UNIT_MAIN("address-map", test_any_order, test_ascending_and_descending,
	  test_ends)
