/* SPDX-License-Identifier: MIT */
/*
 * Source files and lines of addresses, from the DWARF of an ELF file. What
 * reading it takes has bounds, whatever the file says.
 */
#ifndef HYPERFTRACE_ELF_LINES_H
#define HYPERFTRACE_ELF_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf-symbols.h"
#include "error.h"

/* Bytes of debug information, expanded; files with more are refused. */
#define HFT_LINES_BYTES_MAX (1ULL << 30)

struct hft_lines;

/* Does a file have debug information that tells of lines? */
bool hft_lines_are_in(const struct hft_elf *elf);

/*
 * Who opens what files' debug information have in common (made by dwz), by the
 * path that is in the file, and by its build id. Returns 0, or -1 if it is not
 * there.
 */
struct hft_lines_opener {
	int (*open)(void *data, const char *path, const uint8_t *build_id,
		    size_t size, struct hft_elf *elf);
	void *data;
};

/*
 * Read the index of a file's debug information. Takes elf over, also if it
 * fails. NULL with an error if there is none, or too much, or it is broken, or
 * a part that is in another file is not there.
 */
struct hft_lines *hft_lines_create(struct hft_elf *elf,
				   const struct hft_lines_opener *opener,
				   struct hft_error *error);
void hft_lines_destroy(struct hft_lines *lines);

/* What it takes. */
size_t hft_lines_bytes(const struct hft_lines *lines);

/*
 * The line that the instruction at an address, by the file, is from, and the
 * path of its source file as the compiler was told it, raw; good until the
 * next call. Returns false if it is not known.
 */
bool hft_lines_find(struct hft_lines *lines, uint64_t address,
		    const char **file, unsigned int *line);

#endif
