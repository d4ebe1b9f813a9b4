/* SPDX-License-Identifier: MIT */
/*
 * ELF files: functions, sections of text, build id, and what of the file is
 * where in memory. A file may say anything: it is an error, or there is less
 * to be found in it.
 */
#ifndef HYPERFTRACE_ELF_SYMBOLS_H
#define HYPERFTRACE_ELF_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libelf.h>

#include "error.h"
#include "image.h"

enum hft_elf_kind {
	/* With text where a kernel has it: in the upper half. */
	HFT_ELF_KERNEL,
	/* Of a kernel, or any other object: nothing has an address yet. */
	HFT_ELF_MODULE,
	/* Has its addresses. */
	HFT_ELF_PROGRAM,
	/* Gets them when it is mapped: a library, or most programs. */
	HFT_ELF_SHARED,
};

struct hft_elf {
	Elf *elf;
	int fd;
	enum hft_elf_kind kind;
	/* For messages; the caller's. */
	const char *path;
};

struct hft_elf_symbol {
	/* In a module: from its section's start. */
	uint64_t address;
	/* 0 if the file does not tell. */
	uint64_t size;
	/* The file's, until that is closed. */
	const char *name;
	/* Index of its section. */
	size_t section;
	/* As nm has it: T, W or t. */
	char type;
	/* Not just a label. */
	bool function;
};

struct hft_elf_section {
	const char *name;
	size_t index;
	/* 0 in a module. */
	uint64_t address;
	uint64_t size;
	uint64_t align;
};

/* What the file has at offset is mapped at address, and is executable. */
struct hft_elf_segment {
	uint64_t offset;
	uint64_t address;
	uint64_t size;
};

/* Each returns 0 to go on, or what is to be returned. */
typedef int (*hft_elf_symbol_fn)(void *data,
				 const struct hft_elf_symbol *symbol);
typedef int (*hft_elf_section_fn)(void *data,
				  const struct hft_elf_section *section);
typedef int (*hft_elf_segment_fn)(void *data,
				  const struct hft_elf_segment *segment);

/* Does a file that begins like this have to be opened as ELF? */
bool hft_elf_is(const void *bytes, size_t n);
/* Or is it compressed, and may be ELF then? */
bool hft_elf_is_compressed(const void *bytes, size_t n);

/*
 * Open a file as ELF, which may be compressed only if expand says so: how much
 * memory that takes has no bound. Takes the descriptor over, also if it fails.
 * Returns 0, or -1 with an error that names the path. All zero: not open.
 */
int hft_elf_open(struct hft_elf *elf, int fd, const char *path, bool expand,
		 struct hft_error *error);
void hft_elf_close(struct hft_elf *elf);

/* The build id's size, 0 if there is none of a size that is known. */
size_t hft_elf_build_id(const struct hft_elf *elf,
			uint8_t build_id[HFT_BUILD_ID_MAX]);

/* Is there a table of this type, SHT_SYMTAB or SHT_DYNSYM? */
bool hft_elf_has_symbols(const struct hft_elf *elf, uint32_t type);

/*
 * Call fn for each symbol of text in the table of this type. Returns 0, -1 with
 * an error, or what fn returned.
 */
int hft_elf_symbols(const struct hft_elf *elf, uint32_t type,
		    hft_elf_symbol_fn fn, void *data, struct hft_error *error);

/* Call fn for each section of text. Returns 0, or what fn returned. */
int hft_elf_sections(const struct hft_elf *elf, hft_elf_section_fn fn,
		     void *data);

/*
 * Call fn for each segment of text that is in the file: in a file of debug
 * information there is none. Returns 0, or what fn returned.
 */
int hft_elf_segments(const struct hft_elf *elf, hft_elf_segment_fn fn,
		     void *data);

/* Is there a section with this name in the file? */
bool hft_elf_has(const struct hft_elf *elf, const char *name);

/* Its content; NULL if there is none. */
const void *hft_elf_content(const struct hft_elf *elf, const char *name,
			    size_t *size);

#endif
