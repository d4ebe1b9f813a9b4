/* SPDX-License-Identifier: MIT */
/* Source files and lines of a program that a compiler has made. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../consumer/engine/cleanup.h"
#include "../../consumer/engine/elf-lines.h"
#include "../../consumer/engine/elf-symbols.h"
#include "../../consumer/engine/processes.h"
#include "../../consumer/engine/symfs.h"
#include "openat2.h"
#include "random.h"
#include "unit.h"

#define START 0x555555550000
#define DEBUG_PATH "/.build-id/01/23456789abcdef0123456789abcdef01234567.debug"
#define PROGRAM "/program"
#define COMMON "/common"

static struct hft_error error;
/* traced.*, which lie beside this program. */
static char beside[4096];
static char directory[64];
static struct hft_symfs *symfs;
static struct hft_mapping mapping;
static struct hft_user_symbol found;
/* From the start of the mapping. */
static struct {
	const char *name;
	uint64_t offset;
} functions[] = { { "plain", 0 }, { "_ZN3foo3barEi", 0 }, { "main", 0 } };
enum { PLAIN, MANGLED, MAIN, N_FUNCTIONS };

static void *contents(const char *which, size_t *size)
{
	char path[4200];
	FILE *file;
	void *ret;

	snprintf(path, sizeof(path), "%s/traced.%s", beside, which);
	file = fopen(path, "r");
	ck_assert_msg(file, "no %s", path);
	fseek(file, 0, SEEK_END);
	*size = ftell(file);
	rewind(file);
	ret = malloc(*size);
	ck_assert_uint_eq(fread(ret, 1, *size, file), *size);
	fclose(file);
	return ret;
}

static void write_bytes(const char *path, const void *bytes, size_t size)
{
	char full[4200];
	FILE *file;

	snprintf(full, sizeof(full), "%s%s", directory, path);
	file = fopen(full, "w");
	ck_assert_msg(file, "%s", full);
	ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
	fclose(file);
}

static void put(const char *path, const char *which)
{
	size_t size;
	_cleanup_free_ void *bytes = contents(which, &size);

	write_bytes(path, bytes, size);
}

static int take_symbol(void *data, const struct hft_elf_symbol *symbol)
{
	(void)data;
	for (size_t i = 0; i < N_FUNCTIONS; i++)
		if (!strcmp(symbol->name, functions[i].name))
			functions[i].offset = symbol->address;
	return 0;
}

static int take_segment(void *data, const struct hft_elf_segment *segment)
{
	(void)data;
	mapping.offset = segment->offset;
	for (size_t i = 0; i < N_FUNCTIONS; i++)
		functions[i].offset -= segment->address;
	return 0;
}

static void find_functions(void)
{
	struct hft_elf elf = { 0 };
	char path[4200];
	int fd;

	snprintf(path, sizeof(path), "%s/traced.whole", beside);
	fd = open(path, O_RDONLY);
	ck_assert_int_eq(hft_elf_open(&elf, fd, path, false, &error), 0);
	mapping = (struct hft_mapping){
		.start = START,
		.end = START + 0x10000,
	};
	mapping.build_id_size = hft_elf_build_id(&elf, mapping.build_id);
	ck_assert_uint_eq(mapping.build_id_size, 20);
	hft_elf_symbols(&elf, SHT_SYMTAB, take_symbol, NULL, &error);
	ck_assert_int_eq(hft_elf_segments(&elf, take_segment, NULL), 0);
	hft_elf_close(&elf);
}

static void setup(void)
{
	static char path[] = PROGRAM;
	char full[128];
	char *slash;

	ck_assert_int_gt(readlink("/proc/self/exe", beside, sizeof(beside) - 1),
			 0);
	slash = strrchr(beside, '/');
	*slash = '\0';
	find_functions();
	mapping.path = path;
	strcpy(directory, "/tmp/hft-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(full, sizeof(full), "%s/.build-id", directory);
	mkdir(full, 0700);
	snprintf(full, sizeof(full), "%s/.build-id/01", directory);
	mkdir(full, 0700);
	symfs = hft_symfs_create(directory, &error);
	ck_assert_msg(symfs, "%s", error.message);
}

static void teardown(void)
{
	static const char *const paths[] = { PROGRAM,	   COMMON,
					     DEBUG_PATH,   "/.build-id/01",
					     "/.build-id", "" };
	char full[128];

	hft_symfs_destroy(symfs);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		snprintf(full, sizeof(full), "%s%s", directory, paths[i]);
		remove(full);
	}
}

/* Without what is known of files. */
static void begin_anew(void)
{
	hft_symfs_destroy(symfs);
	symfs = hft_symfs_create(directory, &error);
	ck_assert_ptr_nonnull(symfs);
}

static void lookup(size_t function)
{
	ck_assert_msg(hft_symfs_lookup(symfs, &mapping,
				       START + functions[function].offset,
				       &found),
		      "no %s", functions[function].name);
}

static void warns(const char *text)
{
	const char *warning = hft_symfs_warning(symfs);

	ck_assert_ptr_nonnull(warning);
	ck_assert_msg(strstr(warning, text), "%s", warning);
	ck_assert_ptr_null(hft_symfs_warning(symfs));
}

static bool ends_in(const char *string, const char *end)
{
	return strlen(string) >= strlen(end) &&
	       !strcmp(string + strlen(string) - strlen(end), end);
}

/* Where a function begins: at its name, or at the brace below it. */
static void is_at(unsigned int line)
{
	ck_assert_msg(found.line == line || found.line == line + 1, "%s:%u",
		      found.file, found.line);
}

static void has_lines(void)
{
	const char *warning;

	for (int i = 0; i < 2; i++) {
		lookup(PLAIN);
		ck_assert_str_eq(found.name, "plain");
		ck_assert_ptr_nonnull(found.file);
		ck_assert_msg(ends_in(found.file, "tests/unit/traced.c"), "%s",
			      found.file);
		is_at(6);
		lookup(MANGLED);
		ck_assert_str_eq(found.name, "foo::bar");
		ck_assert_str_eq(found.file, "/build/src/of_cxx.cc");
		is_at(101);
		lookup(MAIN);
		is_at(111);
	}
	warning = hft_symfs_warning(symfs);
	ck_assert_msg(!warning, "%s", warning);
}

START_TEST(test_whole)
{
	setup();
	put(PROGRAM, "whole");
	has_lines();
	teardown();
}
END_TEST

START_TEST(test_debug_file)
{
	setup();
	put(PROGRAM, "stripped");
	put(DEBUG_PATH, "debug");
	has_lines();
	teardown();
}
END_TEST

START_TEST(test_stripped)
{
	uint64_t main = 0;

	setup();
	put(PROGRAM, "stripped");
	main = START + functions[MAIN].offset;
	ck_assert(!hft_symfs_lookup(symfs, &mapping, main, &found));
	teardown();
}
END_TEST

START_TEST(test_debug_file_alone)
{
	setup();
	put(DEBUG_PATH, "debug");
	ck_assert(!hft_symfs_lookup(symfs, &mapping,
				    START + functions[MAIN].offset, &found));
	warns("give the guest's " PROGRAM " as well");
	teardown();
}
END_TEST

START_TEST(test_compressed)
{
	setup();
	put(PROGRAM, "compressed");
	has_lines();
	teardown();
}
END_TEST

/* Where a section is in a file; its size is 0 if there is none. */
static size_t find_section(const char *which, const char *name, size_t *size)
{
	struct hft_elf elf = { 0 };
	char path[4200];
	size_t total;
	_cleanup_free_ char *bytes = contents(which, &total);
	const void *content;
	size_t ret = 0;
	int fd;

	snprintf(path, sizeof(path), "%s/traced.%s", beside, which);
	fd = open(path, O_RDONLY);
	ck_assert_int_eq(hft_elf_open(&elf, fd, path, false, &error), 0);
	*size = 0;
	content = hft_elf_content(&elf, name, size);
	while (content && memcmp(bytes + ret, content, *size))
		ret++;
	hft_elf_close(&elf);
	return ret;
}

/* What several programs have in common is in a file that they refer to. */
START_TEST(test_common)
{
	size_t size, at, note;
	_cleanup_free_ char *bytes = NULL;

	/* Its path has a ".." in it. */
	if (!has_openat2())
		return;
	setup();
	put(PROGRAM, "common");
	lookup(PLAIN);
	ck_assert_str_eq(found.name, "plain");
	ck_assert_ptr_null(found.file);
	ck_assert_uint_eq(found.line, 0);
	warns("needs another file (dwz)");
	begin_anew();
	put(COMMON, "debug");
	has_lines();
	begin_anew();
	bytes = contents("debug", &size);
	at = find_section("debug", ".note.gnu.build-id", &note);
	bytes[at + note - 1] ^= 1;
	write_bytes(COMMON, bytes, size);
	lookup(PLAIN);
	ck_assert_ptr_null(found.file);
	ck_assert_uint_eq(hft_symfs_mismatches(symfs), 1);
	warns("needs another file (dwz)");
	/* That one must not refer to yet another one. */
	begin_anew();
	put(COMMON, "common");
	lookup(PLAIN);
	ck_assert_ptr_null(found.file);
	warns("refers to one more file");
	teardown();
}
END_TEST

static void set_line_length(uint32_t length, bool expected)
{
	_cleanup_free_ char *bytes = NULL;
	size_t size, section, section_size;

	setup();
	bytes = contents("whole", &size);
	section = find_section("whole", ".debug_line", &section_size);
	if (length)
		memcpy(bytes + section, &length, sizeof(length));
	write_bytes(PROGRAM, bytes, size);
	lookup(PLAIN);
	ck_assert_str_eq(found.name, "plain");
	ck_assert_int_eq(!!found.file, expected);
	teardown();
}

START_TEST(test_huge_unit)
{
	set_line_length(0, true);
	set_line_length((4 << 20) + 1, false);
	set_line_length(UINT32_MAX, false);
}
END_TEST

static size_t count_open(void)
{
	DIR *open = opendir("/proc/self/fd");
	size_t n = 0;

	while (readdir(open))
		n++;
	closedir(open);
	return n;
}

static void remove_numbered(int n)
{
	char full[128];

	for (int i = 0; i < n; i++) {
		snprintf(full, sizeof(full), "%s/p%d", directory, i);
		remove(full);
	}
}

START_TEST(test_many_files)
{
	const char *file;
	char path[32];
	size_t before;

	setup();
	before = count_open();
	for (int i = 0; i < 100; i++) {
		snprintf(path, sizeof(path), "/p%d", i % 20);
		if (i < 20)
			put(path, "whole");
		mapping.path = path;
		lookup(i % 3);
		ck_assert_ptr_nonnull(found.file);
		ck_assert_uint_le(count_open(), before + 8);
		lookup(MANGLED);
		ck_assert_str_eq(found.file, "/build/src/of_cxx.cc");
		/* There is one copy of it. */
		if (i)
			ck_assert_ptr_eq(found.file, file);
		file = found.file;
	}
	remove_numbered(20);
	teardown();
}
END_TEST

/* Files are closed when many others are used, and may be others then. */
START_TEST(test_replaced)
{
	size_t size, at, note;
	_cleanup_free_ char *bytes = NULL;
	static char program[] = PROGRAM;
	char path[32];

	setup();
	put(PROGRAM, "stripped");
	put(DEBUG_PATH, "debug");
	lookup(PLAIN);
	ck_assert_ptr_nonnull(found.file);
	for (int i = 0; i < 8; i++) {
		snprintf(path, sizeof(path), "/p%d", i);
		put(path, "stripped");
		mapping.path = path;
		lookup(PLAIN);
		ck_assert_ptr_nonnull(found.file);
	}
	bytes = contents("debug", &size);
	at = find_section("debug", ".note.gnu.build-id", &note);
	bytes[at + note - 1] ^= 1;
	write_bytes(DEBUG_PATH, bytes, size);
	mapping.path = program;
	lookup(MANGLED);
	ck_assert_ptr_null(found.file);
	warns("has another build id");
	remove_numbered(8);
	teardown();
}
END_TEST

/* There are lines or not, and never anything else. */
static void damages(const char *section)
{
	size_t size, n;
	_cleanup_free_ char *bytes = contents("whole", &size);
	_cleanup_free_ char *copy = malloc(size);
	size_t at = find_section("whole", section, &n);

	for (size_t i = 0; i < 2 * n; i++) {
		memcpy(copy, bytes, size);
		copy[at + i / 2] ^= 1 << pick(8);
		if (i % 2)
			copy[at + pick(n)] = pick(256);
		write_bytes(PROGRAM, copy, size);
		begin_anew();
		for (size_t j = 0; j < N_FUNCTIONS; j++)
			lookup(j);
	}
}

START_TEST(test_damaged)
{
	static const char *const sections[] = {
		".debug_line",	   ".debug_info", ".debug_abbrev",
		".debug_line_str", ".debug_str",
	};

	setup();
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		damages(sections[i]);
	teardown();
}
END_TEST

START_TEST(test_truncated)
{
	size_t size;
	_cleanup_free_ char *bytes = NULL;

	setup();
	bytes = contents("whole", &size);
	for (size_t n = 0; n < size; n += 97) {
		write_bytes(PROGRAM, bytes, n);
		begin_anew();
		hft_symfs_lookup(symfs, &mapping,
				 START + functions[PLAIN].offset, &found);
	}
	teardown();
}
END_TEST

UNIT_MAIN("lines", test_whole, test_debug_file, test_stripped,
	  test_debug_file_alone, test_compressed, test_common, test_huge_unit,
	  test_many_files, test_replaced, test_damaged, test_truncated)
