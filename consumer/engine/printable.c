/* SPDX-License-Identifier: MIT */
#include <stdbool.h>

#include "printable.h"

size_t hft_printable(char *out, size_t size, const char *text, size_t length)
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = text[i];
		bool plain = c >= ' ' && c < 0x7f && c != '\\';

		if (n + (plain ? 1 : 4) >= size)
			break;
		if (plain) {
			out[n++] = c;
		} else {
			out[n++] = '\\';
			out[n++] = 'x';
			out[n++] = hex[c >> 4];
			out[n++] = hex[c & 15];
		}
	}
	out[n] = '\0';
	return n;
}
