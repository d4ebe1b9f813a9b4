/* SPDX-License-Identifier: MIT */
#include "../../consumer/engine/hash.h"
#include "unit.h"

#define N 5000

struct item {
	uint64_t key;
	struct hft_node node;
};

static struct item *find(const struct hft_hash *hash, uint64_t key,
			 uint64_t value)
{
	struct hft_node *node = hft_hash_first(hash, value);

	for (; node; node = node->next) {
		struct item *item = hft_container(node, struct item, node);

		if (item->key == key)
			return item;
	}
	return NULL;
}

static void fill_and_empty(uint64_t (*value_of)(uint64_t))
{
	static struct item items[N];
	struct hft_hash hash;

	ck_assert_int_eq(hft_hash_init(&hash), 0);
	for (uint64_t i = 0; i < N; i++) {
		items[i].key = i;
		hft_hash_add(&hash, &items[i].node, value_of(i));
	}
	ck_assert_uint_eq(hash.n, N);
	for (uint64_t i = 0; i < N; i += 2)
		hft_hash_remove(&hash, &items[i].node);
	ck_assert_uint_eq(hash.n, N / 2);
	for (uint64_t i = 0; i < N; i++)
		ck_assert_ptr_eq(find(&hash, i, value_of(i)),
				 i % 2 ? &items[i] : NULL);
	hft_hash_deinit(&hash);
}

static uint64_t spread(uint64_t key)
{
	return hft_hash_mix(key, 1);
}

static uint64_t collide(uint64_t key)
{
	return key % 3;
}

START_TEST(test_spread)
{
	fill_and_empty(spread);
}
END_TEST

START_TEST(test_collisions)
{
	fill_and_empty(collide);
}
END_TEST

START_TEST(test_mix_spreads_neighbours)
{
	unsigned int used[256] = { 0 };

	for (uint64_t i = 0; i < 4096; i++)
		used[hft_hash_mix(4321, i) & 255]++;
	for (int i = 0; i < 256; i++)
		ck_assert_uint_lt(used[i], 64);
	ck_assert_uint_ne(hft_hash_mix(1, 2), hft_hash_mix(2, 1));
}
END_TEST

UNIT_MAIN("hash", test_spread, test_collisions, test_mix_spreads_neighbours)
