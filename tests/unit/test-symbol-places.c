/* SPDX-License-Identifier: MIT */
/* Files whose addresses are not, or perhaps not, those of the guest. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../consumer/engine/kaslr.h"
#include "../../consumer/engine/symbols.h"
#include "record.h"

#define MiB (1ULL << 20)
#define OFFSET (64 * MiB)
#define N 300

static struct hft_error error;

/* The address of the n-th function: it has gaps that look random. */
static uint64_t function(size_t n)
{
	return KERNEL + 0x1000 + n * 160 + n * n % 7 * 16;
}

static void write_functions(FILE *file, int64_t offset)
{
	for (size_t i = 0; i < N; i++)
		fprintf(file, "%016llx %c f%zu\n",
			(unsigned long long)(function(i) + offset),
			i % 2 ? 'T' : 't', i);
}

static void write_map(FILE *file)
{
	fputs("0000000000000000 A fixed_percpu_data\n"
	      "ffffffff81000000 T _text\n",
	      file);
	write_functions(file, 0);
	fputs("ffffffff81200000 D init_task\n", file);
}

/* As a kernel that runs tells it, which has a module. */
static void write_kallsyms(FILE *file, int64_t offset)
{
	fprintf(file, "%016llx T _text\n",
		(unsigned long long)(KERNEL + offset));
	write_functions(file, offset);
	fputs("ffffffffc0000000 t read\t[ext4]\n"
	      "ffffffffc0000100 t write\t[ext4]\n",
	      file);
}

static char paths[2][32];

static FILE *create(size_t i)
{
	FILE *file;

	strcpy(paths[i], "/tmp/hft-test-XXXXXX");
	file = fdopen(mkstemp(paths[i]), "w");
	ck_assert_ptr_nonnull(file);
	return file;
}

static struct hft_symbols *load(size_t n)
{
	const char *const list[] = { paths[0], paths[1] };
	struct hft_symbols *ret;

	error.message[0] = '\0';
	ret = hft_symbols_create(list, n, &error);
	for (size_t i = 0; i < n; i++)
		unlink(paths[i]);
	return ret;
}

static struct hft_symbols *load_map(void)
{
	FILE *file = create(0);
	struct hft_symbols *ret;

	write_map(file);
	fclose(file);
	ret = load(1);
	ck_assert_msg(ret, "%s", error.message);
	return ret;
}

static struct hft_symbols *load_kallsyms(int64_t offset)
{
	FILE *file = create(0);
	struct hft_symbols *ret;

	write_kallsyms(file, offset);
	fclose(file);
	ret = load(1);
	ck_assert_msg(ret, "%s", error.message);
	return ret;
}

static void is_named(struct hft_symbols *symbols, uint64_t address,
		     const char *expected)
{
	char text[HFT_SYMBOL_TEXT_MAX];

	hft_symbol_format(text, sizeof(text),
			  hft_symbols_lookup(symbols, address), address);
	ck_assert_str_eq(text, expected);
	hft_symbol_format(text, sizeof(text),
			  hft_symbols_around(symbols, address), address);
	ck_assert_str_eq(text, expected);
}

static void has_no_name(struct hft_symbols *symbols, uint64_t address)
{
	ck_assert_ptr_null(hft_symbols_around(symbols, address));
	ck_assert_ptr_null(hft_symbols_lookup(symbols, address));
}

/* Enter functions, from the first one on, of a kernel that was moved. */
static void enter(struct hft_symbols *symbols, size_t first, size_t n,
		  int64_t offset)
{
	for (size_t i = first; i < first + n; i++)
		hft_symbols_lookup(symbols, function(i) + offset + 4);
}

START_TEST(test_map)
{
	struct hft_symbols *s = load_map();
	uint64_t before = hft_symbols_generation(s);

	ck_assert(!hft_symbols_is_lost(s));
	for (size_t i = 0; i < HFT_KASLR_SEEN_MIN - 1; i++) {
		has_no_name(s, function(i) + OFFSET);
		ck_assert(hft_symbols_is_lost(s));
	}
	ck_assert_uint_eq(hft_symbols_generation(s), before);
	is_named(s, function(100) + OFFSET, "f100");
	ck_assert_uint_ne(hft_symbols_generation(s), before);
	ck_assert(!hft_symbols_is_lost(s));
	for (size_t i = 0; i < N; i++) {
		char name[16];

		snprintf(name, sizeof(name), "f%zu", i);
		is_named(s, function(i) + OFFSET, name);
		is_named(s, function(i) + OFFSET + 4, name);
		ck_assert_uint_eq(
			hft_symbols_lookup(s, function(i) + OFFSET)->address,
			function(i) + OFFSET);
	}
	is_named(s, function(7) + OFFSET + 0x12, "f7+0x12");
	/* Nothing is where it is in the file. */
	has_no_name(s, function(7));
	has_no_name(s, KERNEL + 0x200000 + OFFSET);
	has_no_name(s, KERNEL - 1 + OFFSET);
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_map_in_place)
{
	struct hft_symbols *s = load_map();

	has_no_name(s, function(0));
	enter(s, 0, HFT_KASLR_SEEN_MIN, 0);
	is_named(s, function(0), "f0");
	is_named(s, function(7) + 0x12, "f7+0x12");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_map_of_another_kernel)
{
	struct hft_symbols *s = load_map();

	for (size_t i = 0; i < 2 * HFT_KASLR_SEEN_MAX; i++)
		has_no_name(s, KERNEL + 0x1000 + i * 80);
	ck_assert(hft_symbols_is_lost(s));
	for (size_t i = 0; i < N; i++)
		has_no_name(s, function(i));
	/* Of programs and modules it says nothing. */
	has_no_name(s, 0x401000);
	has_no_name(s, 0xffffffffc0000000);
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_instructions_show_nothing)
{
	struct hft_symbols *s = load_map();

	for (size_t i = 0; i < N; i++)
		ck_assert_ptr_null(
			hft_symbols_around(s, function(i) + OFFSET + 8));
	ck_assert(!hft_symbols_is_lost(s));
	enter(s, 0, HFT_KASLR_SEEN_MIN, OFFSET);
	ck_assert_str_eq(hft_symbols_around(s, function(40) + OFFSET + 8)->name,
			 "f40");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_two_guests)
{
	struct hft_symbols *s = load_map();
	struct hft_symbols *other = hft_symbols_share(s);

	enter(s, 0, HFT_KASLR_SEEN_MIN, OFFSET);
	has_no_name(other, function(1) + OFFSET);
	is_named(s, function(1) + OFFSET, "f1");
	enter(other, 20, 2 * HFT_KASLR_SEEN_MIN, 5 * OFFSET);
	is_named(other, function(1) + 5 * OFFSET, "f1");
	has_no_name(other, function(1) + OFFSET);
	is_named(s, function(1) + OFFSET, "f1");
	has_no_name(s, function(1) + 5 * OFFSET);
	hft_symbols_destroy(s);
	is_named(other, function(2) + 5 * OFFSET, "f2");
	hft_symbols_destroy(other);
}
END_TEST

START_TEST(test_told)
{
	struct hft_symbols *s = load_map();
	char name[16];

	/* Neither a name of no file nor an address of no kernel says much. */
	for (size_t i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "g%zu", i);
		hft_symbols_tell(s, name, function(i));
		hft_symbols_tell(s, "f1", 0x1000 + i);
	}
	for (size_t i = 0; i < HFT_KASLR_TOLD_MIN; i++) {
		has_no_name(s, function(50) + OFFSET);
		snprintf(name, sizeof(name), "f%zu", i);
		hft_symbols_tell(s, name, function(i) + OFFSET);
	}
	is_named(s, function(50) + OFFSET, "f50");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_told_of_another_kernel)
{
	/* Even where the file's addresses may be the guest's. */
	struct hft_symbols *s = load_kallsyms(OFFSET);
	char name[16];

	is_named(s, function(50) + OFFSET, "f50");
	for (size_t i = 0; i < HFT_KASLR_TOLD_MIN; i++) {
		snprintf(name, sizeof(name), "f%zu", i);
		hft_symbols_tell(s, name, function(i) + OFFSET + 16 * i);
	}
	has_no_name(s, function(50) + OFFSET);
	ck_assert(hft_symbols_is_lost(s));
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_kallsyms)
{
	struct hft_symbols *s = load_kallsyms(OFFSET);

	is_named(s, function(0) + OFFSET, "f0");
	is_named(s, function(0) + OFFSET + 0x12, "f0+0x12");
	is_named(s, 0xffffffffc0000010, "read+0x10 [ext4]");
	enter(s, 0, N, OFFSET);
	is_named(s, function(0) + OFFSET, "f0");
	is_named(s, 0xffffffffc0000010, "read+0x10 [ext4]");
	ck_assert_uint_lt(hft_symbols_generation(s), 2);
	hft_symbols_destroy(s);
}
END_TEST

/* It was rebooted since. */
START_TEST(test_kallsyms_of_before)
{
	struct hft_symbols *s = load_kallsyms(OFFSET);

	enter(s, 0, HFT_KASLR_SEEN_MIN, 3 * OFFSET);
	is_named(s, function(0) + 3 * OFFSET, "f0");
	has_no_name(s, function(0) + OFFSET);
	/* Where the modules are now is not known. */
	has_no_name(s, 0xffffffffc0000010);
	has_no_name(s, 0xffffffffc0000010 + 2 * OFFSET);
	has_no_name(s, 0xffffffffbfff0000);
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_few_functions)
{
	FILE *file = create(0);
	struct hft_symbols *s;

	/* A list of one's own is taken as it is. */
	fprintf(file, "ffffffff81000000 T one\nffffffff81000100 T two\n");
	fclose(file);
	s = load(1);
	ck_assert_ptr_nonnull(s);
	for (size_t i = 0; i < 2000; i++) {
		is_named(s, KERNEL + 4, "one");
		hft_symbols_lookup(s, KERNEL + OFFSET + 16 * i);
		is_named(s, KERNEL + 0x12, "one+0x12");
	}
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_programs_are_not_moved)
{
	FILE *file = create(0);
	struct hft_symbols *s;

	write_map(file);
	fputs("0000000000401000 T main\n0000000000401100 T end\n", file);
	fclose(file);
	s = load(1);
	is_named(s, 0x401010, "main+0x10");
	enter(s, 0, HFT_KASLR_SEEN_MIN, OFFSET);
	is_named(s, function(3) + OFFSET, "f3");
	is_named(s, 0x401010, "main+0x10");
	hft_symbols_destroy(s);
}
END_TEST

static void refuses_both(void)
{
	char text[128];

	snprintf(text, sizeof(text), "%s and %s are both of a kernel", paths[0],
		 paths[1]);
	ck_assert_ptr_null(load(2));
	ck_assert_msg(strstr(error.message, text), "%s", error.message);
}

START_TEST(test_two_kernels)
{
	struct hft_symbols *s;
	FILE *file[2];

	for (int which = 0; which < 3; which++) {
		for (size_t i = 0; i < 2; i++) {
			file[i] = create(i);
			if (which == (int)i)
				write_kallsyms(file[i], OFFSET);
			else
				write_map(file[i]);
			fclose(file[i]);
		}
		refuses_both();
	}
	/* Those of two guests that are running. */
	for (size_t i = 0; i < 2; i++) {
		file[i] = create(i);
		write_kallsyms(file[i], (1 + i) * OFFSET);
		fclose(file[i]);
	}
	s = load(2);
	ck_assert_ptr_nonnull(s);
	is_named(s, function(1) + OFFSET, "f1");
	is_named(s, function(1) + 2 * OFFSET, "f1");
	hft_symbols_destroy(s);
}
END_TEST

START_TEST(test_guests)
{
	struct hft_symbols *s = load_map();
	char name[16];

	guest = hft_guest_create(s);
	ck_assert_ptr_nonnull(guest);
	ck_assert_ptr_null(hft_guest_symbol(guest, function(50) + OFFSET));
	ck_assert(hft_guest_is_lost(guest));
	symbols_begin(KERNEL + OFFSET, "");
	for (size_t i = 0; i < HFT_KASLR_TOLD_MIN; i++) {
		snprintf(name, sizeof(name), "f%zu", i);
		symbol(function(i) - KERNEL, '?', name);
	}
	sends(HFT_REC_SYMBOLS, HFT_KASLR_TOLD_MIN);
	ck_assert(!hft_guest_is_lost(guest));
	ck_assert_uint_ne(hft_guest_generation(guest), 0);
	shows(function(50) + OFFSET, "f50");
	ck_assert_str_eq(
		hft_guest_symbol_around(guest, function(50) + OFFSET)->name,
		"f50");
	/* The user's own have seen nothing of this. */
	has_no_name(s, function(50) + OFFSET);
	hft_symbols_destroy(s);
	shows(function(51) + OFFSET, "f51");
	teardown();
	setup();
	ck_assert_uint_eq(hft_guest_generation(guest), 0);
	ck_assert(!hft_guest_is_lost(guest));
	teardown();
}
END_TEST

UNIT_MAIN("symbol-places", test_map, test_map_in_place,
	  test_map_of_another_kernel, test_instructions_show_nothing,
	  test_two_guests, test_told, test_told_of_another_kernel,
	  test_kallsyms, test_kallsyms_of_before, test_few_functions,
	  test_programs_are_not_moved, test_two_kernels, test_guests)
