/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "gzip.h"

/* zlib's: the largest window, and a gzip header rather than zlib's own. */
#define WINDOW_BITS (15 + 16)
#define MEM_LEVEL 8

int hft_gzip_init(struct hft_gzip *gzip, struct hft_out *out)
{
	*gzip = (struct hft_gzip){ .out = out };
	return deflateInit2(&gzip->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
			    WINDOW_BITS, MEM_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK
		       ? 0
		       : ENOMEM;
}

void hft_gzip_deinit(struct hft_gzip *gzip)
{
	deflateEnd(&gzip->stream);
}

static void deflate_all(struct hft_gzip *gzip, int flush)
{
	unsigned char buffer[16384];

	do {
		gzip->stream.next_out = buffer;
		gzip->stream.avail_out = sizeof(buffer);
		deflate(&gzip->stream, flush);
		hft_out_write(gzip->out, buffer,
			      sizeof(buffer) - gzip->stream.avail_out);
	} while (!gzip->stream.avail_out);
}

void hft_gzip_write(struct hft_gzip *gzip, const void *data, size_t n)
{
	gzip->stream.next_in = (void *)data;
	gzip->stream.avail_in = n;
	deflate_all(gzip, Z_NO_FLUSH);
}

void hft_gzip_finish(struct hft_gzip *gzip)
{
	hft_gzip_write(gzip, "", 0);
	deflate_all(gzip, Z_FINISH);
}
