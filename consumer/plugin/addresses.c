/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../engine/cleanup.h"
#include "../engine/hash.h"
#include "addresses.h"

struct symbol {
	struct hft_node node;
	uint64_t address;
	const char *name;
};

struct hft_addresses {
	struct hft_hash hash;
};

struct hft_addresses *hft_addresses_create(void)
{
	struct hft_addresses *addresses = calloc(1, sizeof(*addresses));

	if (!addresses || !hft_hash_init(&addresses->hash))
		return addresses;
	free(addresses);
	return NULL;
}

void hft_addresses_destroy(struct hft_addresses *addresses)
{
	struct hft_node *node, *next;

	if (!addresses)
		return;
	for (size_t i = 0; i < addresses->hash.n_buckets; i++) {
		for (node = addresses->hash.buckets[i]; node; node = next) {
			next = node->next;
			free(hft_container(node, struct symbol, node));
		}
	}
	hft_hash_deinit(&addresses->hash);
	free(addresses);
}

int hft_addresses_add(struct hft_addresses *addresses, uint64_t address,
		      const char *name)
{
	uint64_t hash = hft_hash_mix(address, 0);
	struct hft_node *node = hft_hash_first(&addresses->hash, hash);
	struct symbol *symbol;

	for (; node; node = node->next) {
		if (hft_container(node, struct symbol, node)->address ==
		    address)
			return 0;
	}
	if (addresses->hash.n == HFT_ADDRESSES_MAX)
		return 0;
	symbol = malloc(sizeof(*symbol));
	if (!symbol)
		return -ENOMEM;
	symbol->address = address;
	symbol->name = name;
	hft_hash_add(&addresses->hash, &symbol->node, hash);
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct symbol *left = *(const struct symbol *const *)a;
	const struct symbol *right = *(const struct symbol *const *)b;

	return left->address < right->address ? -1 : 1;
}

static void put(const struct hft_addresses *addresses,
		const struct symbol **symbols, FILE *file)
{
	size_t n = 0;

	for (size_t i = 0; i < addresses->hash.n_buckets; i++) {
		const struct hft_node *node = addresses->hash.buckets[i];

		for (; node; node = node->next)
			symbols[n++] = hft_container(node, struct symbol, node);
	}
	qsort(symbols, n, sizeof(*symbols), compare);
	for (size_t i = 0; i < n; i++)
		fprintf(file, "%016" PRIx64 " T %s\n", symbols[i]->address,
			symbols[i]->name);
}

int hft_addresses_write(const struct hft_addresses *addresses, FILE *file)
{
	_cleanup_free_ const struct symbol **symbols =
		calloc(addresses->hash.n + 1, sizeof(*symbols));

	if (!symbols)
		return ENOMEM;
	errno = 0;
	put(addresses, symbols, file);
	if (fflush(file) || ferror(file))
		return errno ? errno : EIO;
	return 0;
}
