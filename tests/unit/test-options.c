/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../../consumer/views/options.h"
#include "unit.h"

static struct hft_error error;

static void is_time(const char *text, uint64_t expected)
{
	uint64_t ns = 1;

	ck_assert_msg(!hft_option_time("from", text, &ns, &error), "%s", text);
	ck_assert_uint_eq(ns, expected);
}

static void is_no_time(const char *text)
{
	uint64_t ns = 1;

	error.message[0] = '\0';
	ck_assert_msg(hft_option_time("from", text, &ns, &error) == -1, "%s",
		      text);
	/* What was there stays. */
	ck_assert_uint_eq(ns, 1);
	ck_assert_ptr_nonnull(strstr(error.message, "\"from\""));
	ck_assert_ptr_nonnull(strstr(error.message, text));
	ck_assert_ptr_nonnull(strstr(error.message, "10us"));
}

START_TEST(test_times)
{
	is_time("0", 0);
	is_time("1500", 1500);
	is_time("1500ns", 1500);
	is_time("10us", 10000);
	is_time("1.5ms", 1500000);
	is_time("2s", 2000000000);
	is_time("0.001us", 1);
	is_time("0.0001us", 0);
	is_time("1e3us", 1000000);
	is_time(".5s", 500000000);
	is_time("86400s", 86400000000000);
	/* As precise as a double: a day to the ns. */
	is_time("86399.999999999s", 86399999999999);
}
END_TEST

START_TEST(test_what_is_no_time)
{
	is_no_time("");
	is_no_time("s");
	is_no_time("us");
	is_no_time("-1");
	is_no_time("-1us");
	is_no_time("1m");
	is_no_time("1 s");
	is_no_time("1sx");
	is_no_time("1S");
	is_no_time("nan");
	is_no_time("inf");
	is_no_time("1e30");
	is_no_time("9e18");
	is_no_time("9000000001s");
	is_no_time("1e400");
	is_no_time("10,5us");
}
END_TEST

START_TEST(test_choices)
{
	static const char *const choices[] = { "text", "json", NULL };
	const struct hft_option option = {
		.name = "format",
		.type = HFT_OPTION_CHOICE,
		.choices = choices,
	};
	unsigned int index = 7;

	ck_assert_int_eq(hft_option_choice(&option, "json", &index, &error), 0);
	ck_assert_uint_eq(index, 1);
	ck_assert_int_eq(hft_option_choice(&option, "text", &index, &error), 0);
	ck_assert_uint_eq(index, 0);
	index = 7;
	ck_assert_int_eq(hft_option_choice(&option, "jso", &index, &error), -1);
	ck_assert_int_eq(hft_option_choice(&option, "", &index, &error), -1);
	ck_assert_uint_eq(index, 7);
	ck_assert_str_eq(error.message, "parameter \"format\": \"\" is none of "
					"its values: text, json");
}
END_TEST

/* A list that is too long is cut. */
START_TEST(test_many_choices)
{
	static char texts[64][64];
	const char *choices[65] = { NULL };
	const struct hft_option option = {
		.name = "format",
		.type = HFT_OPTION_CHOICE,
		.choices = choices,
	};
	unsigned int index;

	for (int i = 0; i < 64; i++) {
		snprintf(texts[i], sizeof(texts[i]), "a-long-name-of-choice-%d",
			 i);
		choices[i] = texts[i];
	}
	ck_assert_int_eq(hft_option_choice(&option, texts[63], &index, &error),
			 0);
	ck_assert_uint_eq(index, 63);
	ck_assert_int_eq(hft_option_choice(&option, "none", &index, &error),
			 -1);
	ck_assert_ptr_nonnull(strstr(error.message, texts[1]));
}
END_TEST

UNIT_MAIN("options", test_times, test_what_is_no_time, test_choices,
	  test_many_choices)
