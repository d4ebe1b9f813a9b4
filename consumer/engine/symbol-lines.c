/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "demangle.h"
#include "printable.h"
#include "symbol-lines.h"
#include "symbols.h"

void hft_symbol_lines_deinit(struct hft_symbol_lines *lines)
{
	free(lines->lines);
	free(lines->arena);
	hft_module_files_deinit(&lines->modules);
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
		return -ENOMEM;
	*array = bigger;
	*max = new_max;
	return 0;
}

/* Copy a string to the arena by a function that makes it printable. */
static int add_string(struct hft_symbol_lines *lines, const char *string,
		      size_t length, size_t *ret,
		      size_t (*copy)(char *, size_t, const char *, size_t))
{
	size_t size = HFT_SYMBOL_NAME_MAX + 1;

	if (grow((void **)&lines->arena, &lines->arena_max,
		 lines->arena_size + size, 1))
		return -ENOMEM;
	*ret = lines->arena_size;
	lines->arena_size +=
		copy(lines->arena + *ret, size, string, length) + 1;
	return 0;
}

/* Modules come in runs, so that each name is kept about once. */
static int add_module(struct hft_symbol_lines *lines, const char *name,
		      size_t length, size_t *ret)
{
	size_t before = lines->arena_size;
	size_t last = lines->last_module;

	if (add_string(lines, name, length, ret, hft_printable))
		return -ENOMEM;
	if (last != HFT_NO_MODULE &&
	    !strcmp(lines->arena + last, lines->arena + *ret)) {
		lines->arena_size = before;
		*ret = last;
	}
	lines->last_module = *ret;
	return 0;
}

int hft_symbol_lines_add(struct hft_symbol_lines *lines,
			 const struct hft_symbol_text *symbol)
{
	struct hft_symbol_line line = {
		.address = symbol->address,
		.size = symbol->size,
		.module = HFT_NO_MODULE,
		.order = lines->n,
		.file = lines->file,
		.rank = hft_symbol_rank(symbol->type, symbol->name),
	};

	if ((symbol->module &&
	     add_module(lines, symbol->module, symbol->module_length,
			&line.module)) ||
	    add_string(lines, symbol->name, symbol->name_length, &line.name,
		       hft_demangle) ||
	    grow((void **)&lines->lines, &lines->max, lines->n + 1,
		 sizeof(*lines->lines)))
		return -ENOMEM;
	lines->lines[lines->n++] = line;
	return 0;
}
