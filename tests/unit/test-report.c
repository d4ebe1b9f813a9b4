/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "report-stage.h"

#define HEAD                                                                \
	"#      TOTAL        SELF   SELF%       CALLS     AVERAGE         " \
	"MIN         MAX         P99  FUNCTION\n"

START_TEST(test_table)
{
	begin();
	for (int i = 0; i < 2; i++) {
		enter(0xa, 0);
		call(0xb, 250, 1);
		call(0xb, 750, 1);
		leave(0xa, i ? 4000 : 2000000, 0);
	}
	call(0xc, 1500000000, 0);
	ck_assert_str_eq(
		finished(),
		"# hyperftrace report\n" HEAD
		"     1.500 s     1.500 s  99.87%           1     1.500 s     "
		"1.500 s     1.500 s     1.500 s  0xc\n"
		"    2.004 ms    2.002 ms   0.13%           2    1.002 ms    "
		"4.000 us    2.000 ms    2.000 ms  0xa\n"
		"    2.000 us    2.000 us   0.00%           4    0.500 us    "
		"0.250 us    0.750 us    0.750 us  0xb\n"
		"# 3 functions, 7 calls, 1.502 s of self time\n"
		"# 14 events, 7 calls, 0 unmatched exits, 0 calls left open, "
		"0 events discarded by LTTng\n");
	ck_assert_int_eq(view->failure(report), 0);
	end();
}
END_TEST

START_TEST(test_nothing)
{
	begin();
	ck_assert_str_eq(
		finished(),
		"# hyperftrace report\n" HEAD
		"# 0 functions, 0 calls, 0.000 us of self time\n"
		"# 0 events, 0 calls, 0 unmatched exits, 0 calls left open, "
		"0 events discarded by LTTng\n");
	end();
}
END_TEST

START_TEST(test_stopped)
{
	begin();
	call(0xa, 10, 0);
	why = "it broke";
	ck_has(finished(), " 0xa\n# 1 function, 1 call, 0.010 us of self time\n"
			   "# it broke\n# 2 events, 1 call,");
	end();
}
END_TEST

START_TEST(test_json)
{
	struct json_object *root, *a;

	options.format = HFT_REPORT_JSON;
	begin();
	enter(0xa, 0);
	call(0xb, 300, 1);
	call(0xb, 100, 1);
	leave(0xa, 1000, 0);
	send(HFT_NR_USER_FUNC, 0x10, HFT_FUNC_ENTRY, 0, 0);
	why = "it \"broke\"";
	finished();
	root = parsed();
	ck_assert_uint_eq(number(root, "version"), 1);
	ck_assert_str_eq(json_object_get_string(get(root, "view")), "report");
	ck_assert_str_eq(json_object_get_string(get(root, "by")), "function");
	ck_assert_str_eq(json_object_get_string(get(root, "sort")), "total");
	ck_assert_str_eq(
		json_object_to_json_string_ext(function(root, "0xa"),
					       JSON_C_TO_STRING_PLAIN),
		"{\"name\":\"0xa\",\"user\":false,\"calls\":1,"
		"\"untimed\":0,\"total_ns\":1000,\"self_ns\":600,"
		"\"avg_ns\":1000,\"min_ns\":1000,\"max_ns\":1000,"
		"\"p99_ns\":1000,\"total_out_ns\":0,\"self_out_ns\":0,"
		"\"adjusted_total_ns\":1000,\"adjusted_self_ns\":600}");
	a = function(root, "0x10");
	ck_assert(json_object_get_boolean(get(a, "user")));
	ck_assert_uint_eq(number(a, "calls"), 1);
	ck_assert_uint_eq(number(a, "untimed"), 1);
	ck_assert_ptr_null(get(a, "max_ns"));
	ck_assert_uint_eq(number(get(root, "sum"), "functions"), 3);
	ck_assert_uint_eq(number(get(root, "sum"), "calls"), 4);
	ck_assert_uint_eq(number(get(root, "sum"), "untimed"), 1);
	ck_assert_uint_eq(number(get(root, "sum"), "self_ns"), 1000);
	ck_assert_uint_eq(number(root, "left_out"), 0);
	ck_assert_uint_eq(number(get(root, "quality"), "open_calls"), 1);
	ck_assert_str_eq(
		json_object_get_string(get(get(root, "quality"), "stopped")),
		"it \"broke\"");
	json_object_put(root);
	end();
}
END_TEST

/* The names in the order in which they are shown. */
static const char *order_of(const char *sort, bool reverse)
{
	static char names[64];
	struct json_object *root, *functions;

	options.format = HFT_REPORT_JSON;
	options.sort = sort;
	options.reverse = reverse;
	begin();
	call(0xa, 500, 0);
	call(0xa, 100, 0);
	enter(0xb, 0);
	call(0xc, 900, 1);
	leave(0xb, 1000, 0);
	call(0xd, 40, 0);
	call(0xd, 50, 0);
	call(0xd, 60, 0);
	enter(0xd, 0);
	finished();
	root = parsed();
	functions = get(root, "functions");
	names[0] = '\0';
	for (size_t i = 0; i < json_object_array_length(functions); i++)
		strcat(names, json_object_get_string(get(
				      json_object_array_get_idx(functions, i),
				      "name")) +
				      2);
	json_object_put(root);
	end();
	return names;
}

START_TEST(test_sort)
{
	static const struct {
		const char *sort;
		const char *names;
		const char *reverse;
	} cases[] = {
		{ NULL, "bcad", "dacb" },      { "total", "bcad", "dacb" },
		{ "self", "cadb", "bdac" },    { "calls", "dabc", "bcad" },
		{ "average", "bcad", "dacb" }, { "min", "bcad", "dacb" },
		{ "max", "bcad", "dacb" },     { "p99", "bcad", "dacb" },
		{ "untimed", "dabc", "abcd" }, { "name", "abcd", "dcba" },
		{ "net", "bcad", "dacb" },     { "self-net", "cadb", "bdac" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ck_assert_str_eq(order_of(cases[i].sort, false),
				 cases[i].names);
		ck_assert_str_eq(order_of(cases[i].sort, true),
				 cases[i].reverse);
	}
}
END_TEST

START_TEST(test_limit)
{
	options.limit = 2;
	begin();
	call(0xa, 3000, 0);
	call(0xb, 2000, 0);
	call(0xc, 1000, 0);
	ck_has(finished(),
	       " 0xa\n    2.000 us    2.000 us  33.33%           1    "
	       "2.000 us    2.000 us    2.000 us    2.000 us  0xb\n"
	       "# 3 functions, 3 calls, 6.000 us of self time; 1 function "
	       "left out\n");
	ck_lacks(text, "0xc");
	end();
}
END_TEST

START_TEST(test_columns)
{
	static const char *const columns[] = { "calls", "untimed", "share",
					       "self-net" };

	options.columns = (struct hft_strings){ columns, 4 };
	begin();
	call(0xa, 1000, 0);
	ck_has(finished(),
	       "#      CALLS     UNTIMED   SELF%    SELF NET  FUNCTION\n"
	       "           1           0 100.00%    1.000 us  0xa\n");
	end();
}
END_TEST

START_TEST(test_refused)
{
	static const char *const wrong = "duration";
	const char *many[40];

	options.sort = "share";
	ck_assert_str_eq(refused(),
			 "parameter \"sort\": \"share\" is none of its values: "
			 "calls, untimed, total, self, average, min, max, p99, "
			 "out, self-out, adjusted, self-adjusted, net, "
			 "self-net, name");
	options = (struct hft_report_options){ .columns = { &wrong, 1 } };
	ck_has(refused(), "parameter \"columns\": \"duration\" is none of its "
			  "values: calls, ");
	for (int i = 0; i < 40; i++)
		many[i] = "self";
	options = (struct hft_report_options){ .columns = { many, 40 } };
	ck_has(refused(), "no more than 15 columns");
	options = (struct hft_report_options){ 0 };
}
END_TEST

START_TEST(test_without_duration)
{
	begin();
	/* The exit of 0xb is lost, the entry of 0xc; 0xd is left open. */
	enter(0xa, 0);
	enter(0xb, 1);
	leave(0xa, 1000, 0);
	leave(0xc, 1000, 0);
	enter(0xd, 0);
	ck_has(finished(),
	       "    1.000 us    1.000 us 100.00%           1    1.000 us    "
	       "1.000 us    1.000 us    1.000 us  0xa\n"
	       "           -           -   0.00%           1           -      "
	       "     -           -           -  0xb\n");
	ck_has(text, "-  0xc\n");
	ck_has(text,
	       "-  0xd\n# 4 functions, 4 calls, 1.000 us of self time\n"
	       "# 3 calls have no duration: the entry or the exit is not in "
	       "the trace\n");
	end();
}
END_TEST

START_TEST(test_switched_out)
{
	static const char *const columns[] = {
		"total", "net", "out", "self", "self-net", "self-out"
	};

	options.columns = (struct hft_strings){ columns, 6 };
	begin();
	switch_to(5, 5);
	enter(0xa, 0);
	enter(0xb, 1);
	switch_to(6, 6);
	now += 700;
	switch_to(5, 5);
	leave(0xb, 1000, 1);
	leave(0xa, 1500, 0);
	ck_has(finished(),
	       "    1.500 us    0.800 us    0.700 us    0.500 us    0.500 us  "
	       "  0.000 us  0xa\n"
	       "    1.000 us    0.300 us    0.700 us    1.000 us    0.300 us  "
	       "  0.700 us  0xb\n");
	end();
}
END_TEST

START_TEST(test_adjusted)
{
	struct json_object *root;

	options.format = HFT_REPORT_JSON;
	cost_in = 10;
	cost_out = 20;
	begin();
	enter(0xa, 0);
	enter(0xb, 1);
	call(0xc, 40, 2);
	call(0xc, 5, 2);
	leave(0xb, 300, 1);
	leave(0xa, 1000, 0);
	finished();
	root = parsed();
	/* Its own 10, and 30 for each of the three calls in it. */
	ck_assert_uint_eq(number(function(root, "0xa"), "adjusted_total_ns"),
			  900);
	/* Of 700: 10, and 20 for the call right below. */
	ck_assert_uint_eq(number(function(root, "0xa"), "adjusted_self_ns"),
			  670);
	ck_assert_uint_eq(number(function(root, "0xb"), "adjusted_total_ns"),
			  230);
	ck_assert_uint_eq(number(function(root, "0xb"), "adjusted_self_ns"),
			  205);
	ck_assert_uint_eq(number(function(root, "0xc"), "adjusted_self_ns"),
			  25);
	json_object_put(root);
	end();
	cost_in = 1000;
	begin();
	call(0xa, 999, 0);
	ck_has(finished(), "# tracing costs each call about 1000 ns that are "
			   "in its total, and 0 ns around it\n");
	end();
}
END_TEST

START_TEST(test_p99)
{
	struct json_object *root;
	uint64_t ns;

	options.format = HFT_REPORT_JSON;
	begin();
	/* Of ten thousand, 1 to 10000 us: close to 9900 us. */
	for (uint64_t i = 0; i < 10000; i++)
		call(0xa, (i * 7919 % 10000 + 1) * 1000, 0);
	finished();
	root = parsed();
	ns = number(function(root, "0xa"), "p99_ns");
	ck_assert_uint_ge(ns, 9900000 - 9900000 / 64);
	ck_assert_uint_le(ns, 9900000 + 9900000 / 64);
	ck_assert_uint_eq(number(function(root, "0xa"), "min_ns"), 1000);
	ck_assert_uint_eq(number(function(root, "0xa"), "max_ns"), 10000000);
	ck_assert_uint_eq(number(function(root, "0xa"), "avg_ns"), 5000500);
	json_object_put(root);
	end();
	/* The last ones count, too. */
	options.format = HFT_REPORT_JSON;
	begin();
	for (int i = 0; i < 100; i++)
		call(0xa, i < 98 ? 10 : 60, 0);
	call(0xa, 1000, 0);
	finished();
	root = parsed();
	ck_assert_uint_eq(number(function(root, "0xa"), "p99_ns"), 60);
	json_object_put(root);
	end();
	/* It is never beyond what was seen. */
	options.format = HFT_REPORT_JSON;
	begin();
	for (int i = 0; i < 1000; i++)
		call(0xa, 1000001, 0);
	finished();
	root = parsed();
	ck_assert_uint_eq(number(function(root, "0xa"), "p99_ns"), 1000001);
	json_object_put(root);
	end();
}
END_TEST

START_TEST(test_too_long)
{
	static const char *const total = "total";

	options.columns = (struct hft_strings){ &total, 1 };
	begin();
	for (int i = 0; i < 3; i++) {
		enter(i ? 0xa : 0xb, 0);
		send(HFT_NR_KERNEL_FUNC, i ? 0xa : 0xb, HFT_FUNC_EXIT,
		     UINT64_MAX, 0);
	}
	ck_has(finished(), " 18446744073.709 s  0xa\n"
			   " 18446744073.709 s  0xb\n"
			   "# 2 functions, 3 calls, 18446744073.709 s of self");
	end();
}
END_TEST

START_TEST(test_full_disk)
{
	FILE *full = fopen("/dev/full", "w");

	if (!full)
		return;
	begin_on(full);
	call(0xa, 10, 0);
	finished();
	ck_assert_int_eq(view->failure(report), ENOSPC);
	end();
}
END_TEST

UNIT_MAIN("report", test_table, test_nothing, test_stopped, test_json,
	  test_sort, test_limit, test_columns, test_refused,
	  test_without_duration, test_switched_out, test_adjusted, test_p99,
	  test_too_long, test_full_disk)
