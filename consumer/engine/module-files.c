/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "demangle.h"
#include "module-files.h"
#include "printable.h"
#include "symbols.h"

/* Sections of text are aligned to it at most, and all of them together. */
#define PAGE 4096
/* No module's text is larger: modules have no more room. */
#define TEXT_MAX (1ULL << 30)

struct symbol {
	/* From the start of the module's text. */
	uint64_t offset;
	/* Printable. */
	char *name;
	char type;
};

struct hft_module_file {
	char name[HFT_SYMBOL_NAME_MAX + 1];
	/* Of its text, in whole pages. */
	uint64_t bytes;
	struct symbol *symbols;
	size_t n;
	size_t max;
};

/* Where a section is in the module's text: nowhere if it is empty. */
struct placed {
	uint64_t offset;
	uint64_t size;
};

struct reading {
	struct hft_module_file *file;
	struct placed *sections;
	size_t n_sections;
	/* Of the text up to now. */
	uint64_t bytes;
	bool any;
};

static void deinit(struct hft_module_file *file)
{
	for (size_t i = 0; i < file->n; i++)
		free(file->symbols[i].name);
	free(file->symbols);
}

void hft_module_files_deinit(struct hft_module_files *files)
{
	for (size_t i = 0; i < files->n; i++)
		deinit(&files->files[i]);
	free(files->files);
}

static uint64_t align_up(uint64_t value, uint64_t align)
{
	return align ? (value + align - 1) / align * align : value;
}

static int add(struct hft_module_file *file, uint64_t offset, char type,
	       const char *name)
{
	char text[HFT_SYMBOL_NAME_MAX + 1];
	struct symbol *symbol;

	if (file->n == file->max) {
		size_t max = file->max ? 2 * file->max : 256;
		void *bigger = reallocarray(file->symbols, max,
					    sizeof(*file->symbols));

		if (!bigger)
			return -ENOMEM;
		file->symbols = bigger;
		file->max = max;
	}
	hft_demangle(text, sizeof(text), name, strlen(name));
	symbol = &file->symbols[file->n];
	*symbol = (struct symbol){ offset, strdup(text), type };
	if (!symbol->name)
		return -ENOMEM;
	file->n++;
	return 0;
}

/*
 * The kernel puts sections of text one behind the other in the file's order;
 * those of initialization are elsewhere, and soon gone.
 */
static int place_section(void *data, const struct hft_elf_section *section)
{
	struct reading *reading = data;
	uint64_t offset;

	if (!strncmp(section->name, ".init", strlen(".init")))
		return 0;
	if (section->index >= reading->n_sections || section->align > PAGE ||
	    section->size > TEXT_MAX || reading->bytes > TEXT_MAX)
		return -EINVAL;
	offset = align_up(reading->bytes, section->align);
	reading->sections[section->index] =
		(struct placed){ offset, section->size };
	reading->bytes = offset + section->size;
	/* No function goes on behind it. */
	return add(reading->file, reading->bytes, 'D', "");
}

static int add_symbol(void *data, const struct hft_elf_symbol *symbol)
{
	struct reading *reading = data;
	const struct placed *section = &reading->sections[symbol->section];

	if (symbol->address >= section->size)
		return 0;
	reading->any = true;
	/* What the trace tells of the module is to be the better. */
	return add(reading->file, section->offset + symbol->address, 't',
		   symbol->name);
}

/* The kernel's name of it, as it is built in. */
static bool find_name(struct hft_module_file *file, const struct hft_elf *elf)
{
	static const char key[] = "name=";
	size_t size = 0;
	const char *content = hft_elf_content(elf, ".modinfo", &size);
	const char *end = content ? content + size : NULL;

	while (content < end) {
		size_t length = strnlen(content, end - content);

		if (length > strlen(key) && !strncmp(content, key, strlen(key)))
			return hft_printable(file->name, sizeof(file->name),
					     content + strlen(key),
					     length - strlen(key));
		content += length + 1;
	}
	return false;
}

static int read_file(struct reading *reading, const struct hft_elf *elf,
		     struct hft_error *error)
{
	int err;

	if (!find_name(reading->file, elf) ||
	    elf_getshdrnum(elf->elf, &reading->n_sections))
		return hft_error_set(error,
				     "%s is neither a program nor a module of "
				     "a kernel: its .modinfo has no name",
				     elf->path);
	reading->sections =
		calloc(reading->n_sections + 1, sizeof(*reading->sections));
	err = reading->sections ? hft_elf_sections(elf, place_section, reading)
				: -ENOMEM;
	if (err == -EINVAL)
		return hft_error_set(error, "%s: its text cannot be loaded",
				     elf->path);
	if (!err)
		err = hft_elf_symbols(elf, SHT_SYMTAB, add_symbol, reading,
				      error);
	if (err == -ENOMEM)
		return hft_error_set(error, "out of memory");
	reading->file->bytes = align_up(reading->bytes, PAGE);
	if (!err && !reading->any)
		return hft_error_set(error,
				     "%s has no functions: give one "
				     "that is not stripped",
				     elf->path);
	return err;
}

int hft_module_files_add(struct hft_module_files *files,
			 const struct hft_elf *elf, struct hft_error *error)
{
	struct hft_module_file file = { 0 };
	struct reading reading = { .file = &file };
	void *bigger;
	int err = read_file(&reading, elf, error);

	free(reading.sections);
	if (err) {
		deinit(&file);
		return -1;
	}
	bigger = reallocarray(files->files, files->n + 1, sizeof(file));
	if (!bigger) {
		deinit(&file);
		return hft_error_set(error, "out of memory");
	}
	files->files = bigger;
	files->files[files->n++] = file;
	return 0;
}

static const struct hft_module_file *
find_file(const struct hft_module_files *files, const struct hft_module *module)
{
	for (size_t i = 0; i < files->n; i++) {
		const struct hft_module_file *file = &files->files[i];

		if (!strcmp(file->name, module->name) &&
		    file->bytes == align_up(module->bytes, PAGE))
			return file;
	}
	return NULL;
}

int hft_module_files_place(const struct hft_module_files *files,
			   struct hft_symbol_table *table,
			   const struct hft_module *module)
{
	const struct hft_module_file *file = find_file(files, module);
	int err = 0;

	if (!file)
		return 0;
	for (size_t i = 0; i < file->n && !err; i++) {
		const struct symbol *symbol = &file->symbols[i];

		/* What is behind the module is somebody else's. */
		if (symbol->offset < file->bytes)
			err = hft_symbol_table_add(table, module->name,
						   module->address +
							   symbol->offset,
						   symbol->type, symbol->name);
	}
	return err ? err : 1;
}
