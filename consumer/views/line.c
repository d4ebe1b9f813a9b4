/* SPDX-License-Identifier: MIT */
#include "line.h"

void hft_line_pad(struct hft_line *line, size_t column)
{
	if (column > HFT_LINE_MAX)
		column = HFT_LINE_MAX;
	if (column <= line->length)
		return;
	memset(line->text + line->length, ' ', column - line->length);
	line->length = column;
}

static const char pairs[] = "00010203040506070809"
			    "10111213141516171819"
			    "20212223242526272829"
			    "30313233343536373839"
			    "40414243444546474849"
			    "50515253545556575859"
			    "60616263646566676869"
			    "70717273747576777879"
			    "80818283848586878889"
			    "90919293949596979899";

void hft_line_uint(struct hft_line *line, uint64_t value, size_t width,
		   char fill)
{
	char text[20];
	size_t first = sizeof(text);

	for (; value >= 100; value /= 100) {
		first -= 2;
		memcpy(text + first, pairs + value % 100 * 2, 2);
	}
	if (value >= 10) {
		first -= 2;
		memcpy(text + first, pairs + value * 2, 2);
	} else {
		text[--first] = '0' + value;
	}
	while (sizeof(text) - first < width && first)
		text[--first] = fill;
	hft_line_mem(line, text + first, sizeof(text) - first);
}
