/* SPDX-License-Identifier: MIT */
/*
 * A hash table of structures that have a struct hft_node in them: adding
 * allocates nothing but, now and then, a bigger array of buckets.
 */
#ifndef HYPERFTRACE_HASH_H
#define HYPERFTRACE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hft_node {
	struct hft_node *next;
	uint64_t hash;
};

struct hft_hash {
	struct hft_node **buckets;
	/* A power of two. */
	size_t n_buckets;
	size_t n;
};

/* The structure of type that contains a node as the given member. */
#define hft_container(node, type, member) \
	((type *)((char *)(node)-offsetof(type, member)))

/* Every bit of the result depends on every bit of both numbers. */
static inline uint64_t hft_hash_mix(uint64_t a, uint64_t b)
{
	a ^= b * 0x9e3779b97f4a7c15;
	a = (a ^ a >> 30) * 0xbf58476d1ce4e5b9;
	a = (a ^ a >> 27) * 0x94d049bb133111eb;
	return a ^ a >> 31;
}

/* Returns 0, or -1 if there is no memory. */
int hft_hash_init(struct hft_hash *hash);
/* The nodes are the caller's to free. */
void hft_hash_deinit(struct hft_hash *hash);

/* The first of the nodes that may have this hash: follow next, compare. */
static inline struct hft_node *hft_hash_first(const struct hft_hash *hash,
					      uint64_t value)
{
	return hash->buckets[value & (hash->n_buckets - 1)];
}

void hft_hash_add(struct hft_hash *hash, struct hft_node *node, uint64_t value);
void hft_hash_remove(struct hft_hash *hash, struct hft_node *node);

#endif
