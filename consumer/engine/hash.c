/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "hash.h"

#define FIRST_BUCKETS 64

int hft_hash_init(struct hft_hash *hash)
{
	hash->buckets = calloc(FIRST_BUCKETS, sizeof(*hash->buckets));
	hash->n_buckets = hash->buckets ? FIRST_BUCKETS : 0;
	hash->n = 0;
	return hash->buckets ? 0 : -1;
}

void hft_hash_deinit(struct hft_hash *hash)
{
	free(hash->buckets);
}

static void insert(struct hft_hash *hash, struct hft_node *node)
{
	struct hft_node **bucket =
		&hash->buckets[node->hash & (hash->n_buckets - 1)];

	node->next = *bucket;
	*bucket = node;
}

/* Without memory for more buckets the chains get longer, that is all. */
static void grow(struct hft_hash *hash)
{
	struct hft_hash old = *hash;
	struct hft_node *node, *next;

	hash->buckets = calloc(old.n_buckets * 2, sizeof(*hash->buckets));
	if (!hash->buckets) {
		*hash = old;
		return;
	}
	hash->n_buckets = old.n_buckets * 2;
	for (size_t i = 0; i < old.n_buckets; i++) {
		for (node = old.buckets[i]; node; node = next) {
			next = node->next;
			insert(hash, node);
		}
	}
	free(old.buckets);
}

void hft_hash_add(struct hft_hash *hash, struct hft_node *node, uint64_t value)
{
	if (hash->n >= hash->n_buckets)
		grow(hash);
	node->hash = value;
	insert(hash, node);
	hash->n++;
}

void hft_hash_remove(struct hft_hash *hash, struct hft_node *node)
{
	struct hft_node **link =
		&hash->buckets[node->hash & (hash->n_buckets - 1)];

	while (*link != node)
		link = &(*link)->next;
	*link = node->next;
	hash->n--;
}
