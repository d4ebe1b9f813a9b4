/* SPDX-License-Identifier: MIT */
/*
 * One line of text under construction. printf would take most of the time
 * that a view needs.
 */
#ifndef HYPERFTRACE_LINE_H
#define HYPERFTRACE_LINE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../engine/functions.h"

/* Far more than the parts of any line; what does not fit is cut. */
#define HFT_LINE_MAX 2048

struct hft_line {
	size_t length;
	char text[HFT_LINE_MAX];
};

static inline void hft_line_mem(struct hft_line *line, const char *text,
				size_t n)
{
	if (n > HFT_LINE_MAX - line->length)
		n = HFT_LINE_MAX - line->length;
	memcpy(line->text + line->length, text, n);
	line->length += n;
}

static inline void hft_line_str(struct hft_line *line, const char *text)
{
	hft_line_mem(line, text, strlen(text));
}

/* Spaces, until the line is as long as column. */
void hft_line_pad(struct hft_line *line, size_t column);

/* A number, filled with this character in front until it is this wide. */
void hft_line_uint(struct hft_line *line, uint64_t value, size_t width,
		   char fill);

static inline void hft_line_function(struct hft_line *line,
				     const struct hft_function *function)
{
	hft_line_mem(line, function->name, function->length);
}

#endif
