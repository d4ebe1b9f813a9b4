/* SPDX-License-Identifier: MIT */
/*
 * One file that a guest has mapped, as it is found in a directory: the program
 * itself, and its debug information, which may be in another file.
 */
#ifndef HYPERFTRACE_SYMFS_FILE_H
#define HYPERFTRACE_SYMFS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf-lines.h"
#include "error.h"
#include "hash.h"
#include "image.h"
#include "program.h"

/* Files of debug information that are kept open. */
#define HFT_SYMFS_OPEN_MAX 8

struct hft_build_id {
	size_t size;
	uint8_t bytes[HFT_BUILD_ID_MAX];
};

/* Where a file is: below the directory, and as messages show it. */
struct hft_symfs_path {
	char *inside;
	char *shown;
};

struct hft_symfs_file {
	struct hft_node node;
	/* As the mapping has them: what it is looked up by. */
	char *path;
	struct hft_build_id build_id;
	/* Without functions if it cannot be used. */
	struct hft_program program;
	/* Bytes that it took before it was given up: work is bounded, too. */
	size_t in_vain;
	/* What has lines; all zero if there is nothing that has. */
	struct hft_symfs_path source;
	struct hft_build_id source_build_id;
	/* What that refers to. */
	struct hft_symfs_path common;
	/* NULL while it is not open. */
	struct hft_lines *lines;
};

/* Where to look, and what was found to be wrong. */
struct hft_symfs_search {
	int root;
	const char *directory;
	/* What functions may take. */
	size_t bytes_max;
	/* Files that have another build id. */
	unsigned int mismatches;
	/* Empty if there is nothing to be said. */
	struct hft_error error;
};

/*
 * Make what is known of a mapping's file. Returns NULL if there is no memory
 * for it. Of a file that is not there nothing is said.
 */
struct hft_symfs_file *hft_symfs_file_create(const struct hft_mapping *mapping,
					     struct hft_symfs_search *search);
void hft_symfs_file_destroy(struct hft_symfs_file *file);

/* What it takes without its lines, or has taken. */
size_t hft_symfs_file_bytes(const struct hft_symfs_file *file);

/* Files whose lines are open, the one that was used last first. */
struct hft_open_lines {
	struct hft_symfs_file *files[HFT_SYMFS_OPEN_MAX];
	size_t n;
};

/*
 * A file's lines, which are good until the next call: others are closed when
 * there are too many. NULL if there are none.
 */
struct hft_lines *hft_open_lines_get(struct hft_open_lines *open,
				     struct hft_symfs_file *file,
				     struct hft_symfs_search *search);

#endif
