/* SPDX-License-Identifier: MIT */
/*
 * Names of functions that come and go while a trace is read: the kernel's,
 * and those of modules. A lookup sees what is there at that point; what it
 * returns stays.
 */
#ifndef HYPERFTRACE_SYMBOL_TABLE_H
#define HYPERFTRACE_SYMBOL_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "symbols.h"

/* What a guest may take; more is refused. A kernel takes some 10 MiB. */
#define HFT_SYMBOL_TABLE_BYTES_MAX (256 << 20)
#define HFT_SYMBOL_TABLE_MODULES_MAX 4096

struct hft_module {
	/* Its text; 0 if only its symbols were told of. */
	uint64_t address;
	uint64_t bytes;
	/* Printable. */
	const char *name;
};

struct hft_symbol_table;

/* NULL if there is no memory. */
struct hft_symbol_table *hft_symbol_table_create(void);
void hft_symbol_table_destroy(struct hft_symbol_table *table);

/*
 * Add a symbol of a module, or of the kernel if owner is empty; type is nm's
 * letter, where '?' ranks like 't' and what is no text only bounds others.
 * At an address that has one already, the better of the same owner stays, and
 * of two owners the latter. Returns 0, -ENOMEM, or -E2BIG over the bound.
 */
int hft_symbol_table_add(struct hft_symbol_table *table, const char *owner,
			 uint64_t address, char type, const char *name);

/*
 * A module is loaded; its text does not wrap around. What had the same name,
 * or was where it is now, is gone; but nothing changes if it is just told of
 * again. Returns 0, -ENOMEM, or -E2BIG over the bound.
 */
int hft_symbol_table_load(struct hft_symbol_table *table, const char *name,
			  uint64_t address, uint64_t bytes);

/* A module is gone, and its symbols with it. */
void hft_symbol_table_unload(struct hft_symbol_table *table, const char *name);

/* As hft_symbols_lookup(); the result lives as long as the table. */
const struct hft_symbol *hft_symbol_table_lookup(struct hft_symbol_table *table,
						 uint64_t address);

/* The modules that are loaded, 0, 1, ... by name; NULL past the last. */
const struct hft_module *
hft_symbol_table_module(const struct hft_symbol_table *table, size_t index);

/* The module whose text an address is in now, NULL if there is none. */
const struct hft_module *
hft_symbol_table_module_at(const struct hft_symbol_table *table,
			   uint64_t address);

#endif
