/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spool.h"

struct hft_spool {
	int fd;
	/* Chunks that have a number, which is their place in the file. */
	uint32_t n_chunks;
};

struct hft_spool *hft_spool_create(struct hft_error *error)
{
	const char *directory = getenv("TMPDIR");
	struct hft_spool *spool = calloc(1, sizeof(*spool));
	char path[4096];

	if (!spool) {
		hft_error_set(error, "out of memory");
		return NULL;
	}
	if (!directory || !*directory)
		directory = "/var/tmp";
	snprintf(path, sizeof(path), "%s/hyperftrace-XXXXXX", directory);
	spool->fd = mkostemp(path, O_CLOEXEC);
	if (spool->fd < 0) {
		hft_error_set(error,
			      "cannot create a temporary file in %s: %s: set "
			      "TMPDIR to a directory with room",
			      directory, strerror(errno));
		free(spool);
		return NULL;
	}
	unlink(path);
	return spool;
}

void hft_spool_destroy(struct hft_spool *spool)
{
	if (!spool)
		return;
	close(spool->fd);
	free(spool);
}

static off_t place_of(uint32_t number)
{
	return (off_t)number * sizeof(struct hft_spool_chunk);
}

static int write_chunk(const struct hft_spool *spool, uint32_t number,
		       const struct hft_spool_chunk *chunk)
{
	ssize_t n;

	do {
		n = pwrite(spool->fd, chunk, sizeof(*chunk), place_of(number));
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno;
	return n == sizeof(*chunk) ? 0 : ENOSPC;
}

static int read_chunk(const struct hft_spool *spool, uint32_t number,
		      struct hft_spool_chunk *chunk)
{
	ssize_t n;

	do {
		n = pread(spool->fd, chunk, sizeof(*chunk), place_of(number));
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno;
	return n == sizeof(*chunk) ? 0 : EIO;
}

static int next_chunk(struct hft_spool *spool, struct hft_spool_list *list)
{
	uint32_t number = spool->n_chunks;
	int ret;

	if (number == UINT32_MAX)
		return EFBIG;
	spool->n_chunks++;
	if (list->n) {
		list->chunk.next = number;
		ret = write_chunk(spool, list->number, &list->chunk);
		if (ret)
			return ret;
	} else {
		list->first = number;
	}
	list->number = number;
	return 0;
}

int hft_spool_append(struct hft_spool *spool, struct hft_spool_list *list,
		     struct hft_spool_record record)
{
	uint32_t i = list->n % HFT_SPOOL_CHUNK_RECORDS;
	int ret;

	if (!i) {
		ret = next_chunk(spool, list);
		if (ret)
			return ret;
	}
	list->chunk.records[i] = record;
	list->n++;
	return 0;
}

int hft_spool_each(struct hft_spool *spool, const struct hft_spool_list *list,
		   int (*each)(void *data,
			       const struct hft_spool_record *record),
		   void *data)
{
	const struct hft_spool_chunk *chunk = &list->chunk;
	uint32_t number = list->first;
	struct hft_spool_chunk buffer;
	int ret = 0;

	for (uint64_t i = 0; i < list->n && !ret; i++) {
		uint32_t in_chunk = i % HFT_SPOOL_CHUNK_RECORDS;

		if (!in_chunk && number != list->number) {
			chunk = &buffer;
			ret = read_chunk(spool, number, &buffer);
			number = buffer.next;
		} else if (!in_chunk) {
			chunk = &list->chunk;
		}
		if (!ret)
			ret = each(data, &chunk->records[in_chunk]);
	}
	return ret;
}
