/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "functions.h"
#include "hash.h"

struct entry {
	struct hft_function function;
	struct hft_node node;
	char name[];
};

struct hft_functions {
	struct hft_hash hash;
	uint32_t n;
	size_t bytes;
	uint64_t refused;
	/* Stand for those that are refused: the kernel's, and programs'. */
	const struct hft_function *rest[2];
};

static uint64_t hash_name(const char *name, size_t length, bool user)
{
	uint64_t hash = user;
	uint64_t word;

	for (; length >= sizeof(word); length -= sizeof(word)) {
		memcpy(&word, name, sizeof(word));
		hash = hft_hash_mix(hash, word);
		name += sizeof(word);
	}
	word = length;
	memcpy(&word, name, length);
	return hft_hash_mix(hash, word);
}

static const struct hft_function *add(struct hft_functions *functions,
				      const char *name, bool user,
				      const char *source)
{
	size_t length = strlen(name);
	size_t more = source ? strlen(source) + 1 : 0;
	struct entry *entry = malloc(sizeof(*entry) + length + 1 + more);

	if (!entry)
		return NULL;
	memcpy(entry->name, name, length + 1);
	if (source)
		memcpy(entry->name + length + 1, source, more);
	entry->function = (struct hft_function){
		.id = functions->n++,
		.user = user,
		.length = length,
		.name = entry->name,
		.source = source ? entry->name + length + 1 : NULL,
	};
	functions->bytes += length + more;
	hft_hash_add(&functions->hash, &entry->node,
		     hash_name(name, length, user));
	return &entry->function;
}

struct hft_functions *hft_functions_create(void)
{
	struct hft_functions *functions = calloc(1, sizeof(*functions));

	if (!functions)
		return NULL;
	if (hft_hash_init(&functions->hash)) {
		free(functions);
		return NULL;
	}
	return functions;
}

void hft_functions_destroy(struct hft_functions *functions)
{
	struct hft_node *node, *next;

	if (!functions)
		return;
	for (size_t i = 0; i < functions->hash.n_buckets; i++) {
		for (node = functions->hash.buckets[i]; node; node = next) {
			next = node->next;
			free(hft_container(node, struct entry, node));
		}
	}
	hft_hash_deinit(&functions->hash);
	free(functions);
}

static const struct hft_function *rest(struct hft_functions *functions,
				       bool user)
{
	const struct hft_function **ret = &functions->rest[user];

	functions->refused++;
	if (!*ret)
		*ret = add(functions, "(one of too many functions)", user,
			   NULL);
	return *ret;
}

const struct hft_function *hft_functions_intern(struct hft_functions *functions,
						const char *name, bool user,
						const char *source)
{
	size_t length = strlen(name);
	uint64_t hash = hash_name(name, length, user);
	struct hft_node *node = hft_hash_first(&functions->hash, hash);

	for (; node; node = node->next) {
		const struct entry *entry =
			hft_container(node, struct entry, node);

		if (entry->function.user == user &&
		    entry->function.length == length &&
		    !memcmp(entry->name, name, length))
			return &entry->function;
	}
	if (functions->n >= HFT_FUNCTIONS_MAX || length > UINT16_MAX ||
	    functions->bytes + length > HFT_FUNCTIONS_BYTES_MAX)
		return rest(functions, user);
	return add(functions, name, user, source);
}

uint64_t hft_functions_refused(const struct hft_functions *functions)
{
	return functions->refused;
}
