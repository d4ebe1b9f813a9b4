/* SPDX-License-Identifier: MIT */
/* What the user's files of symbols have, in order; for all guests the same. */
#ifndef HYPERFTRACE_SYMBOL_FILES_H
#define HYPERFTRACE_SYMBOL_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "kaslr.h"
#include "module-files.h"
#include "symbols.h"

struct hft_symbol_files {
	size_t n_users;
	/* One of each address, ascending. */
	struct hft_symbol *symbols;
	size_t n;
	/* Their names. */
	char *arena;
	/* The kernel's functions. */
	struct hft_kaslr_starts starts;
	/* They are where the kernel is linked at. */
	bool linked;
	struct hft_module_files modules;
};

/* As hft_symbols_create(); it has one user. */
struct hft_symbol_files *hft_symbol_files_create(const char *const *paths,
						 size_t n,
						 struct hft_error *error);
/* One user less; the last one frees it. */
void hft_symbol_files_put(struct hft_symbol_files *files);

/* The last symbol at or below an address, NULL if there is none. */
const struct hft_symbol *
hft_symbol_files_below(const struct hft_symbol_files *files, uint64_t address);

#endif
