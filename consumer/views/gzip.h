/* SPDX-License-Identifier: MIT */
/* Compressed output, as gzip(1) reads it. */
#ifndef HYPERFTRACE_GZIP_H
#define HYPERFTRACE_GZIP_H

#include <zlib.h>

#include "out.h"

struct hft_gzip {
	struct hft_out *out;
	z_stream stream;
};

/* Returns 0 or ENOMEM. Failures to write are out's. */
int hft_gzip_init(struct hft_gzip *gzip, struct hft_out *out);
void hft_gzip_deinit(struct hft_gzip *gzip);

void hft_gzip_write(struct hft_gzip *gzip, const void *data, size_t n);
/* Nothing more will come: write what is left. */
void hft_gzip_finish(struct hft_gzip *gzip);

#endif
