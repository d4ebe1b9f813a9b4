/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

struct hft_image *hft_image_create(void)
{
	struct hft_image *image = calloc(1, sizeof(*image));

	if (image) {
		image->n_users = 1;
		image->bytes = sizeof(*image);
	}
	return image;
}

void hft_image_put(struct hft_image *image)
{
	if (!image || --image->n_users)
		return;
	for (size_t i = 0; i < image->n; i++)
		free(image->mappings[i].path);
	free(image->mappings);
	free(image->path);
	free(image);
}

int hft_image_set_path(struct hft_image *image, const char *path)
{
	char *copy = strdup(path);

	if (!copy)
		return -ENOMEM;
	if (image->path)
		image->bytes -= strlen(image->path) + 1;
	image->bytes += strlen(path) + 1;
	free(image->path);
	image->path = copy;
	return 0;
}

static int reserve(struct hft_image *image)
{
	size_t max = image->max ? 2 * image->max : 8;
	struct hft_mapping *bigger;

	if (image->n < image->max)
		return 0;
	bigger = reallocarray(image->mappings, max, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	image->bytes += (max - image->max) * sizeof(*bigger);
	image->mappings = bigger;
	image->max = max;
	return 0;
}

static int append(struct hft_image *image, const struct hft_mapping *mapping,
		  const char *path)
{
	struct hft_mapping copy = *mapping;

	if (reserve(image))
		return -ENOMEM;
	copy.path = strdup(path);
	if (!copy.path)
		return -ENOMEM;
	image->bytes += strlen(path) + 1;
	image->mappings[image->n++] = copy;
	return 0;
}

struct hft_image *hft_image_copy(const struct hft_image *image)
{
	struct hft_image *copy = hft_image_create();

	if (!copy)
		return NULL;
	if (image->path && hft_image_set_path(copy, image->path))
		goto no_memory;
	for (size_t i = 0; i < image->n; i++) {
		if (append(copy, &image->mappings[i], image->mappings[i].path))
			goto no_memory;
	}
	return copy;

no_memory:
	hft_image_put(copy);
	return NULL;
}

/* Keep the mappings that are not within a range and of this order or later. */
static void keep(struct hft_image *image, uint64_t start, uint64_t end,
		 uint64_t order)
{
	size_t n = 0;

	for (size_t i = 0; i < image->n; i++) {
		struct hft_mapping *mapping = &image->mappings[i];

		if (mapping->order >= order &&
		    (mapping->start < start || mapping->end > end)) {
			image->mappings[n++] = *mapping;
			continue;
		}
		image->bytes -= strlen(mapping->path) + 1;
		free(mapping->path);
	}
	image->n = n;
}

int hft_image_map(struct hft_image *image, const struct hft_mapping *mapping,
		  const char *path)
{
	keep(image, mapping->start, mapping->end, 0);
	if (image->n == HFT_IMAGE_MAPPINGS_MAX)
		return -E2BIG;
	return append(image, mapping, path);
}

void hft_image_drop_before(struct hft_image *image, uint64_t order)
{
	/* No mapping is within this range. */
	keep(image, UINT64_MAX, 0, order);
}

const struct hft_mapping *hft_image_find(const struct hft_image *image,
					 uint64_t address)
{
	for (size_t i = image->n; i-- > 0;) {
		const struct hft_mapping *mapping = &image->mappings[i];

		if (mapping->start <= address && address < mapping->end)
			return mapping;
	}
	return NULL;
}
