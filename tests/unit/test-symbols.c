/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../consumer/engine/symbols.h"
#include "unit.h"

static struct hft_error error;

/* Symbols of files with these contents; the second may be NULL. */
static struct hft_symbols *load(const char *first, size_t size,
				const char *second)
{
	char paths[2][32] = { "/tmp/hft-test-XXXXXX", "/tmp/hft-test-XXXXXX" };
	const char *const list[2] = { paths[0], paths[1] };
	const char *const contents[2] = { first, second };
	const size_t sizes[2] = { size, second ? strlen(second) : 0 };
	struct hft_symbols *symbols;
	size_t n = second ? 2 : 1;

	for (size_t i = 0; i < n; i++) {
		int fd = mkstemp(paths[i]);

		ck_assert_int_ge(fd, 0);
		ck_assert_int_eq(write(fd, contents[i], sizes[i]), sizes[i]);
		close(fd);
	}
	error.message[0] = '\0';
	symbols = hft_symbols_create(list, n, &error);
	for (size_t i = 0; i < n; i++)
		unlink(paths[i]);
	return symbols;
}

static struct hft_symbols *load_text(const char *text)
{
	struct hft_symbols *symbols = load(text, strlen(text), NULL);

	ck_assert_msg(symbols, "%s", error.message);
	return symbols;
}

static void refuses(const char *text, size_t size, const char *message)
{
	ck_assert_ptr_null(load(text, size, NULL));
	ck_assert_msg(strstr(error.message, message), "%s", error.message);
	ck_assert_ptr_null(strchr(error.message, '\n'));
}

static void shows(struct hft_symbols *symbols, uint64_t address,
		  const char *expected)
{
	char text[HFT_SYMBOL_TEXT_MAX];

	hft_symbol_format(text, sizeof(text),
			  hft_symbols_lookup(symbols, address), address);
	ck_assert_str_eq(text, expected);
	/* And once more, from the cache. */
	hft_symbol_format(text, sizeof(text),
			  hft_symbols_lookup(symbols, address), address);
	ck_assert_str_eq(text, expected);
}

START_TEST(test_lookup)
{
	struct hft_symbols *s = load_text("ffffffff81000100 T second\n"
					  "ffffffff81000000 T first\n"
					  "ffffffff81000200 t third\n"
					  "ffffffff81000300 D data\n");

	shows(s, 0xffffffff81000000, "first");
	shows(s, 0xffffffff81000004, "first");
	shows(s, 0xffffffff81000005, "first+0x5");
	shows(s, 0xffffffff810000ff, "first+0xff");
	shows(s, 0xffffffff81000100, "second");
	shows(s, 0xffffffff810002ff, "third+0xff");
	/* Data is no function, and nothing is known of what follows it. */
	shows(s, 0xffffffff81000300, "0xffffffff81000300");
	shows(s, 0xffffffff81000310, "0xffffffff81000310");
	shows(s, 0xffffffff80ffffff, "0xffffffff80ffffff");
	shows(s, 0, "0x0");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_site_after_endbr_is_not_the_next_function)
{
	struct hft_symbols *s = load_text("0000000000001000 T tiny\n"
					  "0000000000001004 T next\n"
					  "0000000000001010 T end\n");

	shows(s, 0x1004, "next");
	shows(s, 0x1008, "next");
	shows(s, 0x1014, "end");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_modules)
{
	struct hft_symbols *s =
		load_text("ffffffff81000000 T last_of_kernel\n"
			  "ffffffffc0000000 t read\t[ext4]\n"
			  "ffffffffc0000100 t write\t[ext4]\n"
			  "ffffffffc0001000 t probe\t[e1000]\n"
			  "ffffffffc0001100 t remove\t[e1000]\n");

	shows(s, 0xffffffffc0000000, "read [ext4]");
	shows(s, 0xffffffffc0000010, "read+0x10 [ext4]");
	/* What follows is of another module: where this one ends is unknown. */
	shows(s, 0xffffffffc0000100, "write [ext4]");
	shows(s, 0xffffffffc0000104, "write [ext4]");
	shows(s, 0xffffffffc0000110, "0xffffffffc0000110");
	shows(s, 0xffffffff81000010, "0xffffffff81000010");
	shows(s, 0xffffffffc0001010, "probe+0x10 [e1000]");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_long_gap)
{
	struct hft_symbols *s = load_text("0000000001000000 T before\n"
					  "0000000009000000 T after\n");

	shows(s, 0x10fffff, "before+0xfffff");
	shows(s, 0x1100000, "0x1100000");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_choice_of_names)
{
	struct hft_symbols *s = load_text("0000000000001000 t local\n"
					  "0000000000001000 T __global\n"
					  "0000000000001000 T _global\n"
					  "0000000000001000 T _other\n"
					  "0000000000002000 t static_name\n"
					  "0000000000002000 w weak_small\n"
					  "0000000000002000 W weak\n"
					  "0000000000003000 D data\n"
					  "0000000000003000 t code\n"
					  "0000000000004000 T b\n"
					  "0000000000004000 T a\n");

	shows(s, 0x1000, "_global");
	shows(s, 0x2000, "weak");
	shows(s, 0x3000, "code");
	shows(s, 0x4000, "b");
	shows(s, 0x1010, "_global+0x10");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_nm_output)
{
	struct hft_symbols *s = load_text("                 U puts@GLIBC\n"
					  "                 w __gmon_start__\n"
					  "0000000000401136 T main\n"
					  "0000000000401156 T f(int, char)\n"
					  "0000000000404028 B end\n");

	shows(s, 0x401136, "main");
	shows(s, 0x401156, "f(int, char)");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_mangled_names)
{
	struct hft_symbols *s =
		load_text("0000000000401000 T _ZN3foo3barEi\n"
			  "0000000000401020 T _ZN3foo3barEi.cold\n"
			  "0000000000401030 t _RNvC6kernel5print\t[rust]\n");

	shows(s, 0x401008, "foo::bar+0x8");
	shows(s, 0x401030, "kernel::print [rust]");
	shows(s, 0x401020, "foo::bar.cold");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_pipe)
{
	static const char text[] = "0000000000001000 T one\n"
				   "0000000000002000 T two\n";
	char path[64];
	const char *const list[] = { path };
	struct hft_symbols *s;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write(fds[1], text, strlen(text)), strlen(text));
	close(fds[1]);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fds[0]);
	s = hft_symbols_create(list, 1, &error);
	ck_assert_msg(s, "%s", error.message);
	close(fds[0]);
	shows(s, 0x1008, "one+0x8");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_carriage_return_and_no_last_newline)
{
	struct hft_symbols *s = load_text("0000000000001000 T one\r\n"
					  "0000000000002000 T two");

	shows(s, 0x1000, "one");
	shows(s, 0x2000, "two");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_hostile_names)
{
	struct hft_symbols *s =
		load_text("0000000000001000 T a\x1b[2J\x7f\xff\\b\n"
			  "0000000000002000 t c\t[\x1b"
			  "e]\n");

	shows(s, 0x1000, "a\\x1b[2J\\x7f\\xff\\x5cb");
	shows(s, 0x2000, "c [\\x1be]");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_long_names_are_cut)
{
	char text[2048];
	char expected[512];
	struct hft_symbols *s;

	memset(expected, 'x', sizeof(expected));
	expected[HFT_SYMBOL_NAME_MAX] = '\0';
	snprintf(text, sizeof(text), "0000000000001000 T %s%s\n", expected,
		 expected);
	s = load_text(text);
	shows(s, 0x1000, expected);

	/* An escape is not cut in its middle. */
	expected[HFT_SYMBOL_NAME_MAX - 2] = '\0';
	hft_symbols_destroy(s);
	snprintf(text, sizeof(text), "0000000000001000 T %s\x1bz\n", expected);
	s = load_text(text);
	shows(s, 0x1000, expected);
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_two_files)
{
	static const char kernel[] = "ffffffff81000000 T kernel\n"
				     "ffffffff81001000 T kernel_end\n";
	struct hft_symbols *s = load(kernel, strlen(kernel),
				     "0000000000401000 T main\n"
				     "0000000000401100 T last\n");

	ck_assert_ptr_nonnull(s);
	shows(s, 0xffffffff81000010, "kernel+0x10");
	shows(s, 0x401010, "main+0x10");
	shows(s, 0x401110, "0x401110");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_all_or_nothing)
{
	static const char good[] = "ffffffff81000000 T kernel\n";

	ck_assert_ptr_null(load(good, strlen(good), "nonsense\n"));
}
END_TEST

START_TEST(test_errors)
{
	static const char zeros[] = "0000000000000000 T one\n"
				    "0000000000000000 t two\n";
	static const char nul[] = "0000000000001000 T one\n\0\0\0\n";
	static const char module[] = "0000000000001000 t one\t[open\n";
	static const char *const bad[] = {
		"one\n",
		"\n",
		"0000000000001000\n",
		"0000000000001000 T\n",
		"0000000000001000 T \n",
		"0000000000001000 TT name\n",
		"00000000000010000 T too_many_digits\n",
		"                 T defined_without_address\n",
	};

	refuses("", 0, "is empty");
	refuses(zeros, strlen(zeros), "kptr_restrict=0");
	refuses(nul, sizeof(nul) - 1, ":2: not a line of symbols");
	refuses(module, strlen(module), ":1: not a line of symbols");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refuses(bad[i], strlen(bad[i]), ":1: not a line of symbols");
	refuses("0000000000001000 D data\n", 24, "has no functions");
}
END_TEST

START_TEST(test_endless_line)
{
	size_t size = 1 << 20;
	char *text = malloc(size);

	memset(text, 'a', size);
	refuses(text, size, ":1: not a line of symbols");
	free(text);
}
END_TEST

START_TEST(test_unreadable)
{
	const char *const none[] = { "/nonexistent/kallsyms" };
	const char *const directory[] = { "/tmp" };

	ck_assert_ptr_null(hft_symbols_create(none, 1, &error));
	ck_assert_str_eq(
		error.message,
		"cannot open /nonexistent/kallsyms: No such file or directory");
	ck_assert_ptr_null(hft_symbols_create(directory, 1, &error));
	ck_assert_str_eq(error.message, "cannot read /tmp: Is a directory");
}
END_TEST

START_TEST(test_no_symbols)
{
	char text[16];

	ck_assert_ptr_null(hft_symbols_lookup(NULL, 0x1000));
	hft_symbol_format(text, sizeof(text), NULL, 0xffffffff81000000);
	ck_assert_str_eq(text, "0xffffffff81000");
}
END_TEST

UNIT_MAIN("symbols", test_lookup,
	  test_site_after_endbr_is_not_the_next_function, test_modules,
	  test_long_gap, test_choice_of_names, test_nm_output,
	  test_mangled_names, test_pipe,
	  test_carriage_return_and_no_last_newline, test_hostile_names,
	  test_long_names_are_cut, test_two_files, test_all_or_nothing,
	  test_errors, test_endless_line, test_unreadable, test_no_symbols)
