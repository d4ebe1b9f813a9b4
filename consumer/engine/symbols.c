/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbol-cache.h"
#include "symbol-files.h"
#include "symbols.h"

/* The upper half of all addresses is the kernel's and its modules'. */
#define UPPER_HALF (1ULL << 63)

struct hft_symbols {
	struct hft_symbol_files *files;
	struct hft_kaslr kaslr;
	/* A function of the kernel was looked up. */
	bool asked;
	/* The files' symbols where they are; not yet filled with offset 0. */
	struct hft_symbol *moved;
	struct hft_symbol_cache cache;
};

unsigned int hft_symbol_rank(char type, const char *name)
{
	static const char best_first[] = "TWwt";
	const char *found = strchr(best_first, type);
	size_t underscores = strspn(name, "_");

	if (!type || !found)
		return HFT_SYMBOL_RANK_BOUND;
	if (underscores > 255)
		underscores = 255;
	return ((unsigned int)(found - best_first) << 8) | underscores;
}

/* Takes the files over. NULL if there is no memory. */
static struct hft_symbols *use(struct hft_symbol_files *files)
{
	struct hft_symbols *ret = calloc(1, sizeof(*ret));

	if (ret && files->starts.n)
		ret->moved = malloc(files->n * sizeof(*ret->moved));
	if (!ret || (files->starts.n && !ret->moved)) {
		free(ret);
		hft_symbol_files_put(files);
		return NULL;
	}
	ret->files = files;
	return ret;
}

struct hft_symbols *hft_symbols_create(const char *const *paths, size_t n,
				       struct hft_error *error)
{
	struct hft_symbol_files *files =
		hft_symbol_files_create(paths, n, error);
	struct hft_symbols *ret;

	if (!files)
		return NULL;
	ret = use(files);
	if (!ret)
		hft_error_set(error, "out of memory");
	return ret;
}

struct hft_symbols *hft_symbols_share(const struct hft_symbols *symbols)
{
	symbols->files->n_users++;
	return use(symbols->files);
}

void hft_symbols_destroy(struct hft_symbols *symbols)
{
	if (!symbols)
		return;
	hft_symbol_files_put(symbols->files);
	free(symbols->moved);
	free(symbols);
}

/* Where the kernel is, or is not, is known now. */
static void settle(struct hft_symbols *symbols)
{
	hft_symbol_cache_clear(&symbols->cache);
	if (symbols->kaslr.state != HFT_KASLR_FOUND || !symbols->kaslr.offset)
		return;
	for (size_t i = 0; i < symbols->files->n; i++) {
		symbols->moved[i] = symbols->files->symbols[i];
		symbols->moved[i].address += symbols->kaslr.offset;
	}
}

void hft_symbols_tell(struct hft_symbols *symbols, const char *name,
		      uint64_t address)
{
	const struct hft_symbol *found = NULL;

	if (!symbols || !symbols->files->starts.n ||
	    !hft_kaslr_is_kernel(address) || !hft_kaslr_ask(&symbols->kaslr))
		return;
	for (size_t i = 0; i < symbols->files->n; i++) {
		const struct hft_symbol *symbol = &symbols->files->symbols[i];

		if (symbol->module || !hft_kaslr_is_kernel(symbol->address) ||
		    strcmp(symbol->name, name))
			continue;
		if (found)
			return;
		found = symbol;
	}
	if (found && hft_kaslr_tell(&symbols->kaslr, found->address, address))
		settle(symbols);
}

int hft_symbols_place(const struct hft_symbols *symbols,
		      struct hft_symbol_table *table,
		      const struct hft_module *module)
{
	if (!symbols)
		return 0;
	return hft_module_files_place(&symbols->files->modules, table, module);
}

uint64_t hft_symbols_generation(const struct hft_symbols *symbols)
{
	return symbols ? symbols->cache.generation : 0;
}

/* Are the addresses of the kernel in the files of no use? */
static bool is_nowhere(const struct hft_symbols *symbols)
{
	switch (symbols->kaslr.state) {
	case HFT_KASLR_FOUND:
		return false;
	case HFT_KASLR_OTHER_KERNEL:
		return true;
	default:
		return symbols->files->linked;
	}
}

bool hft_symbols_is_lost(const struct hft_symbols *symbols)
{
	return symbols && symbols->asked && is_nowhere(symbols);
}

static bool contains(const struct hft_symbol *symbol, uint64_t address)
{
	uint64_t offset = address - symbol->address;

	return !offset || offset < symbol->size ||
	       (!symbol->size && offset == HFT_ENDBR_SIZE);
}

/* One of the files' symbols, which were not moved. */
static const struct hft_symbol *find_in_files(const struct hft_symbols *symbols,
					      uint64_t address)
{
	const struct hft_symbol *symbol =
		hft_symbol_files_below(symbols->files, address);

	return symbol && contains(symbol, address) ? symbol : NULL;
}

static const struct hft_symbol *find_moved(const struct hft_symbols *symbols,
					   uint64_t address)
{
	const struct hft_symbol *symbol =
		find_in_files(symbols, address - symbols->kaslr.offset);

	/* What modules the files have are from before, and elsewhere. */
	if (!symbol || symbol->module)
		return NULL;
	return &symbols->moved[symbol - symbols->files->symbols];
}

static const struct hft_symbol *find(const struct hft_symbols *symbols,
				     uint64_t address)
{
	bool moved = symbols->kaslr.state == HFT_KASLR_FOUND &&
		     symbols->kaslr.offset;

	if (address < UPPER_HALF)
		return find_in_files(symbols, address);
	if (!hft_kaslr_is_kernel(address))
		return moved ? NULL : find_in_files(symbols, address);
	if (is_nowhere(symbols))
		return NULL;
	return moved ? find_moved(symbols, address)
		     : find_in_files(symbols, address);
}

const struct hft_symbol *hft_symbols_around(struct hft_symbols *symbols,
					    uint64_t address)
{
	struct hft_symbol_cache_line *line;

	if (!symbols)
		return NULL;
	line = hft_symbol_cache_line(&symbols->cache, address);
	if (!hft_symbol_cache_hit(&symbols->cache, line, address))
		hft_symbol_cache_fill(&symbols->cache, line, address,
				      find(symbols, address));
	return line->symbol;
}

const struct hft_symbol *hft_symbols_lookup(struct hft_symbols *symbols,
					    uint64_t address)
{
	if (!symbols)
		return NULL;
	if (hft_kaslr_is_kernel(address)) {
		symbols->asked = true;
		if (hft_kaslr_see(&symbols->kaslr, &symbols->files->starts,
				  address))
			settle(symbols);
	}
	return hft_symbols_around(symbols, address);
}

char *hft_symbol_format(char *buf, size_t size, const struct hft_symbol *symbol,
			uint64_t address)
{
	uint64_t offset;
	int n;

	if (!symbol) {
		snprintf(buf, size, "0x%llx", (unsigned long long)address);
		return buf;
	}
	offset = address - symbol->address;
	if (offset == HFT_ENDBR_SIZE)
		offset = 0;
	n = snprintf(buf, size, "%s", symbol->name);
	if (offset && n >= 0 && (size_t)n < size)
		n += snprintf(buf + n, size - n, "+0x%llx",
			      (unsigned long long)offset);
	if (symbol->module && n >= 0 && (size_t)n < size)
		snprintf(buf + n, size - n, " [%s]", symbol->module);
	return buf;
}
