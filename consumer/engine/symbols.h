/* SPDX-License-Identifier: MIT */
/*
 * Names of addresses, from files: the guest's /proc/kallsyms, its kernel's
 * System.map or vmlinux, modules, its programs or nm's output of them. The
 * names are the guest's and not trusted: they are demangled, made printable
 * (\xNN) and cut to HFT_SYMBOL_NAME_MAX bytes when they are read.
 */
#ifndef HYPERFTRACE_SYMBOLS_H
#define HYPERFTRACE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#define HFT_SYMBOL_NAME_MAX 255
/* No function is longer: an address further past a symbol is not in it. */
#define HFT_SYMBOL_SIZE_MAX (1 << 20)
/* With IBT a function's ftrace site follows its 4 bytes of endbr64. */
#define HFT_ENDBR_SIZE 4

struct hft_symbol {
	uint64_t address;
	/*
	 * Its own as an ELF file tells it, and no more than up to the next
	 * symbol; 0 if neither is known.
	 */
	uint32_t size;
	const char *name;
	/* NULL if it belongs to no module. */
	const char *module;
};

/*
 * Of several names of an address the one with the lowest rank is shown: T
 * before W before w before t (nm's letters), then fewer leading underscores.
 * Other letters are no text, and only bound what is before them.
 */
unsigned int hft_symbol_rank(char type, const char *name);
#define HFT_SYMBOL_RANK_BOUND (1U << 16)

struct hft_symbols;
struct hft_module;
struct hft_symbol_table;

/*
 * Read symbols from files, of text or ELF. Each line of a text is an address
 * in hexadecimal, a type letter and a name, with a module in brackets after a
 * tab or without; order does not matter. Of names of an address with the same
 * rank the one that was read first is shown.
 *
 * Returns NULL and sets the error if a file cannot be read, is empty, is of
 * another format, has no text symbols, has all addresses zero (a kernel hides
 * them from users without privilege), or is a program that has no addresses of
 * its own; or if there are two files of the kernel, and one of them has the
 * addresses it is linked at. Destroy the result.
 */
struct hft_symbols *hft_symbols_create(const char *const *paths, size_t n,
				       struct hft_error *error);

/*
 * The same files for one more guest, whose kernel is elsewhere. NULL if there
 * is no memory. Destroy it; the order does not matter.
 */
struct hft_symbols *hft_symbols_share(const struct hft_symbols *symbols);
void hft_symbols_destroy(struct hft_symbols *symbols);

/*
 * Find the function that an address belongs to, which was entered: the one
 * that starts there, or 4 bytes before, or the one that contains it. NULL if
 * there is none, also if symbols is NULL. The result lives as long as symbols.
 *
 * A kernel whose file has the addresses it is linked at has no names until
 * such addresses, or names that are told of, have shown where it is.
 */
const struct hft_symbol *hft_symbols_lookup(struct hft_symbols *symbols,
					    uint64_t address);

/* The same of any instruction's address, which does not show anything. */
const struct hft_symbol *hft_symbols_around(struct hft_symbols *symbols,
					    uint64_t address);

/* The trace tells of a function of the kernel. NULL is ignored. */
void hft_symbols_tell(struct hft_symbols *symbols, const char *name,
		      uint64_t address);

/* As hft_module_files_place(), with the modules among the files. */
int hft_symbols_place(const struct hft_symbols *symbols,
		      struct hft_symbol_table *table,
		      const struct hft_module *module);

/* It changes when lookups may have other results than before; 0 for NULL. */
uint64_t hft_symbols_generation(const struct hft_symbols *symbols);

/*
 * Is there a file of the kernel that gives no names, because functions of the
 * kernel were looked up, but where it is has not been found?
 */
bool hft_symbols_is_lost(const struct hft_symbols *symbols);

/*
 * Write an address as people read it: name, name+0x12, name [module], or
 * 0x... if symbol is NULL. Returns buf, which is always terminated.
 */
char *hft_symbol_format(char *buf, size_t size, const struct hft_symbol *symbol,
			uint64_t address);

/* Enough for any result of hft_symbol_format(). */
#define HFT_SYMBOL_TEXT_MAX (2 * HFT_SYMBOL_NAME_MAX + 32)

#endif
