/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <json-c/json.h>

#include "../../consumer/views/json.h"
#include "unit.h"

static struct hft_out out;
static struct hft_json json;
static char *text;
static size_t size;

static void begin(void)
{
	out = (struct hft_out){ .file = open_memstream(&text, &size) };
	ck_assert_ptr_nonnull(out.file);
	json = (struct hft_json){ .out = &out };
}

static void end_with(const char *expected)
{
	hft_out_flush(&out);
	ck_assert_int_eq(out.error, 0);
	ck_assert_str_eq(text, expected);
	fclose(out.file);
	free(text);
}

START_TEST(test_commas)
{
	begin();
	hft_json_object(&json, NULL);
	hft_json_uint(&json, "a", 1);
	hft_json_array(&json, "b");
	hft_json_end_array(&json);
	hft_json_array(&json, "c");
	hft_json_uint(&json, NULL, 2);
	hft_json_object(&json, NULL);
	hft_json_end_object(&json);
	hft_json_object(&json, NULL);
	hft_json_string(&json, "d", "e");
	hft_json_bool(&json, "f", true);
	hft_json_end_object(&json);
	hft_json_array(&json, NULL);
	hft_json_bool(&json, NULL, false);
	hft_json_end_array(&json);
	hft_json_end_array(&json);
	hft_json_string(&json, "g", NULL);
	hft_json_end_object(&json);
	hft_json_newline(&json);
	end_with("{\"a\":1,\"b\":[],\"c\":[2,{},{\"d\":\"e\",\"f\":true},"
		 "[false]],\"g\":null}\n");
}
END_TEST

/* One text a line. */
START_TEST(test_lines)
{
	begin();
	for (int i = 0; i < 2; i++) {
		hft_json_object(&json, NULL);
		hft_json_end_object(&json);
		hft_json_newline(&json);
	}
	hft_json_uint(&json, NULL, 7);
	hft_json_newline(&json);
	end_with("{}\n{}\n7\n");
}
END_TEST

START_TEST(test_numbers)
{
	begin();
	hft_json_array(&json, NULL);
	hft_json_uint(&json, NULL, 0);
	hft_json_uint(&json, NULL, UINT64_MAX);
	hft_json_int(&json, NULL, 0);
	hft_json_int(&json, NULL, -1);
	hft_json_int(&json, NULL, INT64_MIN);
	hft_json_int(&json, NULL, INT64_MAX);
	hft_json_real(&json, NULL, 0.125, 2);
	hft_json_real(&json, NULL, -12.5, 0);
	hft_json_real(&json, NULL, 1e12, 3);
	hft_json_end_array(&json);
	end_with("[0,18446744073709551615,0,-1,-9223372036854775808,"
		 "9223372036854775807,0.12,-12,1000000000000.000]");
}
END_TEST

START_TEST(test_escapes)
{
	begin();
	hft_json_array(&json, NULL);
	hft_json_string(&json, NULL, "");
	hft_json_string(&json, NULL, "a\"b\\c/d");
	hft_json_string(&json, NULL, "\\x41\\");
	hft_json_string(&json, NULL, "\n\t\1\037\177");
	hft_json_string(&json, NULL, "\303\274\377");
	hft_json_end_array(&json);
	end_with("[\"\",\"a\\\"b\\\\c/d\",\"\\\\x41\\\\\","
		 "\"\\u000a\\u0009\\u0001\\u001f\\u007f\","
		 "\"\\u00c3\\u00bc\\u00ff\"]");
}
END_TEST

/* Keys are escaped as all strings are. */
START_TEST(test_keys)
{
	begin();
	hft_json_object(&json, NULL);
	hft_json_uint(&json, "a\"b", 1);
	hft_json_object(&json, "c d");
	hft_json_end_object(&json);
	hft_json_end_object(&json);
	end_with("{\"a\\\"b\":1,\"c d\":{}}");
}
END_TEST

/* Every byte that a string may have: a reader gets it back as a code point. */
START_TEST(test_all_bytes)
{
	struct json_object *parsed;
	const char *read;
	char bytes[256];

	for (int i = 0; i < 255; i++)
		bytes[i] = i + 1;
	bytes[255] = '\0';
	begin();
	hft_json_string(&json, NULL, bytes);
	hft_out_flush(&out);
	for (size_t i = 0; i < size; i++)
		ck_assert_uint_lt((unsigned char)text[i] - ' ', 0x7f - ' ');
	parsed = json_tokener_parse(text);
	ck_assert_ptr_nonnull(parsed);
	read = json_object_get_string(parsed);
	for (int i = 1; i < 256; i++) {
		ck_assert_uint_eq((unsigned char)*read,
				  i < 0x80 ? i : 0xc0 | i >> 6);
		read += 1 + (i >= 0x80);
	}
	ck_assert_str_eq(read, "");
	json_object_put(parsed);
	fclose(out.file);
	free(text);
}
END_TEST

/* Each counter is there, and its own. */
START_TEST(test_quality)
{
	struct hft_quality quality = { .events = 3, .missing_exits = 5 };
	struct json_object *parsed, *member;

	begin();
	hft_json_object(&json, NULL);
	hft_json_quality(&json, &quality, "it was \"enough\"");
	hft_json_end_object(&json);
	hft_out_flush(&out);
	parsed = json_tokener_parse(text);
	ck_assert(json_object_object_get_ex(parsed, "quality", &member));
	ck_assert_int_eq(
		json_object_get_int64(json_object_object_get(member, "events")),
		3);
	ck_assert_int_eq(json_object_get_int64(json_object_object_get(
				 member, "missing_exits")),
			 5);
	ck_assert_int_eq(
		json_object_get_int64(json_object_object_get(member, "calls")),
		0);
	ck_assert_str_eq(json_object_get_string(
				 json_object_object_get(member, "stopped")),
			 "it was \"enough\"");
	ck_assert(!json_object_get_boolean(
		json_object_object_get(member, "out_of_memory")));
	json_object_put(parsed);
	fclose(out.file);
	free(text);
}
END_TEST

/* After the first failure nothing is written. */
START_TEST(test_failure)
{
	FILE *full = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(full);
	out = (struct hft_out){ .file = full };
	json = (struct hft_json){ .out = &out };
	hft_json_string(&json, NULL, "a");
	hft_out_flush(&out);
	ck_assert_int_ne(out.error, 0);
	hft_json_real(&json, NULL, 1, 1);
	hft_json_string(&json, NULL, "a");
	fclose(full);
}
END_TEST

UNIT_MAIN("JSON", test_commas, test_lines, test_numbers, test_escapes,
	  test_keys, test_all_bytes, test_quality, test_failure)
