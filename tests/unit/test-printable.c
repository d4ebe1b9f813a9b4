/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../../consumer/engine/printable.h"
#include "unit.h"

/* A text, in a buffer of this size. */
static void becomes(size_t size, const char *text, const char *expected)
{
	char *out = malloc(size);

	ck_assert_ptr_nonnull(out);
	ck_assert_uint_eq(hft_printable(out, size, text, strlen(text)),
			  strlen(expected));
	ck_assert_str_eq(out, expected);
	free(out);
}

START_TEST(test_printable)
{
	becomes(100, "", "");
	becomes(100, " plain ~text", " plain ~text");
	becomes(100, "a\nb\033\\\x7f\x80\xff",
		"a\\x0ab\\x1b\\x5c\\x7f\\x80\\xff");
	becomes(HFT_PRINTABLE(3) + 1, "\n\n\n", "\\x0a\\x0a\\x0a");
}
END_TEST

START_TEST(test_cut)
{
	becomes(1, "abc", "");
	becomes(3, "abc", "ab");
	becomes(4, "abc", "abc");
	/* An escape is whole or not there, and nothing comes after it. */
	becomes(5, "a\nb", "a");
	becomes(6, "a\nb", "a\\x0a");
}
END_TEST

START_TEST(test_nul_is_a_byte)
{
	char out[16];

	ck_assert_uint_eq(hft_printable(out, sizeof(out), "a\0b", 3), 6);
	ck_assert_str_eq(out, "a\\x00b");
}
END_TEST

UNIT_MAIN("printable", test_printable, test_cut, test_nul_is_a_byte)
