/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "symbol-lines.h"

static int add_symbol(void *data, const struct hft_elf_symbol *symbol)
{
	return hft_symbol_lines_add(data,
				    &(struct hft_symbol_text){
					    .address = symbol->address,
					    .size = symbol->size,
					    .name = symbol->name,
					    .name_length = strlen(symbol->name),
					    .type = symbol->type,
				    });
}

/* No function goes on behind its section: a symbol that is no text ends it. */
static int add_end(void *data, const struct hft_elf_section *section)
{
	return hft_symbol_lines_add(
		data, &(struct hft_symbol_text){
			      .address = section->address + section->size,
			      .name = "",
			      .type = 'D',
		      });
}

int hft_symbol_lines_read_elf(struct hft_symbol_lines *lines,
			      const struct hft_elf *elf,
			      struct hft_error *error)
{
	int err;

	switch (elf->kind) {
	case HFT_ELF_MODULE:
		return hft_module_files_add(&lines->modules, elf, error);
	case HFT_ELF_SHARED:
		return hft_error_set(
			error,
			"%s gets its addresses when it is mapped: give the "
			"directory that it is in, as in the guest, with symfs",
			elf->path);
	case HFT_ELF_KERNEL:
	case HFT_ELF_PROGRAM:
		break;
	}
	err = hft_elf_symbols(elf, SHT_SYMTAB, add_symbol, lines, error);
	if (!err)
		err = hft_elf_sections(elf, add_end, lines);
	if (err == -ENOMEM)
		return hft_error_set(error, "out of memory");
	return err;
}
