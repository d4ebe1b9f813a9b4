/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "address-map.h"
#include "symbol-cache.h"
#include "symbol-table.h"

struct entry {
	struct hft_symbol symbol;
	struct owner *owner;
	/* Of the same owner; or of those that are kept for who has them. */
	struct entry *prev;
	struct entry *next;
	unsigned int rank;
	/* A lookup has returned it. */
	bool handed_out;
	size_t bytes;
	char text[];
};

struct owner {
	struct hft_module module;
	struct entry *entries;
	char name[];
};

struct hft_symbol_table {
	/* The entry of each address. */
	struct hft_address_map map;
	struct owner *kernel;
	/* By name. */
	struct owner *owners[HFT_SYMBOL_TABLE_MODULES_MAX];
	size_t n_owners;
	/* Gone, but handed out before. */
	struct entry *kept;
	/* Of all entries. */
	size_t bytes;
	struct hft_symbol_cache cache;
};

static struct owner *owner_create(const char *name)
{
	size_t size = strlen(name) + 1;
	struct owner *owner = calloc(1, sizeof(*owner) + size);

	if (!owner)
		return NULL;
	memcpy(owner->name, name, size);
	owner->module.name = owner->name;
	return owner;
}

struct hft_symbol_table *hft_symbol_table_create(void)
{
	struct hft_symbol_table *table = calloc(1, sizeof(*table));

	if (!table)
		return NULL;
	table->kernel = owner_create("");
	if (!table->kernel) {
		free(table);
		return NULL;
	}
	return table;
}

static void free_entries(struct entry *entry)
{
	while (entry) {
		struct entry *next = entry->next;

		free(entry);
		entry = next;
	}
}

static void owner_destroy(struct owner *owner)
{
	free_entries(owner->entries);
	free(owner);
}

void hft_symbol_table_destroy(struct hft_symbol_table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->n_owners; i++)
		owner_destroy(table->owners[i]);
	owner_destroy(table->kernel);
	free_entries(table->kept);
	hft_address_map_deinit(&table->map);
	free(table);
}

/* The index of the first owner whose name is not before this one. */
static size_t owner_index(const struct hft_symbol_table *table,
			  const char *name)
{
	size_t low = 0;
	size_t high = table->n_owners;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(table->owners[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct owner *find_owner(const struct hft_symbol_table *table,
				const char *name)
{
	size_t index = owner_index(table, name);

	if (index == table->n_owners ||
	    strcmp(table->owners[index]->name, name))
		return NULL;
	return table->owners[index];
}

static int add_owner(struct hft_symbol_table *table, const char *name,
		     struct owner **ret)
{
	size_t index = owner_index(table, name);

	if (table->n_owners == HFT_SYMBOL_TABLE_MODULES_MAX)
		return -E2BIG;
	*ret = owner_create(name);
	if (!*ret)
		return -ENOMEM;
	memmove(&table->owners[index + 1], &table->owners[index],
		(table->n_owners - index) * sizeof(*table->owners));
	table->owners[index] = *ret;
	table->n_owners++;
	return 0;
}

static int get_owner(struct hft_symbol_table *table, const char *name,
		     struct owner **ret)
{
	*ret = *name ? find_owner(table, name) : table->kernel;
	return *ret ? 0 : add_owner(table, name, ret);
}

/* An entry is no longer on the map; it is freed, unless somebody has it. */
static void retire(struct hft_symbol_table *table, struct entry *entry)
{
	if (entry->prev)
		entry->prev->next = entry->next;
	else
		entry->owner->entries = entry->next;
	if (entry->next)
		entry->next->prev = entry->prev;
	if (entry->handed_out) {
		entry->next = table->kept;
		table->kept = entry;
		return;
	}
	table->bytes -= entry->bytes;
	free(entry);
}

static void remove_entry(struct hft_symbol_table *table, struct entry *entry)
{
	hft_address_map_remove(&table->map, entry->symbol.address);
	retire(table, entry);
}

static struct entry *entry_create(struct owner *owner, uint64_t address,
				  const char *name)
{
	size_t name_size = strlen(name) + 1;
	size_t module_size = *owner->name ? strlen(owner->name) + 1 : 0;
	size_t bytes = sizeof(struct entry) + name_size + module_size;
	struct entry *entry = calloc(1, bytes);

	if (!entry)
		return NULL;
	entry->owner = owner;
	entry->bytes = bytes;
	entry->symbol.address = address;
	entry->symbol.name = entry->text;
	memcpy(entry->text, name, name_size);
	if (module_size) {
		entry->symbol.module = entry->text + name_size;
		memcpy(entry->text + name_size, owner->name, module_size);
	}
	return entry;
}

static bool is_full(const struct hft_symbol_table *table)
{
	return table->bytes + hft_address_map_bytes(&table->map) >
	       HFT_SYMBOL_TABLE_BYTES_MAX;
}

int hft_symbol_table_add(struct hft_symbol_table *table, const char *owner_name,
			 uint64_t address, char type, const char *name)
{
	unsigned int rank = hft_symbol_rank(type == '?' ? 't' : type, name);
	struct hft_address_item *item;
	struct entry *entry, *old;
	struct owner *owner;
	int err = get_owner(table, owner_name, &owner);

	if (err)
		return err;
	item = hft_address_map_floor(&table->map, address);
	old = item && item->address == address ? item->value : NULL;
	if (old && old->owner == owner && old->rank <= rank)
		return 0;
	if (is_full(table))
		return -E2BIG;
	entry = entry_create(owner, address, name);
	if (!entry || hft_address_map_set(&table->map, address, entry)) {
		free(entry);
		return -ENOMEM;
	}
	entry->rank = rank;
	if (old)
		retire(table, old);
	entry->next = owner->entries;
	if (entry->next)
		entry->next->prev = entry;
	owner->entries = entry;
	table->bytes += entry->bytes;
	hft_symbol_cache_clear(&table->cache);
	return 0;
}

static void remove_owner(struct hft_symbol_table *table, size_t index)
{
	struct owner *owner = table->owners[index];

	while (owner->entries)
		remove_entry(table, owner->entries);
	free(owner);
	table->n_owners--;
	memmove(&table->owners[index], &table->owners[index + 1],
		(table->n_owners - index) * sizeof(*table->owners));
	hft_symbol_cache_clear(&table->cache);
}

void hft_symbol_table_unload(struct hft_symbol_table *table, const char *name)
{
	if (find_owner(table, name))
		remove_owner(table, owner_index(table, name));
}

/* Nothing else can be where a module is now. */
static void clear_range(struct hft_symbol_table *table, uint64_t begin,
			uint64_t end)
{
	struct hft_address_item *item;

	for (size_t i = table->n_owners; i-- > 0;) {
		const struct hft_module *module = &table->owners[i]->module;

		if (module->address < end &&
		    begin < module->address + module->bytes)
			remove_owner(table, i);
	}
	/* The initial part of a module is not in the range that it tells. */
	while ((item = hft_address_map_ceiling(&table->map, begin)) &&
	       item->address < end)
		remove_entry(table, item->value);
	hft_symbol_cache_clear(&table->cache);
}

int hft_symbol_table_load(struct hft_symbol_table *table, const char *name,
			  uint64_t address, uint64_t bytes)
{
	struct owner *owner = find_owner(table, name);
	int err;

	if (owner && owner->module.address == address &&
	    owner->module.bytes == bytes)
		return 0;
	hft_symbol_table_unload(table, name);
	if (bytes)
		clear_range(table, address, address + bytes);
	err = add_owner(table, name, &owner);
	if (err)
		return err;
	owner->module.address = address;
	owner->module.bytes = bytes;
	return 0;
}

static const struct hft_symbol *find(const struct hft_symbol_table *table,
				     uint64_t address)
{
	struct hft_address_item *item =
		hft_address_map_floor(&table->map, address);
	struct hft_address_item *next;
	struct entry *entry;
	uint64_t offset;

	if (!item)
		return NULL;
	entry = item->value;
	if (entry->rank == HFT_SYMBOL_RANK_BOUND)
		return NULL;
	next = address == UINT64_MAX
		       ? NULL
		       : hft_address_map_ceiling(&table->map, address + 1);
	entry->symbol.size = 0;
	if (next && ((struct entry *)next->value)->owner == entry->owner) {
		uint64_t size = next->address - item->address;

		entry->symbol.size =
			size < HFT_SYMBOL_SIZE_MAX ? size : HFT_SYMBOL_SIZE_MAX;
	}
	offset = address - item->address;
	if (offset && offset != HFT_ENDBR_SIZE && offset >= entry->symbol.size)
		return NULL;
	entry->handed_out = true;
	return &entry->symbol;
}

const struct hft_symbol *hft_symbol_table_lookup(struct hft_symbol_table *table,
						 uint64_t address)
{
	struct hft_symbol_cache_line *line =
		hft_symbol_cache_line(&table->cache, address);

	if (!hft_symbol_cache_hit(&table->cache, line, address))
		hft_symbol_cache_fill(&table->cache, line, address,
				      find(table, address));
	return line->symbol;
}

const struct hft_module *
hft_symbol_table_module(const struct hft_symbol_table *table, size_t index)
{
	return index < table->n_owners ? &table->owners[index]->module : NULL;
}

const struct hft_module *
hft_symbol_table_module_at(const struct hft_symbol_table *table,
			   uint64_t address)
{
	for (size_t i = 0; i < table->n_owners; i++) {
		const struct hft_module *module = &table->owners[i]->module;

		if (address - module->address < module->bytes)
			return module;
	}
	return NULL;
}
