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

void hft_line_uint(struct hft_line *line, uint64_t value, size_t width,
		   char fill)
{
	char text[20];
	size_t first = sizeof(text);

	do {
		text[--first] = '0' + value % 10;
		value /= 10;
	} while (value);
	while (sizeof(text) - first < width && first)
		text[--first] = fill;
	hft_line_mem(line, text + first, sizeof(text) - first);
}

void hft_line_symbol(struct hft_line *line, const struct hft_symbol *symbol,
		     uint64_t address)
{
	char text[HFT_SYMBOL_TEXT_MAX];

	if (symbol && !symbol->module && symbol->address == address)
		hft_line_str(line, symbol->name);
	else
		hft_line_str(line, hft_symbol_format(text, sizeof(text), symbol,
						     address));
}
