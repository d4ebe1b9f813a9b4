/* SPDX-License-Identifier: MIT */
/* Where a view writes to: a file, and the first failure. */
#ifndef HYPERFTRACE_OUT_H
#define HYPERFTRACE_OUT_H

#include <stddef.h>
#include <stdio.h>

#include "../engine/quality.h"
#include "line.h"

struct hft_out {
	FILE *file;
	/* Positive errno; nothing is written any more. */
	int error;
};

/* Write bytes, unless something failed before. */
void hft_out_write(struct hft_out *out, const void *data, size_t n);

/* Write a line, with a newline behind it, and empty it. A cut line ends, too.
 */
void hft_out_line(struct hft_out *out, struct hft_line *line);

/* printf, for what is not written often. */
void hft_out_format(struct hft_out *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The end of a text: why reading had to stop, if not NULL, and the footer.
 * What is in buffers is written after this, or has failed.
 */
void hft_out_footer(struct hft_out *out, const struct hft_quality *quality,
		    const char *why);

/* To be called at the end: what is in buffers is written, or has failed. */
void hft_out_flush(struct hft_out *out);

#endif
