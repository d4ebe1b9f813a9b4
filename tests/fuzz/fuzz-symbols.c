/* SPDX-License-Identifier: MIT */
/*
 * Files of symbols, of text or ELF, broken in any way; and what is asked of
 * them by a guest whose kernel is anywhere.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../consumer/engine/kaslr.h"
#include "../../consumer/engine/symbol-table.h"
#include "../../consumer/engine/symbols.h"
#include "guest.h"
#include "input.h"

#define FILES_MAX 2

static int fds[FILES_MAX];
static char paths[FILES_MAX][32];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	for (int i = 0; i < FILES_MAX; i++) {
		fds[i] = memfd_create("symbols", MFD_CLOEXEC);
		FUZZ_CHECK(fds[i] >= 0);
		snprintf(paths[i], sizeof(paths[i]), "/proc/self/fd/%d",
			 fds[i]);
	}
	return 0;
}

static void fill(int fd, const uint8_t *bytes, size_t n)
{
	FUZZ_CHECK(!ftruncate(fd, 0));
	FUZZ_CHECK(pwrite(fd, bytes, n, 0) == (ssize_t)n);
}

static void check_symbol(const struct hft_symbol *symbol, uint64_t address)
{
	char text[HFT_SYMBOL_TEXT_MAX];

	hft_symbol_format(text, sizeof(text), symbol, address);
	FUZZ_CHECK(strlen(text) < sizeof(text) - 1);
	for (const char *c = text; *c; c++)
		FUZZ_CHECK(*c >= ' ' && *c < 0x7f);
	if (!symbol)
		return;
	FUZZ_CHECK(symbol->size <= HFT_SYMBOL_SIZE_MAX);
	FUZZ_CHECK(address - symbol->address <= HFT_SYMBOL_SIZE_MAX);
}

/* What may be asked for: where functions are, and in between. */
static uint64_t address_of(struct fuzz_input *in, uint64_t offset)
{
	uint8_t byte = fuzz_byte(in);

	if (byte < 128)
		return FUZZ_KERNEL + offset + byte * 16;
	if (byte < 192)
		return FUZZ_PROGRAM + byte;
	return byte < 224 ? 0xffffffffc0000000 + byte : fuzz_word(in);
}

static void ask(struct hft_symbols *symbols, struct fuzz_input in)
{
	uint64_t offset = fuzz_byte(&in) * HFT_KASLR_ALIGN;
	struct hft_symbols *other = hft_symbols_share(symbols);

	FUZZ_CHECK(other);
	for (int i = 0; i < 64; i++) {
		uint64_t address = address_of(&in, offset);

		check_symbol(hft_symbols_lookup(symbols, address), address);
		check_symbol(hft_symbols_around(other, address), address);
		if (i % 2)
			hft_symbols_tell(other, i & 2 ? "f1" : "_text",
					 address);
	}
	hft_symbols_is_lost(symbols);
	hft_symbols_destroy(symbols);
	hft_symbols_destroy(other);
}

static void load_module(const struct hft_symbols *symbols, struct fuzz_input in)
{
	struct hft_symbol_table *table = hft_symbol_table_create();
	const struct hft_module module = {
		.address = 0xffffffffc0000000,
		.bytes = fuzz_number(&in),
		.name = "mod1",
	};

	FUZZ_CHECK(table);
	if (!hft_symbol_table_load(table, module.name, module.address,
				   module.bytes))
		hft_symbols_place(symbols, table, &module);
	for (uint64_t i = 0; i < 32; i++)
		check_symbol(hft_symbol_table_lookup(table,
						     module.address + i * 16),
			     module.address + i * 16);
	hft_symbol_table_destroy(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	const char *const names[] = { paths[0], paths[1] };
	struct hft_error error = { 0 };
	struct hft_symbols *symbols;
	/* Where the second file begins, if there is one. */
	size_t n = fuzz_byte(&in) * 16;
	size_t left = in.end - in.at;
	bool two = n && n < left;

	fill(fds[0], in.at, two ? n : left);
	if (two)
		fill(fds[1], in.at + n, left - n);
	symbols = hft_symbols_create(names, two ? 2 : 1, &error);
	if (!symbols) {
		FUZZ_CHECK(*error.message);
		return 0;
	}
	/* The same bytes once more, which are as good as others. */
	load_module(symbols, in);
	ask(symbols, in);
	return 0;
}
