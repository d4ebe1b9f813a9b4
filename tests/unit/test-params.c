/* SPDX-License-Identifier: MIT */
#include "../../consumer/plugin/params.h"
#include "unit.h"

static struct hft_params params;
static struct hft_error error;

START_TEST(test_none)
{
	bt_value *map = bt_value_map_create();

	ck_assert_int_eq(hft_params_init(&params, map, &error), 0);
	ck_assert_ptr_null(params.output);
	ck_assert_uint_eq(params.n_kallsyms, 0);
	hft_params_deinit(&params);
	bt_value_put_ref(map);
}
END_TEST

START_TEST(test_strings)
{
	bt_value *map = bt_value_map_create();

	bt_value_map_insert_string_entry(map, "output", "out");
	bt_value_map_insert_string_entry(map, "kallsyms", "syms");
	ck_assert_int_eq(hft_params_init(&params, map, &error), 0);
	ck_assert_str_eq(params.output, "out");
	ck_assert_uint_eq(params.n_kallsyms, 1);
	ck_assert_str_eq(params.kallsyms[0], "syms");
	hft_params_deinit(&params);
	bt_value_put_ref(map);
}
END_TEST

START_TEST(test_array)
{
	bt_value *map = bt_value_map_create();
	bt_value *array;

	bt_value_map_insert_empty_array_entry(map, "kallsyms", &array);
	ck_assert_int_eq(hft_params_init(&params, map, &error), 0);
	ck_assert_uint_eq(params.n_kallsyms, 0);
	hft_params_deinit(&params);
	bt_value_array_append_string_element(array, "one");
	bt_value_array_append_string_element(array, "two");
	ck_assert_int_eq(hft_params_init(&params, map, &error), 0);
	ck_assert_uint_eq(params.n_kallsyms, 2);
	ck_assert_str_eq(params.kallsyms[0], "one");
	ck_assert_str_eq(params.kallsyms[1], "two");
	hft_params_deinit(&params);

	bt_value_array_append_unsigned_integer_element(array, 3);
	ck_assert_int_eq(hft_params_init(&params, map, &error), -1);
	ck_assert_str_eq(error.message, "parameter \"kallsyms\" must be a "
					"string or an array of strings");
	ck_assert_ptr_null(params.kallsyms);
	bt_value_put_ref(map);
}
END_TEST

START_TEST(test_unknown)
{
	bt_value *map = bt_value_map_create();

	bt_value_map_insert_string_entry(map, "output", "out");
	bt_value_map_insert_string_entry(map, "outputs", "out");
	ck_assert_int_eq(hft_params_init(&params, map, &error), -1);
	ck_assert_str_eq(error.message, "unknown parameter \"outputs\": the "
					"known ones are kallsyms, output");
	bt_value_put_ref(map);
}
END_TEST

START_TEST(test_wrong)
{
	static const char *const names[] = { "kallsyms", "output" };

	for (int i = 0; i < 2; i++) {
		bt_value *map = bt_value_map_create();

		bt_value_map_insert_bool_entry(map, names[i], BT_TRUE);
		ck_assert_int_eq(hft_params_init(&params, map, &error), -1);
		bt_value_map_insert_string_entry(map, names[i], "");
		ck_assert_int_eq(hft_params_init(&params, map, &error), -1);
		bt_value_put_ref(map);
	}
}
END_TEST

UNIT_MAIN("params", test_none, test_strings, test_array, test_unknown,
	  test_wrong)
