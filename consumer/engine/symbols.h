/* SPDX-License-Identifier: MIT */
/*
 * Names of addresses, from the guest's /proc/kallsyms or nm's output for its
 * programs. The names are the guest's and not trusted: they are made
 * printable (\xNN) and cut to HFT_SYMBOL_NAME_MAX bytes when they are read.
 */
#ifndef HYPERFTRACE_SYMBOLS_H
#define HYPERFTRACE_SYMBOLS_H

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
	/* Bytes up to the next symbol; 0 if what follows is not known. */
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

/*
 * Read symbols from files. Each line is an address in hexadecimal, a type
 * letter and a name, with a module in brackets after a tab or without; order
 * does not matter. Of names of an address with the same rank the one that was
 * read first is shown.
 *
 * Returns NULL and sets the error if a file cannot be read, is empty, is of
 * another format, has no text symbols or has all addresses zero (a kernel
 * hides them from users without privilege). Destroy the result.
 */
struct hft_symbols *hft_symbols_create(const char *const *paths, size_t n,
				       struct hft_error *error);
void hft_symbols_destroy(struct hft_symbols *symbols);

/*
 * Find the function that an address belongs to: the one that starts there,
 * or 4 bytes before, or the one that contains it. NULL if there is none,
 * also if symbols is NULL. The result lives as long as symbols.
 */
const struct hft_symbol *hft_symbols_lookup(struct hft_symbols *symbols,
					    uint64_t address);

/*
 * Write an address as people read it: name, name+0x12, name [module], or
 * 0x... if symbol is NULL. Returns buf, which is always terminated.
 */
char *hft_symbol_format(char *buf, size_t size, const struct hft_symbol *symbol,
			uint64_t address);

/* Enough for any result of hft_symbol_format(). */
#define HFT_SYMBOL_TEXT_MAX (2 * HFT_SYMBOL_NAME_MAX + 32)

#endif
