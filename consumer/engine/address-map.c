/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "address-map.h"

#define LEAF_ITEMS 128

struct hft_address_leaf {
	size_t n;
	struct hft_address_item items[LEAF_ITEMS];
};

void hft_address_map_deinit(struct hft_address_map *map)
{
	for (size_t i = 0; i < map->n; i++)
		free(map->leaves[i]);
	free(map->leaves);
}

size_t hft_address_map_bytes(const struct hft_address_map *map)
{
	return map->n * sizeof(**map->leaves) + map->max * sizeof(*map->leaves);
}

/* How many leaves begin at or below an address. */
static size_t leaves_upto(const struct hft_address_map *map, uint64_t address)
{
	size_t low = 0;
	size_t high = map->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (map->leaves[middle]->items[0].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many of a leaf's items are at or below an address. */
static size_t items_upto(const struct hft_address_leaf *leaf, uint64_t address)
{
	size_t low = 0;
	size_t high = leaf->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (leaf->items[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct hft_address_item *
hft_address_map_floor(const struct hft_address_map *map, uint64_t address)
{
	size_t n = leaves_upto(map, address);
	struct hft_address_leaf *leaf;

	if (!n)
		return NULL;
	leaf = map->leaves[n - 1];
	return &leaf->items[items_upto(leaf, address) - 1];
}

struct hft_address_item *
hft_address_map_ceiling(const struct hft_address_map *map, uint64_t address)
{
	/* Leaves, and items of the last of them, that are below it. */
	size_t leaf = address ? leaves_upto(map, address - 1) : 0;

	if (leaf) {
		struct hft_address_leaf *below = map->leaves[leaf - 1];
		size_t item = items_upto(below, address - 1);

		if (item < below->n)
			return &below->items[item];
	}
	return leaf < map->n ? &map->leaves[leaf]->items[0] : NULL;
}

/* Make an empty leaf at an index. */
static struct hft_address_leaf *add_leaf(struct hft_address_map *map,
					 size_t index)
{
	struct hft_address_leaf *leaf;

	if (map->n == map->max) {
		size_t max = map->max ? 2 * map->max : 16;
		struct hft_address_leaf **bigger =
			reallocarray(map->leaves, max, sizeof(*bigger));

		if (!bigger)
			return NULL;
		map->leaves = bigger;
		map->max = max;
	}
	leaf = malloc(sizeof(*leaf));
	if (!leaf)
		return NULL;
	leaf->n = 0;
	memmove(&map->leaves[index + 1], &map->leaves[index],
		(map->n - index) * sizeof(*map->leaves));
	map->leaves[index] = leaf;
	map->n++;
	return leaf;
}

/* Move the upper half of a full leaf to a new one behind it. */
static int split(struct hft_address_map *map, size_t index)
{
	struct hft_address_leaf *upper = add_leaf(map, index + 1);
	struct hft_address_leaf *lower = map->leaves[index];

	if (!upper)
		return -ENOMEM;
	lower->n = LEAF_ITEMS / 2;
	upper->n = LEAF_ITEMS - lower->n;
	memcpy(upper->items, &lower->items[lower->n],
	       upper->n * sizeof(*upper->items));
	return 0;
}

/* The index of the leaf that has, or gets, an address; or -ENOMEM. */
static ptrdiff_t leaf_for(struct hft_address_map *map, uint64_t address)
{
	size_t index = leaves_upto(map, address);

	if (!map->n)
		return add_leaf(map, 0) ? 0 : -ENOMEM;
	if (index)
		index--;
	if (map->leaves[index]->n < LEAF_ITEMS)
		return index;
	if (split(map, index))
		return -ENOMEM;
	return map->leaves[index + 1]->items[0].address <= address ? index + 1
								   : index;
}

int hft_address_map_set(struct hft_address_map *map, uint64_t address,
			void *value)
{
	struct hft_address_item *item = hft_address_map_floor(map, address);
	struct hft_address_leaf *leaf;
	ptrdiff_t index;
	size_t before;

	if (item && item->address == address) {
		item->value = value;
		return 0;
	}
	index = leaf_for(map, address);
	if (index < 0)
		return index;
	leaf = map->leaves[index];
	before = items_upto(leaf, address);
	item = &leaf->items[before];
	memmove(item + 1, item, (leaf->n - before) * sizeof(*item));
	*item = (struct hft_address_item){ address, value };
	leaf->n++;
	return 0;
}

void hft_address_map_remove(struct hft_address_map *map, uint64_t address)
{
	struct hft_address_item *item = hft_address_map_floor(map, address);
	struct hft_address_leaf *leaf;
	size_t index;

	if (!item || item->address != address)
		return;
	index = leaves_upto(map, address) - 1;
	leaf = map->leaves[index];
	leaf->n--;
	memmove(item, item + 1,
		(leaf->n - (item - leaf->items)) * sizeof(*item));
	if (leaf->n)
		return;
	free(leaf);
	map->n--;
	memmove(&map->leaves[index], &map->leaves[index + 1],
		(map->n - index) * sizeof(*map->leaves));
}
