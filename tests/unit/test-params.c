/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../../consumer/plugin/params.h"
#include "../../consumer/plugin/sink-options.h"
#include "unit.h"

enum { FIRST, SECOND };

static const char *const choices[] = { "first", "second", NULL };

static struct {
	unsigned int choice;
	const char *text;
} own;

static const struct hft_option own_options[] = {
	{ "choice", HFT_OPTION_CHOICE, 0, choices },
	{ "text", HFT_OPTION_STRING, offsetof(__typeof__(own), text), NULL },
};

static struct hft_sink_options options;
static struct hft_params params;
static struct hft_error error;
static bt_value *map;

static void begin(void)
{
	options = (struct hft_sink_options){ 0 };
	own = (__typeof__(own)){ 0 };
	map = bt_value_map_create();
}

static int read_map(void)
{
	const struct hft_option_set sets[] = {
		{ hft_sink_options, HFT_SINK_N_OPTIONS, &options },
		{ own_options, 2, &own },
	};

	return hft_params_read(&params, map, sets, 2, &error);
}

static void end(void)
{
	hft_params_deinit(&params);
	bt_value_put_ref(map);
}

START_TEST(test_none)
{
	begin();
	ck_assert_int_eq(read_map(), 0);
	ck_assert_ptr_null(options.output);
	ck_assert_uint_eq(options.kallsyms.n, 0);
	ck_assert(hft_filter_is_empty(&options.filter));
	end();
}
END_TEST

START_TEST(test_strings)
{
	begin();
	bt_value_map_insert_string_entry(map, "output", "out");
	bt_value_map_insert_string_entry(map, "kallsyms", "syms");
	bt_value_map_insert_string_entry(map, "text", "");
	bt_value_map_insert_string_entry(map, "choice", "second");
	ck_assert_int_eq(read_map(), 0);
	ck_assert_str_eq(options.output, "out");
	ck_assert_uint_eq(options.kallsyms.n, 1);
	ck_assert_str_eq(options.kallsyms.items[0], "syms");
	ck_assert_str_eq(own.text, "");
	ck_assert_uint_eq(own.choice, SECOND);
	end();
}
END_TEST

START_TEST(test_array)
{
	bt_value *array;

	begin();
	bt_value_map_insert_empty_array_entry(map, "kallsyms", &array);
	ck_assert_int_eq(read_map(), 0);
	ck_assert_uint_eq(options.kallsyms.n, 0);
	bt_value_array_append_string_element(array, "one");
	bt_value_array_append_string_element(array, "two");
	ck_assert_int_eq(read_map(), 0);
	ck_assert_uint_eq(options.kallsyms.n, 2);
	ck_assert_str_eq(options.kallsyms.items[0], "one");
	ck_assert_str_eq(options.kallsyms.items[1], "two");

	bt_value_array_append_unsigned_integer_element(array, 3);
	ck_assert_int_eq(read_map(), -1);
	ck_assert_str_eq(error.message, "parameter \"kallsyms\" must be a "
					"string or an array of strings");
	end();
}
END_TEST

START_TEST(test_numbers)
{
	begin();
	bt_value_map_insert_signed_integer_entry(map, "vms", 4321);
	bt_value_map_insert_string_entry(map, "tasks", "sh");
	bt_value_map_insert_unsigned_integer_entry(map, "depth", 3);
	bt_value_map_insert_string_entry(map, "min-duration", "1.5us");
	bt_value_map_insert_signed_integer_entry(map, "from", 7);
	bt_value_map_insert_bool_entry(map, "no-irqs", BT_TRUE);
	ck_assert_int_eq(read_map(), 0);
	ck_assert_str_eq(options.filter.vms.items[0], "4321");
	ck_assert_str_eq(options.filter.tasks.items[0], "sh");
	ck_assert_uint_eq(options.filter.depth, 3);
	ck_assert_uint_eq(options.filter.min_duration, 1500);
	ck_assert_uint_eq(options.filter.from, 7);
	ck_assert(options.filter.no_irqs);
	end();
}
END_TEST

START_TEST(test_unknown)
{
	begin();
	bt_value_map_insert_string_entry(map, "output", "out");
	bt_value_map_insert_string_entry(map, "outputs", "out");
	ck_assert_int_eq(read_map(), -1);
	ck_assert_str_eq(
		error.message,
		"unknown parameter \"outputs\": the known ones are kallsyms, "
		"symfs, output, threads, functions, notrace, depth, "
		"min-duration, from, to, tasks, processes, vms, vcpus, "
		"no-kernel, no-user, no-irqs, choice, text");
	end();
}
END_TEST

/* Each parameter refuses true or 1.5, and those that need one an empty text. */
START_TEST(test_wrong_types)
{
	for (int i = 0; i < HFT_SINK_N_OPTIONS; i++) {
		const char *name = hft_sink_options[i].name;

		begin();
		bt_value_map_insert_real_entry(map, name, 1.5);
		ck_assert_int_eq(read_map(), -1);
		ck_assert_ptr_nonnull(strstr(error.message, name));
		bt_value_map_insert_string_entry(map, name, "");
		ck_assert_int_eq(read_map(), -1);
		bt_value_map_insert_signed_integer_entry(map, name, -1);
		ck_assert_int_eq(read_map(), -1);
		end();
	}
}
END_TEST

START_TEST(test_wrong_values)
{
	static const char *const times[] = { "x", "-1", "1m", "1e30", "nan" };

	begin();
	bt_value_map_insert_string_entry(map, "choice", "third");
	ck_assert_int_eq(read_map(), -1);
	ck_assert_str_eq(error.message, "parameter \"choice\": \"third\" is "
					"none of its values: first, second");
	end();
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		begin();
		bt_value_map_insert_string_entry(map, "to", times[i]);
		ck_assert_int_eq(read_map(), -1);
		ck_assert_ptr_nonnull(strstr(error.message, "is not a time"));
		end();
	}
}
END_TEST

UNIT_MAIN("params", test_none, test_strings, test_array, test_numbers,
	  test_unknown, test_wrong_types, test_wrong_values)
