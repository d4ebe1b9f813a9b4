/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "symbol-lines.h"

/* nm prints undefined symbols without an address. */
static bool is_undefined(const char *text)
{
	text += strspn(text, " ");
	return *text && strchr("Uwv", *text) && text[1] == ' ';
}

/* Returns 0, -ENOMEM, or -EINVAL if the line is not a symbol's. */
static int add_line(struct hft_symbol_lines *lines, const char *text)
{
	struct hft_symbol_text symbol = { 0 };
	const char *module, *end;
	size_t digits;

	if (*text == ' ' && is_undefined(text))
		return 0;
	digits = strspn(text, "0123456789abcdefABCDEF");
	if (!digits || digits > 16 || text[digits] != ' ')
		return -EINVAL;
	if (!text[digits + 1] || text[digits + 2] != ' ' || !text[digits + 3])
		return -EINVAL;
	symbol.address = strtoull(text, NULL, 16);
	symbol.type = text[digits + 1];
	symbol.name = text + digits + 3;
	symbol.name_length = strcspn(symbol.name, "\t");

	module = strstr(symbol.name, "\t[");
	if (module) {
		end = strchr(module, ']');
		if (!end)
			return -EINVAL;
		symbol.module = module + 2;
		symbol.module_length = end - symbol.module;
	}
	return hft_symbol_lines_add(lines, &symbol);
}

/* No symbol's line is longer; it bounds what a file of another kind costs. */
#define LINE_SIZE (64 * 1024)

int hft_symbol_lines_read_text(struct hft_symbol_lines *lines, const char *path,
			       FILE *file, struct hft_error *error)
{
	_cleanup_free_ char *text = malloc(LINE_SIZE);
	size_t number = 0;
	size_t length;
	int err;

	if (!text)
		return hft_error_set(error, "out of memory");
	while (fgets(text, LINE_SIZE, file)) {
		number++;
		length = strcspn(text, "\r\n");
		text[length] = '\0';
		err = add_line(lines, text);
		if (err == -ENOMEM)
			return hft_error_set(error, "out of memory");
		if (err)
			return hft_error_set(
				error,
				"%s:%zu: not a line of symbols: give a copy of "
				"the guest's /proc/kallsyms, its kernel's "
				"System.map or vmlinux, or the output of nm",
				path, number);
	}
	if (ferror(file))
		return hft_error_set(error, "cannot read %s: %s", path,
				     strerror(errno));
	if (!number)
		return hft_error_set(error,
				     "%s is empty: give a copy of the guest's "
				     "/proc/kallsyms or the output of nm",
				     path);
	return 0;
}
