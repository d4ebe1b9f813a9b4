/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "symbol-files.h"
#include "symbol-lines.h"

struct loading {
	struct hft_symbol_lines lines;
	/* The file that has functions of the kernel. */
	const char *kernel;
	bool linked;
};

static void loading_deinit(struct loading *loading)
{
	hft_symbol_lines_deinit(&loading->lines);
}

static bool is_kernel(const struct hft_symbol_line *line)
{
	return line->rank != HFT_SYMBOL_RANK_BOUND &&
	       line->module == HFT_NO_MODULE &&
	       hft_kaslr_is_kernel(line->address);
}

/*
 * A text is like System.map if the kernel's start is where one is linked at,
 * and no module is loaded.
 */
static bool is_map(const struct hft_symbol_lines *lines, size_t first)
{
	bool begins = false;

	for (size_t i = first; i < lines->n; i++) {
		const struct hft_symbol_line *line = &lines->lines[i];
		const char *name = lines->arena + line->name;

		if (line->module != HFT_NO_MODULE)
			return false;
		if (is_kernel(line) && line->address <= HFT_KASLR_FIRST &&
		    (!strcmp(name, "_text") || !strcmp(name, "_stext")))
			begins = true;
	}
	return begins;
}

static int check_functions(const struct hft_symbol_lines *lines, size_t first,
			   const char *path, struct hft_error *error)
{
	bool any_text = false;

	for (size_t i = first; i < lines->n; i++) {
		if (lines->lines[i].rank == HFT_SYMBOL_RANK_BOUND)
			continue;
		if (lines->lines[i].address)
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
			     "whole /proc/kallsyms or the output of nm, or a "
			     "file that is not stripped",
			     path);
}

/* Two kernels, or one twice: with which offset would be a guess. */
static int check_kernel(struct loading *loading, size_t first, const char *path,
			bool linked, struct hft_error *error)
{
	bool kernel = false;

	for (size_t i = first; i < loading->lines.n && !kernel; i++)
		kernel = is_kernel(&loading->lines.lines[i]);
	if (!kernel)
		return 0;
	if (loading->kernel && (linked || loading->linked))
		return hft_error_set(
			error,
			"%s and %s are both of a kernel, and not both of one "
			"that was running: give one of them",
			loading->kernel, path);
	loading->kernel = path;
	loading->linked = linked;
	return 0;
}

static int load_text(struct loading *loading, const char *path, FILE *file,
		     struct hft_error *error)
{
	size_t first = loading->lines.n;

	if (hft_symbol_lines_read_text(&loading->lines, path, file, error) ||
	    check_functions(&loading->lines, first, path, error))
		return -1;
	return check_kernel(loading, first, path,
			    is_map(&loading->lines, first), error);
}

static int load_open_elf(struct loading *loading, const struct hft_elf *elf,
			 struct hft_error *error)
{
	size_t first = loading->lines.n;

	if (hft_symbol_lines_read_elf(&loading->lines, elf, error))
		return -1;
	if (elf->kind == HFT_ELF_MODULE)
		return 0;
	if (check_functions(&loading->lines, first, elf->path, error))
		return -1;
	return check_kernel(loading, first, elf->path,
			    elf->kind == HFT_ELF_KERNEL, error);
}

static int load_elf(struct loading *loading, const char *path, int fd,
		    bool expand, struct hft_error *error)
{
	_cleanup_(hft_elf_close) struct hft_elf elf = { 0 };

	if (fd < 0)
		return hft_error_set(error, "cannot open %s: %s", path,
				     strerror(errno));
	if (hft_elf_open(&elf, fd, path, expand, error))
		return -1;
	return load_open_elf(loading, &elf, error);
}

static int load_file(struct loading *loading, const char *path,
		     struct hft_error *error)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	unsigned char magic[8];
	bool expand;
	size_t n;

	if (!file)
		return hft_error_set(error, "cannot open %s: %s", path,
				     strerror(errno));
	n = fread(magic, 1, sizeof(magic), file);
	if (ferror(file))
		return hft_error_set(error, "cannot read %s: %s", path,
				     strerror(errno));
	expand = hft_elf_is_compressed(magic, n);
	if (!expand && !hft_elf_is(magic, n)) {
		/* A pipe has no way back, but these are still in its buffer. */
		while (n--)
			ungetc(magic[n], file);
		return load_text(loading, path, file, error);
	}
	return load_elf(loading, path, dup(fileno(file)), expand, error);
}

static int compare_lines(const void *a, const void *b)
{
	const struct hft_symbol_line *x = a;
	const struct hft_symbol_line *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static bool same_owner(const struct hft_symbol_lines *lines,
		       const struct hft_symbol_line *a,
		       const struct hft_symbol_line *b)
{
	if (a->file != b->file)
		return false;
	if (a->module == HFT_NO_MODULE || b->module == HFT_NO_MODULE)
		return a->module == b->module;
	return !strcmp(lines->arena + a->module, lines->arena + b->module);
}

static uint32_t size_of(const struct hft_symbol_lines *lines, size_t i)
{
	const struct hft_symbol_line *line = &lines->lines[i];
	const struct hft_symbol_line *end = lines->lines + lines->n;
	const struct hft_symbol_line *next = line + 1;
	uint64_t size = line->size;

	while (next < end && next->address == line->address)
		next++;
	if (next < end && same_owner(lines, line, next) &&
	    (!size || size > next->address - line->address))
		size = next->address - line->address;
	return size < HFT_SYMBOL_SIZE_MAX ? size : HFT_SYMBOL_SIZE_MAX;
}

static int take_symbols(struct hft_symbol_files *files,
			struct hft_symbol_lines *lines)
{
	size_t n = 0;

	if (!lines->n)
		return 0;
	qsort(lines->lines, lines->n, sizeof(*lines->lines), compare_lines);
	files->symbols = calloc(lines->n, sizeof(*files->symbols));
	if (!files->symbols)
		return -ENOMEM;
	for (size_t i = 0; i < lines->n; i++) {
		const struct hft_symbol_line *line = &lines->lines[i];

		if (line->rank == HFT_SYMBOL_RANK_BOUND)
			continue;
		if (n && files->symbols[n - 1].address == line->address)
			continue;
		files->symbols[n++] = (struct hft_symbol){
			.address = line->address,
			.size = size_of(lines, i),
			.name = lines->arena + line->name,
			.module = line->module == HFT_NO_MODULE
					  ? NULL
					  : lines->arena + line->module,
		};
	}
	files->n = n;
	files->arena = no_cleanup_ptr(lines->arena);
	return 0;
}

/* Padding before functions has names, too, and is never entered. */
static bool is_entered(const struct hft_symbol *symbol)
{
	return hft_kaslr_is_kernel(symbol->address) && !symbol->module &&
	       strncmp(symbol->name, "__pfx_", strlen("__pfx_")) &&
	       strncmp(symbol->name, "__cfi_", strlen("__cfi_"));
}

static int take_starts(struct hft_symbol_files *files)
{
	uint64_t *starts = malloc((files->n + 1) * sizeof(*starts));
	size_t n = 0;

	if (!starts)
		return -ENOMEM;
	for (size_t i = 0; i < files->n; i++)
		if (is_entered(&files->symbols[i]))
			starts[n++] = files->symbols[i].address;
	files->starts = (struct hft_kaslr_starts){ starts, n };
	return 0;
}

struct hft_symbol_files *hft_symbol_files_create(const char *const *paths,
						 size_t n,
						 struct hft_error *error)
{
	_cleanup_(loading_deinit) struct loading loading = { 0 };
	struct hft_symbol_files *ret;

	for (size_t i = 0; i < n; i++) {
		loading.lines.file = i;
		loading.lines.last_module = HFT_NO_MODULE;
		if (load_file(&loading, paths[i], error))
			return NULL;
	}
	ret = calloc(1, sizeof(*ret));
	if (!ret || take_symbols(ret, &loading.lines) || take_starts(ret)) {
		hft_symbol_files_put(ret);
		hft_error_set(error, "out of memory");
		return NULL;
	}
	ret->n_users = 1;
	ret->linked = loading.linked;
	ret->modules = loading.lines.modules;
	loading.lines.modules = (struct hft_module_files){ 0 };
	return ret;
}

void hft_symbol_files_put(struct hft_symbol_files *files)
{
	if (!files || (files->n_users && --files->n_users))
		return;
	hft_module_files_deinit(&files->modules);
	free((void *)files->starts.addresses);
	free(files->symbols);
	free(files->arena);
	free(files);
}

const struct hft_symbol *
hft_symbol_files_below(const struct hft_symbol_files *files, uint64_t address)
{
	size_t low = 0;
	size_t high = files->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (files->symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &files->symbols[low - 1] : NULL;
}
