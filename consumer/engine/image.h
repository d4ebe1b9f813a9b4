/* SPDX-License-Identifier: MIT */
/*
 * What a process executes: its program, and its executable mappings. Forked
 * processes share one, until either of them changes.
 */
#ifndef HYPERFTRACE_IMAGE_H
#define HYPERFTRACE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

/* More mappings of one process are refused. */
#define HFT_IMAGE_MAPPINGS_MAX 1024

#define HFT_BUILD_ID_MAX 24

struct hft_mapping {
	uint64_t start;
	uint64_t end;
	/* Of its start in the file. */
	uint64_t offset;
	/* 0 if the file has none. */
	size_t build_id_size;
	uint8_t build_id[HFT_BUILD_ID_MAX];
	/* Printable; an image's own. */
	char *path;
	/* The later it was told of, the higher. */
	uint64_t order;
};

struct hft_image {
	size_t n_users;
	/* Of this and all that belongs to it. */
	size_t bytes;
	/* Printable; NULL if not known. */
	char *path;
	/* In the order of their coming. */
	struct hft_mapping *mappings;
	size_t n;
	size_t max;
};

/* NULL if there is no memory. It has one user. */
struct hft_image *hft_image_create(void);
/* A copy with one user. NULL if there is no memory. */
struct hft_image *hft_image_copy(const struct hft_image *image);
/* One user less; the last one frees it. NULL is ignored. */
void hft_image_put(struct hft_image *image);

/* The program, whose path is copied. Returns 0 or -ENOMEM. */
int hft_image_set_path(struct hft_image *image, const char *path);

/*
 * Add a mapping with a copy of this path. It hides older ones where they
 * overlap. Returns 0, -ENOMEM, or -E2BIG if there are too many.
 */
int hft_image_map(struct hft_image *image, const struct hft_mapping *mapping,
		  const char *path);

/* Drop the mappings of a lower order. */
void hft_image_drop_before(struct hft_image *image, uint64_t order);

/* The mapping of an address, or NULL. */
const struct hft_mapping *hft_image_find(const struct hft_image *image,
					 uint64_t address);

#endif
