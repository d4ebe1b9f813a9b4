/* SPDX-License-Identifier: MIT */
/*
 * Files of kernel modules, *.ko. They have no addresses of their own: a module
 * is put together as the kernel does it, and placed where the trace tells.
 */
#ifndef HYPERFTRACE_MODULE_FILES_H
#define HYPERFTRACE_MODULE_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "elf-symbols.h"
#include "error.h"
#include "symbol-table.h"

struct hft_module_file;

/* All zero: none. */
struct hft_module_files {
	struct hft_module_file *files;
	size_t n;
};

void hft_module_files_deinit(struct hft_module_files *files);

/* Add a file. Returns 0, or -1 with an error. */
int hft_module_files_add(struct hft_module_files *files,
			 const struct hft_elf *elf, struct hft_error *error);

/*
 * Add the symbols of the file that is this module, by its name and the size of
 * its text, to a table where it is loaded. Returns 1, 0 if there is none,
 * -ENOMEM, or -E2BIG over the table's bound.
 */
int hft_module_files_place(const struct hft_module_files *files,
			   struct hft_symbol_table *table,
			   const struct hft_module *module);

#endif
