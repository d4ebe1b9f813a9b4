/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "json.h"

static void put(struct hft_json *json, const char *text)
{
	hft_out_write(json->out, text, strlen(text));
}

/* What is not plain ASCII is escaped byte by byte: names are no text. */
static void put_string(struct hft_json *json, const char *text)
{
	put(json, "\"");
	while (*text) {
		size_t plain = 0;
		unsigned char c;
		char escape[8];

		while ((c = text[plain]) >= ' ' && c < 0x7f && c != '"' &&
		       c != '\\')
			plain++;
		hft_out_write(json->out, text, plain);
		text += plain;
		if (!*text)
			break;
		if (*text == '"' || *text == '\\')
			snprintf(escape, sizeof(escape), "\\%c", *text);
		else
			snprintf(escape, sizeof(escape), "\\u%04x",
				 (unsigned char)*text);
		put(json, escape);
		text++;
	}
	put(json, "\"");
}

static void begin_value(struct hft_json *json, const char *key)
{
	if (json->comma)
		put(json, ",");
	json->comma = true;
	if (!key)
		return;
	put_string(json, key);
	put(json, ":");
}

static void open_scope(struct hft_json *json, const char *key, const char *text)
{
	begin_value(json, key);
	put(json, text);
	json->comma = false;
}

static void close_scope(struct hft_json *json, const char *text)
{
	put(json, text);
	json->comma = true;
}

void hft_json_object(struct hft_json *json, const char *key)
{
	open_scope(json, key, "{");
}

void hft_json_end_object(struct hft_json *json)
{
	close_scope(json, "}");
}

void hft_json_array(struct hft_json *json, const char *key)
{
	open_scope(json, key, "[");
}

void hft_json_end_array(struct hft_json *json)
{
	close_scope(json, "]");
}

void hft_json_string(struct hft_json *json, const char *key, const char *text)
{
	begin_value(json, key);
	if (text)
		put_string(json, text);
	else
		put(json, "null");
}

static void put_uint(struct hft_json *json, uint64_t value)
{
	struct hft_line line;

	line.length = 0;
	hft_line_uint(&line, value, 1, ' ');
	hft_out_write(json->out, line.text, line.length);
}

void hft_json_uint(struct hft_json *json, const char *key, uint64_t value)
{
	begin_value(json, key);
	put_uint(json, value);
}

void hft_json_int(struct hft_json *json, const char *key, int64_t value)
{
	begin_value(json, key);
	if (value < 0)
		put(json, "-");
	put_uint(json, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void hft_json_bool(struct hft_json *json, const char *key, bool value)
{
	begin_value(json, key);
	put(json, value ? "true" : "false");
}

void hft_json_real(struct hft_json *json, const char *key, double value,
		   int digits)
{
	begin_value(json, key);
	hft_out_format(json->out, "%.*f", digits, value);
}

void hft_json_newline(struct hft_json *json)
{
	put(json, "\n");
	json->comma = false;
}
