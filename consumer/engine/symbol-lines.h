/* SPDX-License-Identifier: MIT */
/* Symbols while they are read from files, before they are put in order. */
#ifndef HYPERFTRACE_SYMBOL_LINES_H
#define HYPERFTRACE_SYMBOL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "elf-symbols.h"
#include "error.h"
#include "module-files.h"

#define HFT_NO_MODULE SIZE_MAX

/* A symbol. Strings are offsets, because the arena moves. */
struct hft_symbol_line {
	uint64_t address;
	/* 0 if the file does not tell. */
	uint64_t size;
	size_t name;
	size_t module;
	size_t order;
	/* The file's index: a symbol does not reach into another file's. */
	size_t file;
	/* As of hft_symbol_rank(). */
	unsigned int rank;
};

/* All zero: empty. */
struct hft_symbol_lines {
	struct hft_symbol_line *lines;
	size_t n;
	size_t max;
	char *arena;
	size_t arena_size;
	size_t arena_max;
	size_t last_module;
	/* Of those that are added now. */
	size_t file;
	struct hft_module_files modules;
};

void hft_symbol_lines_deinit(struct hft_symbol_lines *lines);

/* A symbol as a file has it. Strings need no NUL; module may be NULL. */
struct hft_symbol_text {
	uint64_t address;
	uint64_t size;
	const char *name;
	size_t name_length;
	const char *module;
	size_t module_length;
	char type;
};

/* Returns 0 or -ENOMEM. */
int hft_symbol_lines_add(struct hft_symbol_lines *lines,
			 const struct hft_symbol_text *symbol);

/* Add what a file has. Returns 0, or -1 with an error. */
int hft_symbol_lines_read_text(struct hft_symbol_lines *lines, const char *path,
			       FILE *file, struct hft_error *error);
int hft_symbol_lines_read_elf(struct hft_symbol_lines *lines,
			      const struct hft_elf *elf,
			      struct hft_error *error);

#endif
