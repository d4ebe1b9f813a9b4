/* SPDX-License-Identifier: MIT */
/*
 * Many lists of records in one temporary file: what has to be put together at
 * the end need not be in memory until then. Of each list a chunk is.
 */
#ifndef HYPERFTRACE_SPOOL_H
#define HYPERFTRACE_SPOOL_H

#include <stdint.h>

#include "../engine/error.h"

struct hft_spool_record {
	uint32_t words[3];
};

/* A KiB, with the number of the next chunk. */
#define HFT_SPOOL_CHUNK_RECORDS 85

struct hft_spool_chunk {
	struct hft_spool_record records[HFT_SPOOL_CHUNK_RECORDS];
	uint32_t next;
};

/* All zero at first; nothing to be freed. */
struct hft_spool_list {
	uint64_t n;
	/* Numbers of chunks: the first, and the one in memory. */
	uint32_t first;
	uint32_t number;
	struct hft_spool_chunk chunk;
};

struct hft_spool;

/*
 * Make an empty temporary file without a name in $TMPDIR or /var/tmp. Returns
 * NULL and sets the error if that fails.
 */
struct hft_spool *hft_spool_create(struct hft_error *error);
void hft_spool_destroy(struct hft_spool *spool);

/* Returns 0, or a positive errno. */
int hft_spool_append(struct hft_spool *spool, struct hft_spool_list *list,
		     struct hft_spool_record record);

/*
 * Hand a list's records, in their order, to a function, until it returns other
 * than 0. Returns that, or a positive errno.
 */
int hft_spool_each(struct hft_spool *spool, const struct hft_spool_list *list,
		   int (*each)(void *data,
			       const struct hft_spool_record *record),
		   void *data);

#endif
