/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../../consumer/engine/functions.h"
#include "unit.h"

static struct hft_functions *functions;

static void begin(void)
{
	functions = hft_functions_create();
	ck_assert_ptr_nonnull(functions);
}

static void end(void)
{
	hft_functions_destroy(functions);
}

static const struct hft_function *intern(const char *name, bool user)
{
	const struct hft_function *function =
		hft_functions_intern(functions, name, user, NULL);

	ck_assert_quick(function);
	return function;
}

START_TEST(test_one_of_each_name)
{
	char name[] = "vfs_read";
	const struct hft_function *read, *write;

	begin();
	read = intern(name, false);
	write = intern("vfs_write", false);
	ck_assert_ptr_eq(intern("vfs_read", false), read);
	ck_assert_ptr_eq(intern("vfs_write", false), write);
	ck_assert_ptr_ne(read, write);
	/* The name is a copy. */
	name[0] = 'x';
	ck_assert_str_eq(read->name, "vfs_read");
	ck_assert_uint_eq(read->length, 8);
	ck_assert(!read->user);
	ck_assert_uint_eq(hft_functions_refused(functions), 0);
	end();
}
END_TEST

START_TEST(test_kernel_and_programs_are_apart)
{
	const struct hft_function *kernel, *user;

	begin();
	kernel = intern("read", false);
	user = intern("read", true);
	ck_assert_ptr_ne(kernel, user);
	ck_assert(user->user);
	ck_assert_uint_ne(kernel->id, user->id);
	ck_assert_ptr_eq(intern("read", true), user);
	end();
}
END_TEST

/* Names that are alike, of all lengths around a word's; and the empty one. */
START_TEST(test_lengths)
{
	static const char text[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

	begin();
	for (size_t n = 0; n < sizeof(text); n++) {
		const char *name = text + sizeof(text) - 1 - n;
		const struct hft_function *function = intern(name, false);

		ck_assert_uint_eq(function->id, n);
		ck_assert_uint_eq(function->length, n);
		ck_assert_str_eq(function->name, name);
		ck_assert_ptr_eq(intern(name, false), function);
	}
	end();
}
END_TEST

START_TEST(test_source)
{
	const struct hft_function *function;

	begin();
	function = hft_functions_intern(functions, "main", true, "main.c:7");
	ck_assert_ptr_nonnull(function);
	ck_assert_str_eq(function->source, "main.c:7");
	ck_assert_str_eq(function->name, "main");
	/* The first one stays. */
	ck_assert_ptr_eq(hft_functions_intern(functions, "main", true, "b:1"),
			 function);
	ck_assert_str_eq(function->source, "main.c:7");
	ck_assert_ptr_null(intern("exit", true)->source);
	end();
}
END_TEST

/* Ids are an index, also of those that stand for all that have no room. */
START_TEST(test_many)
{
	const struct hft_function *first, *rest, *user;
	char name[32];

	begin();
	first = intern("0", false);
	for (uint32_t i = 0; i < HFT_FUNCTIONS_MAX; i++) {
		snprintf(name, sizeof(name), "%u", i);
		ck_assert_quick(intern(name, false)->id == i);
	}
	ck_assert_uint_eq(hft_functions_refused(functions), 0);
	rest = intern("one more", false);
	ck_assert_uint_eq(rest->id, HFT_FUNCTIONS_MAX);
	ck_assert_ptr_eq(intern("yet another", false), rest);
	user = intern("one more", true);
	ck_assert_ptr_ne(user, rest);
	ck_assert(user->user && !rest->user);
	ck_assert_uint_eq(user->id, HFT_FUNCTIONS_MAX + 1);
	ck_assert_ptr_eq(intern("yet another", true), user);
	ck_assert_uint_eq(hft_functions_refused(functions), 4);
	/* Those that were there before are still found. */
	ck_assert_ptr_eq(intern("0", false), first);
	ck_assert_ptr_eq(intern("one more", false), rest);
	end();
}
END_TEST

START_TEST(test_bytes_are_bounded)
{
	static char name[8192];
	uint32_t n = 0;

	begin();
	memset(name, 'x', sizeof(name) - 1);
	while (!hft_functions_refused(functions)) {
		memcpy(name,
		       &(char[]){ 'a' + n / 676, 'a' + n / 26 % 26,
				  'a' + n % 26 },
		       3);
		intern(name, false);
		n++;
		ck_assert_uint_le(n,
				  HFT_FUNCTIONS_BYTES_MAX / sizeof(name) + 2);
	}
	ck_assert_uint_ge(n, HFT_FUNCTIONS_BYTES_MAX / sizeof(name));
	end();
}
END_TEST

/* Longer than what its length can say. */
START_TEST(test_a_long_name)
{
	char *name = malloc(65536 + 1);

	begin();
	memset(name, 'x', 65536);
	name[65536] = '\0';
	intern(name, false);
	ck_assert_uint_eq(hft_functions_refused(functions), 1);
	name[65535] = '\0';
	ck_assert_uint_eq(intern(name, false)->length, 65535);
	ck_assert_uint_eq(hft_functions_refused(functions), 1);
	free(name);
	end();
}
END_TEST

START_TEST(test_destroy_nothing)
{
	hft_functions_destroy(NULL);
}
END_TEST

UNIT_MAIN("functions", test_one_of_each_name,
	  test_kernel_and_programs_are_apart, test_lengths, test_source,
	  test_many, test_bytes_are_bounded, test_a_long_name,
	  test_destroy_nothing)
