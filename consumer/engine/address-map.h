/* SPDX-License-Identifier: MIT */
/*
 * Values by address, in order. Small sorted arrays in a sorted array: no order
 * in which addresses come and go makes it slow.
 */
#ifndef HYPERFTRACE_ADDRESS_MAP_H
#define HYPERFTRACE_ADDRESS_MAP_H

#include <stddef.h>
#include <stdint.h>

struct hft_address_item {
	uint64_t address;
	void *value;
};

struct hft_address_leaf;

/* Empty when zeroed. */
struct hft_address_map {
	/* None of them is empty. */
	struct hft_address_leaf **leaves;
	size_t n;
	size_t max;
};

/* The values are the caller's. */
void hft_address_map_deinit(struct hft_address_map *map);

/* Bytes of memory that it takes. */
size_t hft_address_map_bytes(const struct hft_address_map *map);

/*
 * Set the value of an address that has one, or that has none yet. Returns 0,
 * or -ENOMEM with nothing changed.
 */
int hft_address_map_set(struct hft_address_map *map, uint64_t address,
			void *value);

/* Remove an address, which need not be there. */
void hft_address_map_remove(struct hft_address_map *map, uint64_t address);

/*
 * The last item at or below an address, and the first at or above it; NULL
 * where there is none. Good until the map changes.
 */
struct hft_address_item *
hft_address_map_floor(const struct hft_address_map *map, uint64_t address);
struct hft_address_item *
hft_address_map_ceiling(const struct hft_address_map *map, uint64_t address);

#endif
