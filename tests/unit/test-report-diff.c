/* SPDX-License-Identifier: MIT */
/* The difference to an earlier report. */
#include <unistd.h>

#include "report-stage.h"

static char path[] = "/tmp/hyperftrace-test-XXXXXX";

static void write_baseline(const char *content)
{
	FILE *baseline = fopen(path, "w");

	ck_assert_ptr_nonnull(baseline);
	ck_assert_int_ge(fputs(content, baseline), 0);
	ck_assert_int_eq(fclose(baseline), 0);
}

/* The next report is one that is to be compared with what has finished. */
static void make_baseline(void)
{
	close(mkstemp(path));
	finished();
	write_baseline(text);
	end();
	options.baseline = path;
}

static void end_diff(void)
{
	end();
	unlink(path);
	strcpy(path + strlen(path) - 6, "XXXXXX");
}

static void run_before(void)
{
	options.format = HFT_REPORT_JSON;
	begin();
	call(0xa, 1000, 0);
	call(0xb, 4000, 0);
	call(0xc, 500, 0);
	call(0xd, 70, 0);
	call(0xe, 5000, 0);
	call(0xe, 5000, 0);
	make_baseline();
}

static void run_after(void)
{
	begin();
	enter(0xa, 0);
	call(0xf, 20, 1);
	leave(0xa, 2500, 0);
	call(0xb, 5000, 0);
	call(0xb, 1000, 0);
	call(0xd, 70, 0);
	call(0xe, 100, 0);
	call(0xe, 900, 0);
	call(0xe, 0, 0);
}

START_TEST(test_text)
{
	char head[64];

	run_before();
	run_after();
	snprintf(head, sizeof(head), "# hyperftrace report\n# before: %s\n",
		 path);
	ck_has(finished(), head);
	ck_has(text, "# by what changed in: self\n"
		     "\n# slower: 2 functions, self time +3.480 us\n");
	ck_has(text,
	       "us\n"
	       "#                   SELF                                "
	       "        TOTAL                   CALLS\n"
	       "#     BEFORE       AFTER       DELTA    RATIO      BEFORE   "
	       "    AFTER      BEFORE       AFTER  FUNCTION\n"
	       "    4.000 us    6.000 us   +2.000 us     1.50    4.000 us    "
	       "6.000 us           1           2  0xb\n"
	       "    1.000 us    2.480 us   +1.480 us     2.48    1.000 us    "
	       "2.500 us           1           1  0xa\n"
	       "\n# faster: 1 function, self time -9.000 us\n");
	ck_has(text,
	       "  FUNCTION\n"
	       "   10.000 us    1.000 us   -9.000 us     0.10   10.000 us    "
	       "1.000 us           2           3  0xe\n"
	       "\n# new: 1 function, self time +0.020 us\n");
	ck_has(text,
	       "  FUNCTION\n"
	       "           -    0.020 us   +0.020 us        -           -    "
	       "0.020 us           -           1  0xf\n"
	       "\n# gone: 1 function, self time -0.500 us\n");
	ck_has(text,
	       "  FUNCTION\n"
	       "    0.500 us           -   -0.500 us        -    0.500 us     "
	       "      -           1           -  0xc\n"
	       "\n# same: 1 function\n"
	       "\n# 16 events,");
	end_diff();
}
END_TEST

START_TEST(test_nothing_changed)
{
	run_before();
	begin();
	call(0xa, 1000, 0);
	call(0xb, 4000, 0);
	call(0xc, 500, 0);
	call(0xd, 70, 0);
	call(0xe, 4000, 0);
	call(0xe, 6000, 0);
	ck_has(finished(), "\n\n# slower: 0 functions\n"
			   "\n# faster: 0 functions\n"
			   "\n# new: 0 functions\n"
			   "\n# gone: 0 functions\n"
			   "\n# same: 5 functions\n");
	end_diff();
}
END_TEST

START_TEST(test_by_another_figure)
{
	run_before();
	options.sort = "max";
	run_after();
	ck_has(finished(), "# by what changed in: max\n");
	ck_has(text, "# slower: 2 functions,");
	ck_has(text, "   MAX  ");
	ck_has(text,
	       "    1.000 us    2.500 us   +1.500 us     2.50    1.000 us    "
	       "2.500 us           1           1  0xa\n"
	       "    4.000 us    5.000 us   +1.000 us     1.25    4.000 us    "
	       "6.000 us           1           2  0xb\n");
	end_diff();
	/* Calls are no time: what is slower shows in self. */
	run_before();
	options.sort = "calls";
	run_after();
	ck_has(finished(), "# by what changed in: self\n");
	ck_has(text, " 2  0xb\n    1.000 us    2.480 us ");
	end_diff();
	run_before();
	options.sort = "name";
	run_after();
	ck_has(finished(), " 0xa\n    4.000 us    6.000 us ");
	end_diff();
	run_before();
	options.sort = "total";
	options.reverse = true;
	run_after();
	ck_has(finished(), "\n    1.000 us    2.500 us   +1.500 us     2.50    "
			   "1.000 us    2.480 us           1           1  "
			   "0xa\n    4.000 us    6.000 us ");
	end_diff();
}
END_TEST

START_TEST(test_limit)
{
	run_before();
	options.limit = 1;
	run_after();
	ck_has(finished(), "\n# slower: 2 functions, self time +3.480 us; 1 "
			   "left out\n");
	ck_lacks(text, "0xa\n");
	ck_has(text, " 0xb\n\n# faster: 1 function, self time -9.000 us\n");
	end_diff();
}
END_TEST

START_TEST(test_json)
{
	struct json_object *root, *a;

	run_before();
	options.format = HFT_REPORT_JSON;
	run_after();
	finished();
	root = parsed();
	ck_assert_str_eq(json_object_get_string(get(root, "baseline")), path);
	ck_assert_str_eq(json_object_get_string(get(root, "figure")), "self");
	a = function(root, "0xa");
	ck_assert_str_eq(json_object_get_string(get(a, "change")), "slower");
	ck_assert_str_eq(json_object_get_string(get(a, "ratio")), "2.4800");
	ck_assert_uint_eq(number(get(a, "before"), "self_ns"), 1000);
	ck_assert_uint_eq(number(get(a, "after"), "self_ns"), 2480);
	ck_assert_uint_eq(number(get(a, "delta"), "self_ns"), 1480);
	ck_assert_uint_eq(number(get(a, "delta"), "calls"), 0);
	a = function(root, "0xf");
	ck_assert_str_eq(json_object_get_string(get(a, "change")), "new");
	ck_assert_ptr_null(get(a, "before"));
	ck_assert_ptr_null(get(a, "ratio"));
	a = function(root, "0xc");
	ck_assert_str_eq(json_object_get_string(get(a, "change")), "gone");
	ck_assert_ptr_null(get(a, "after"));
	ck_assert_int_eq(json_object_get_int64(get(get(a, "delta"), "calls")),
			 -1);
	ck_assert_str_eq(
		json_object_get_string(get(function(root, "0xd"), "change")),
		"same");
	ck_assert_str_eq(json_object_to_json_string_ext(get(root, "changes"),
							JSON_C_TO_STRING_PLAIN),
			 "{\"slower\":2,\"faster\":1,\"new\":1,\"gone\":1,"
			 "\"same\":1}");
	ck_assert_uint_eq(number(root, "left_out"), 0);
	json_object_put(root);
	end_diff();
}
END_TEST

/* Programs' functions are not the kernel's of the same name. */
START_TEST(test_users_are_others)
{
	options.format = HFT_REPORT_JSON;
	begin();
	call(0xa, 1000, 0);
	make_baseline();
	begin();
	send(HFT_NR_USER_FUNC, 0xa, HFT_FUNC_ENTRY, 0, 0);
	now += 10;
	send(HFT_NR_USER_FUNC, 0xa, HFT_FUNC_EXIT, 0, 0);
	ck_has(finished(), "\n# new: 1 function, self time +0.010 us\n");
	ck_has(text, " 0xa (user)\n\n# gone: 1 function,");
	end_diff();
}
END_TEST

START_TEST(test_options_that_do_not_go_together)
{
	static const char *const calls = "calls";

	options.baseline = "/nowhere";
	options.by = HFT_REPORT_BY_TASK;
	ck_has(refused(), "leave out parameter \"by\"");
	options.by = HFT_REPORT_BY_FUNCTION;
	options.columns = (struct hft_strings){ &calls, 1 };
	ck_has(refused(), "leave out parameter \"columns\"");
	options = (struct hft_report_options){ 0 };
}
END_TEST

#define REPORT                                                                 \
	"{\"version\":1,\"view\":\"report\",\"by\":\"function\",\"left_out\":" \
	"0"
#define FUNCTION(name, calls)                                           \
	"{\"name\":" name ",\"user\":false,\"calls\":" calls            \
	",\"untimed\":0,\"total_ns\":1,\"self_ns\":1,\"avg_ns\":1,"     \
	"\"min_ns\":1,\"max_ns\":1,\"p99_ns\":null,\"total_out_ns\":0," \
	"\"self_out_ns\":0,\"adjusted_total_ns\":0,"                    \
	"\"adjusted_self_ns\":0}"

START_TEST(test_broken)
{
	static const struct {
		const char *content;
		const char *error;
	} cases[] = {
		{ "", ": it ends in the middle: give a file that "
		      "sink.hyperftrace.report wrote with format=json" },
		{ REPORT, ": it ends in the middle: " },
		{ "# hyperftrace report\n", ": unexpected character: " },
		{ "null\n", ": it is no report: " },
		{ "[]", ": it is no report: " },
		{ "{\"version\":1,\"view\":\"timeline\"}",
		  ": it is no report: " },
		{ "{\"version\":\"1\",\"view\":\"report\"}",
		  ": it is no report: " },
		{ "{\"version\":2,\"view\":\"report\"}",
		  " has version 2, this is for version 1: write it again from "
		  "its trace" },
		{ REPORT ",\"baseline\":\"x\",\"functions\":[]}",
		  ": it is the difference of two reports: " },
		{ "{\"version\":1,\"view\":\"report\",\"by\":\"task\"}",
		  ": it is not by function: " },
		{ "{\"version\":1,\"view\":\"report\",\"by\":\"function\","
		  "\"left_out\":3,\"functions\":[]}",
		  ": functions are left out: it was written with a limit: " },
		{ REPORT "}", ": it has no functions: " },
		{ REPORT ",\"functions\":{}}", ": it has no functions: " },
		{ REPORT ",\"functions\":[7]}", ": function number 1 is " },
		{ REPORT ",\"functions\":[null]}", ": function number 1 is " },
		{ REPORT ",\"functions\":[{\"name\":\"a\"}]}",
		  ": function number 1 is broken: " },
		{ REPORT ",\"functions\":[{\"name\":\"a\",\"user\":false}]}",
		  ": function number 1 is broken: " },
		{ REPORT ",\"functions\":[" FUNCTION("\"a\"", "1") "," FUNCTION(
			  "\"b\"", "-1") "]}",
		  ": function number 2 is broken: " },
		{ REPORT ",\"functions\":[" FUNCTION("\"a\"", "1.5") "]}",
		  ": function number 1 is broken: " },
		{ REPORT ",\"functions\":[" FUNCTION("7", "1") "]}",
		  ": function number 1 is broken: " },
		{ REPORT
		  ",\"functions\":[" FUNCTION("\"\\u001b[2J\"", "1") "]}",
		  ": function number 1 is broken: " },
		{ REPORT ",\"functions\":[" FUNCTION("\"a\"", "1") "," FUNCTION(
			  "\"a\"", "2") "]}",
		  ": a function is there twice: " },
	};

	close(mkstemp(path));
	options.baseline = path;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		write_baseline(cases[i].content);
		ck_has(refused(), path);
		ck_has(error.message, cases[i].error);
	}
	/* The last one without what is wrong in it. */
	write_baseline(REPORT ",\"functions\":[" FUNCTION("\"a\"", "1") "]}");
	begin();
	ck_has(finished(), "\n# gone: 1 function,");
	end();
	unlink(path);
	options.baseline = path;
	ck_has(refused(), "cannot open baseline /tmp/");
	ck_has(error.message, ": No such file or directory");
	options.baseline = "/";
	ck_has(refused(), "baseline /: cannot be read: Is a directory");
	options = (struct hft_report_options){ 0 };
}
END_TEST

UNIT_MAIN("report diff", test_text, test_nothing_changed,
	  test_by_another_figure, test_limit, test_json, test_users_are_others,
	  test_options_that_do_not_go_together, test_broken)
