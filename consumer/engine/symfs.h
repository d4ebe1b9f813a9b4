/* SPDX-License-Identifier: MIT */
/*
 * Names of functions of the guest's programs, by the mappings that the trace
 * tells of and copies of the guest's files in a directory. The paths come from
 * the guest, and perhaps the files do: neither is trusted.
 */
#ifndef HYPERFTRACE_SYMFS_H
#define HYPERFTRACE_SYMFS_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"
#include "image.h"

/* What names, and what is known of files, may take; more are not looked up. */
#define HFT_SYMFS_BYTES_MAX (512U << 20)
/* Further warnings are not given. */
#define HFT_SYMFS_WARNINGS_MAX 64

struct hft_symfs;

/*
 * Use the files below a directory: at the path that a mapping has, and for
 * debug information at usr/lib/debug/.build-id/xx/yyyy.debug, or without
 * usr/lib/debug. With NULL or an empty name there are no files. NULL with an
 * error if the directory cannot be read.
 */
struct hft_symfs *hft_symfs_create(const char *directory,
				   struct hft_error *error);
void hft_symfs_destroy(struct hft_symfs *symfs);

struct hft_user_symbol {
	/* Demangled and printable. Strings live as long as symfs. */
	const char *name;
	/* Of the address, in the function. */
	uint64_t offset;
	/* Printable, with its line; NULL if it is not known. */
	const char *file;
	unsigned int line;
};

/*
 * Find the function that an address in a mapping is in. Returns false if it
 * has no name, also if its file is not there, is another one by its build id,
 * or cannot be read.
 */
bool hft_symfs_lookup(struct hft_symfs *symfs,
		      const struct hft_mapping *mapping, uint64_t address,
		      struct hft_user_symbol *symbol);

/* Files that were not used because they have another build id. */
uint64_t hft_symfs_mismatches(const struct hft_symfs *symfs);

/*
 * Why a file was not used: one line that names it, or NULL if there is nothing
 * to be said since the last call. Each file is named once; the string lives as
 * long as symfs.
 */
const char *hft_symfs_warning(struct hft_symfs *symfs);

#endif
