/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "json-check.h"

/* Nobody nests deeper than this, but for a tree of calls. */
#define DEPTH_MAX 20000

struct text {
	const char *at;
	const char *end;
	unsigned int depth;
};

static bool value(struct text *text);

static void skip_space(struct text *text)
{
	while (text->at < text->end && *text->at &&
	       strchr(" \t\r\n", *text->at))
		text->at++;
}

static bool is_next(struct text *text, char c)
{
	skip_space(text);
	if (text->at == text->end || *text->at != c)
		return false;
	text->at++;
	return true;
}

static bool word(struct text *text, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(text->end - text->at) < n || memcmp(text->at, word, n))
		return false;
	text->at += n;
	return true;
}

static bool escape(struct text *text)
{
	if (text->at == text->end)
		return false;
	if (*text->at != 'u')
		return *text->at && strchr("\"\\/bfnrt", *text->at++);
	text->at++;
	for (int i = 0; i < 4; i++) {
		if (text->at == text->end ||
		    !isxdigit((unsigned char)*text->at++))
			return false;
	}
	return true;
}

/* What we write is ASCII. */
static bool string(struct text *text)
{
	if (!is_next(text, '"'))
		return false;
	while (text->at < text->end) {
		unsigned char c = *text->at++;

		if (c == '"')
			return true;
		if (c < ' ' || c >= 0x7f || (c == '\\' && !escape(text)))
			return false;
	}
	return false;
}

static bool digits(struct text *text)
{
	const char *begin = text->at;

	while (text->at < text->end && isdigit((unsigned char)*text->at))
		text->at++;
	return text->at > begin;
}

static bool number(struct text *text)
{
	bool zero;

	word(text, "-");
	zero = word(text, "0");
	if (!zero && !digits(text))
		return false;
	if (word(text, ".") && !digits(text))
		return false;
	if (word(text, "e") || word(text, "E")) {
		if (!word(text, "+"))
			word(text, "-");
		return digits(text);
	}
	return true;
}

static bool array(struct text *text)
{
	if (is_next(text, ']'))
		return true;
	do {
		if (!value(text))
			return false;
	} while (is_next(text, ','));
	return is_next(text, ']');
}

static bool object(struct text *text)
{
	if (is_next(text, '}'))
		return true;
	do {
		if (!string(text) || !is_next(text, ':') || !value(text))
			return false;
	} while (is_next(text, ','));
	return is_next(text, '}');
}

static bool value(struct text *text)
{
	bool ret;

	skip_space(text);
	if (text->at == text->end)
		return false;
	if (*text->at == '"')
		return string(text);
	if (*text->at != '[' && *text->at != '{')
		return word(text, "true") || word(text, "false") ||
		       word(text, "null") || number(text);
	if (++text->depth > DEPTH_MAX)
		return false;
	ret = *text->at++ == '[' ? array(text) : object(text);
	text->depth--;
	return ret;
}

bool json_check(const char *text, size_t length)
{
	struct text all = { .at = text, .end = text + length };

	if (!value(&all))
		return false;
	skip_space(&all);
	return all.at == all.end;
}

bool json_check_lines(const char *text, size_t length)
{
	const char *end = text + length;

	while (text < end) {
		const char *newline = memchr(text, '\n', end - text);

		if (!newline || !json_check(text, newline - text))
			return false;
		text = newline + 1;
	}
	return true;
}
