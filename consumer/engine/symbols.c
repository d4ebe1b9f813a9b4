/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "cleanup.h"
#include "printable.h"
#include "symbol-cache.h"
#include "symbols.h"

#define NO_MODULE SIZE_MAX

/* A line of a file. Strings are offsets, because the arena moves. */
struct line {
	uint64_t address;
	size_t name;
	size_t module;
	size_t order;
	/* The file's index: a symbol does not reach into another file's. */
	size_t file;
	/* As of hft_symbol_rank(). */
	unsigned int rank;
};

struct loader {
	struct line *lines;
	size_t n_lines;
	size_t max_lines;
	char *arena;
	size_t arena_size;
	size_t arena_max;
	size_t last_module;
	size_t file;
};

struct hft_symbols {
	struct hft_symbol *symbols;
	size_t n;
	char *arena;
	struct hft_symbol_cache cache;
};

static void loader_deinit(struct loader *loader)
{
	free(loader->lines);
	free(loader->arena);
}

static int grow(void **array, size_t *max, size_t needed, size_t item)
{
	size_t new_max = *max ? *max : 1024;
	void *bigger;

	while (new_max < needed)
		new_max *= 2;
	if (new_max == *max)
		return 0;
	bigger = reallocarray(*array, new_max, item);
	if (!bigger)
		return -1;
	*array = bigger;
	*max = new_max;
	return 0;
}

/* Copy a string to the arena, printable. */
static int add_string(struct loader *loader, const char *string, size_t length,
		      size_t *ret)
{
	size_t size = HFT_SYMBOL_NAME_MAX + 1;

	if (grow((void **)&loader->arena, &loader->arena_max,
		 loader->arena_size + size, 1))
		return -1;
	*ret = loader->arena_size;
	loader->arena_size +=
		hft_printable(loader->arena + *ret, size, string, length) + 1;
	return 0;
}

/* Modules come in runs, so that each name is kept about once. */
static int add_module(struct loader *loader, const char *name, size_t length,
		      size_t *ret)
{
	size_t before = loader->arena_size;
	size_t last = loader->last_module;

	if (add_string(loader, name, length, ret))
		return -1;
	if (last != NO_MODULE &&
	    !strcmp(loader->arena + last, loader->arena + *ret)) {
		loader->arena_size = before;
		*ret = last;
	}
	loader->last_module = *ret;
	return 0;
}

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

/* nm prints undefined symbols without an address. */
static bool is_undefined(const char *text)
{
	text += strspn(text, " ");
	return *text && strchr("Uwv", *text) && text[1] == ' ';
}

/* Returns 0, -ENOMEM, or -EINVAL if the line is not a symbol's. */
static int add_line(struct loader *loader, const char *text)
{
	struct line line = {
		.module = NO_MODULE,
		.order = loader->n_lines,
		.file = loader->file,
	};
	const char *name, *module, *end;
	size_t digits;

	if (*text == ' ' && is_undefined(text))
		return 0;
	digits = strspn(text, "0123456789abcdefABCDEF");
	if (!digits || digits > 16 || text[digits] != ' ')
		return -EINVAL;
	if (!text[digits + 1] || text[digits + 2] != ' ' || !text[digits + 3])
		return -EINVAL;
	line.address = strtoull(text, NULL, 16);
	name = text + digits + 3;
	line.rank = hft_symbol_rank(text[digits + 1], name);

	module = strstr(name, "\t[");
	if (module) {
		end = strchr(module, ']');
		if (!end)
			return -EINVAL;
		if (add_module(loader, module + 2, end - module - 2,
			       &line.module))
			return -ENOMEM;
	}
	if (add_string(loader, name, strcspn(name, "\t"), &line.name) ||
	    grow((void **)&loader->lines, &loader->max_lines,
		 loader->n_lines + 1, sizeof(*loader->lines)))
		return -ENOMEM;
	loader->lines[loader->n_lines++] = line;
	return 0;
}

/* No symbol's line is longer; it bounds what a file of another kind costs. */
#define LINE_SIZE (64 * 1024)

static int read_lines(struct loader *loader, const char *path, FILE *file,
		      struct hft_error *error)
{
	_cleanup_free_ char *text = malloc(LINE_SIZE);
	size_t number = 0;
	size_t length;
	int err;

	if (!text)
		return hft_error_set(error, "out of memory");
	while (fgets(text, LINE_SIZE, file)) {
		number++;
		length = strcspn(text, "\r\n");
		text[length] = '\0';
		err = add_line(loader, text);
		if (err == -ENOMEM)
			return hft_error_set(error, "out of memory");
		if (err)
			return hft_error_set(
				error,
				"%s:%zu: not a line of symbols: give a copy of "
				"the guest's /proc/kallsyms or the output of "
				"nm",
				path, number);
	}
	if (ferror(file))
		return hft_error_set(error, "cannot read %s: %s", path,
				     strerror(errno));
	if (!number)
		return hft_error_set(error,
				     "%s is empty: give a copy of the guest's "
				     "/proc/kallsyms or the output of nm",
				     path);
	return 0;
}

static int load_file(struct loader *loader, const char *path,
		     struct hft_error *error)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	size_t first = loader->n_lines;
	bool any_text = false;

	if (!file)
		return hft_error_set(error, "cannot open %s: %s", path,
				     strerror(errno));
	if (read_lines(loader, path, file, error))
		return -1;
	for (size_t i = first; i < loader->n_lines; i++) {
		if (loader->lines[i].rank == HFT_SYMBOL_RANK_BOUND)
			continue;
		if (loader->lines[i].address)
			return 0;
		any_text = true;
	}
	if (any_text)
		return hft_error_set(
			error,
			"all addresses in %s are zero: read it as root in the "
			"guest, or after sysctl kernel.kptr_restrict=0",
			path);
	return hft_error_set(error,
			     "%s has no functions: give a copy of the guest's "
			     "whole /proc/kallsyms or the output of nm",
			     path);
}

static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a;
	const struct line *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static bool same_owner(const struct loader *loader, const struct line *a,
		       const struct line *b)
{
	if (a->file != b->file)
		return false;
	if (a->module == NO_MODULE || b->module == NO_MODULE)
		return a->module == b->module;
	return !strcmp(loader->arena + a->module, loader->arena + b->module);
}

static uint32_t size_of(const struct loader *loader, size_t i)
{
	const struct line *line = &loader->lines[i];
	const struct line *end = loader->lines + loader->n_lines;
	const struct line *next = line + 1;

	while (next < end && next->address == line->address)
		next++;
	if (next == end || !same_owner(loader, line, next))
		return 0;
	if (next->address - line->address > HFT_SYMBOL_SIZE_MAX)
		return HFT_SYMBOL_SIZE_MAX;
	return next->address - line->address;
}

static struct hft_symbols *make_symbols(struct loader *loader)
{
	struct hft_symbols *ret = calloc(1, sizeof(*ret));
	size_t n = 0;

	if (!ret)
		return NULL;
	ret->symbols = calloc(loader->n_lines, sizeof(*ret->symbols));
	if (!ret->symbols) {
		free(ret);
		return NULL;
	}
	for (size_t i = 0; i < loader->n_lines; i++) {
		const struct line *line = &loader->lines[i];

		if (line->rank == HFT_SYMBOL_RANK_BOUND)
			continue;
		if (n && ret->symbols[n - 1].address == line->address)
			continue;
		ret->symbols[n++] = (struct hft_symbol){
			.address = line->address,
			.size = size_of(loader, i),
			.name = loader->arena + line->name,
			.module = line->module == NO_MODULE
					  ? NULL
					  : loader->arena + line->module,
		};
	}
	ret->n = n;
	ret->arena = no_cleanup_ptr(loader->arena);
	return ret;
}

struct hft_symbols *hft_symbols_create(const char *const *paths, size_t n,
				       struct hft_error *error)
{
	_cleanup_(loader_deinit) struct loader loader = { 0 };
	struct hft_symbols *ret;

	for (loader.file = 0; loader.file < n; loader.file++) {
		loader.last_module = NO_MODULE;
		if (load_file(&loader, paths[loader.file], error))
			return NULL;
	}
	if (loader.n_lines)
		qsort(loader.lines, loader.n_lines, sizeof(*loader.lines),
		      compare_lines);
	ret = make_symbols(&loader);
	if (!ret)
		hft_error_set(error, "out of memory");
	return ret;
}

void hft_symbols_destroy(struct hft_symbols *symbols)
{
	if (!symbols)
		return;
	free(symbols->symbols);
	free(symbols->arena);
	free(symbols);
}

/* The last symbol at or below an address. */
static const struct hft_symbol *find_below(const struct hft_symbols *symbols,
					   uint64_t address)
{
	size_t low = 0;
	size_t high = symbols->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &symbols->symbols[low - 1] : NULL;
}

static const struct hft_symbol *find(const struct hft_symbols *symbols,
				     uint64_t address)
{
	const struct hft_symbol *symbol = find_below(symbols, address);
	uint64_t offset;

	if (!symbol)
		return NULL;
	offset = address - symbol->address;
	if (!offset || offset == HFT_ENDBR_SIZE || offset < symbol->size)
		return symbol;
	return NULL;
}

const struct hft_symbol *hft_symbols_lookup(struct hft_symbols *symbols,
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
