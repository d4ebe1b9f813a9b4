/* SPDX-License-Identifier: MIT */
/*
 * A program or a library: where its file has what is mapped, and its
 * functions. What is read stays when the file is closed.
 */
#ifndef HYPERFTRACE_PROGRAM_H
#define HYPERFTRACE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf-symbols.h"
#include "error.h"

struct hft_program_function {
	uint64_t address;
	/* 0 if not known: then up to the next one. */
	uint64_t size;
	/* Of its name as the file has it, in names. */
	uint32_t name;
	/* Lower is better, of several at an address. */
	uint32_t rank;
	/* Demangled and printable, once it was asked for. */
	char *shown;
};

/* All zero: empty. */
struct hft_program {
	struct hft_elf_segment *segments;
	size_t n_segments;
	/* Ascending, one of each address; nameless ones are ends of sections. */
	struct hft_program_function *functions;
	size_t n;
	size_t max;
	char *names;
	size_t names_size;
	size_t names_max;
	/* What it may take. */
	size_t bytes_max;
};

/* More segments of text are ignored. */
#define HFT_PROGRAM_SEGMENTS_MAX 64

/* Take from a file what of it is where. Returns 0 or -ENOMEM. */
int hft_program_map(struct hft_program *program, const struct hft_elf *elf);

/*
 * Take the functions from tables of this type, SHT_SYMTAB or SHT_DYNSYM.
 * Returns 0, or -1 with an error, also if it were more than bytes_max.
 */
int hft_program_read(struct hft_program *program, const struct hft_elf *elf,
		     uint32_t type, struct hft_error *error);

size_t hft_program_bytes(const struct hft_program *program);
void hft_program_deinit(struct hft_program *program);

/* The address, by the file, of what is at an offset in it; false if none. */
bool hft_program_address(const struct hft_program *program, uint64_t offset,
			 uint64_t *address);

/* The function that an address by the file is in; NULL if there is none. */
struct hft_program_function *hft_program_find(const struct hft_program *program,
					      uint64_t address);

#endif
