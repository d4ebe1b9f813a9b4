/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../consumer/engine/elf-symbols.h"
#include "../../consumer/engine/inside.h"
#include "../../consumer/engine/processes.h"
#include "../../consumer/engine/program.h"
#include "../../consumer/engine/symfs.h"
#include "elf-maker.h"
#include "openat2.h"
#include "random.h"

#define START 0x7f0000001000
#define BUILD_ID 0xab

static struct hft_error error;
static char directory[64];
static struct hft_symfs *symfs;
static struct hft_user_symbol found;

/* Mapped as a whole; its text is at 0x1000 in the file. */
static const struct made_elf library = {
	.type = ET_DYN,
	.address = 0x3000,
	.offset = 0x1000,
	.text_size = 0x200,
	.exit_size = 0x40,
	.build_id = BUILD_ID,
	.symbols = {
		{ "first", 0x3000, 0x20, GLOBAL_FUNC, MADE_TEXT },
		{ "label", 0x3008, 0, LABEL, MADE_TEXT },
		{ "_ZN3foo3barEv", 0x3020, 0x40, GLOBAL_FUNC, MADE_TEXT },
		{ "outer", 0x3080, 0x80, GLOBAL_FUNC, MADE_TEXT },
		{ "inner", 0x3090, 0x10, LOCAL_FUNC, MADE_TEXT },
		{ "tail", 0x3120, 0, LOCAL_FUNC, MADE_TEXT },
		{ "same_label", 0x3140, 0, LABEL, MADE_TEXT },
		{ "same", 0x3140, 0x10, WEAK_FUNC, MADE_TEXT },
		{ "same_local", 0x3140, 0x10, LOCAL_FUNC, MADE_TEXT },
		{ "last", 0x31f0, 0, GLOBAL_FUNC, MADE_TEXT },
		{ "after", 0x3240, 0, GLOBAL_FUNC, MADE_EXIT },
	},
};

static struct hft_mapping mapping;

static void map(const char *path)
{
	static char copy[HFT_PATH_MAX];

	snprintf(copy, sizeof(copy), "%s", path);
	mapping = (struct hft_mapping){
		.start = START,
		.end = START + 0x2000,
		.offset = 0x1000,
		.build_id_size = 20,
		.path = copy,
	};
	memset(mapping.build_id, BUILD_ID, 20);
}

/* A path below the directory, or beside it. */
static const char *below(const char *path)
{
	static char full[2][4096];
	static int which;

	which ^= 1;
	snprintf(full[which], sizeof(full[which]), "%s%s", directory, path);
	return full[which];
}

static void make_directories(const char *path)
{
	char full[4096];

	snprintf(full, sizeof(full), "%s", below(path));
	for (char *slash = full + strlen(directory) + 1;
	     (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0700);
		*slash = '/';
	}
}

static void put(const char *path, const struct made_elf *elf)
{
	make_directories(path);
	made_write(below(path), elf);
}

static void setup(void)
{
	strcpy(directory, "/tmp/hft-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	strcat(directory, "/root");
	ck_assert_int_eq(mkdir(directory, 0700), 0);
	symfs = hft_symfs_create(directory, &error);
	ck_assert_msg(symfs, "%s", error.message);
	map("/lib/library.so");
}

static int remove_one(const char *path, const struct stat *info, int type,
		      struct FTW *walk)
{
	(void)info;
	(void)type;
	(void)walk;
	return remove(path);
}

static void teardown(void)
{
	hft_symfs_destroy(symfs);
	directory[strlen(directory) - strlen("/root")] = '\0';
	nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void again(void)
{
	teardown();
	setup();
}

/* An offset from the start of the mapping has this name, twice. */
static void is_named(uint64_t offset, const char *name, uint64_t in_function)
{
	for (int i = 0; i < 2; i++) {
		ck_assert_msg(hft_symfs_lookup(symfs, &mapping, START + offset,
					       &found),
			      "no %s", name);
		ck_assert_str_eq(found.name, name);
		ck_assert_uint_eq(found.offset, in_function);
	}
}

static void has_no_name(uint64_t offset)
{
	ck_assert(!hft_symfs_lookup(symfs, &mapping, START + offset, &found));
	ck_assert(!hft_symfs_lookup(symfs, &mapping, START + offset, &found));
}

static void is_silent(void)
{
	const char *warning = hft_symfs_warning(symfs);

	ck_assert_msg(!warning, "%s", warning);
}

/* There is one warning, with this text, which names the file. */
static void warns(const char *path, const char *text)
{
	const char *warning = hft_symfs_warning(symfs);

	ck_assert_ptr_nonnull(warning);
	ck_assert_msg(strstr(warning, text) && strstr(warning, path), "%s",
		      warning);
	ck_assert_ptr_null(strchr(warning, '\n'));
	is_silent();
}

START_TEST(test_functions)
{
	setup();
	put("/lib/library.so", &library);
	is_named(0, "first", 0);
	ck_assert_ptr_null(found.file);
	/* A label in a function is not shown for it. */
	is_named(0x1f, "first", 0x1f);
	is_named(0x20, "foo::bar", 0);
	is_named(0x5f, "foo::bar", 0x3f);
	has_no_name(0x60);
	is_named(0x8f, "outer", 0xf);
	is_named(0x9f, "inner", 0xf);
	is_named(0xa0, "outer", 0x20);
	has_no_name(0x100);
	/* Without a size up to the next one. */
	is_named(0x13f, "tail", 0x1f);
	is_named(0x140, "same", 0);
	has_no_name(0x150);
	/* Or to the end of its section. */
	is_named(0x1ff, "last", 0xf);
	has_no_name(0x200);
	is_named(0x27f, "after", 0x3f);
	has_no_name(0x280);
	has_no_name(0x1fff);
	has_no_name(0x2000);
	has_no_name(-1);
	is_silent();
	ck_assert_uint_eq(hft_symfs_mismatches(symfs), 0);
	teardown();
}
END_TEST

START_TEST(test_offsets)
{
	setup();
	put("/lib/library.so", &library);
	/* It begins earlier in the file: what is there is not text. */
	mapping.offset = 0;
	has_no_name(0);
	is_named(0x1020, "foo::bar", 0);
	mapping.offset = 0x1100;
	is_named(0x20, "tail", 0);
	mapping.offset = UINT64_MAX - 0xff;
	has_no_name(0x80);
	is_named(0x1120, "foo::bar", 0);
	teardown();
}
END_TEST

START_TEST(test_program)
{
	struct made_elf program = library;

	setup();
	program.type = ET_EXEC;
	program.dynamic = true;
	put("/bin/program", &program);
	map("/bin/program");
	is_named(0x20, "foo::bar", 0);
	teardown();
}
END_TEST

START_TEST(test_no_files)
{
	static const char *const names[] = { NULL, "" };

	map("/lib/library.so");
	for (size_t i = 0; i < 2; i++) {
		symfs = hft_symfs_create(names[i], &error);
		ck_assert_ptr_nonnull(symfs);
		has_no_name(0);
		is_silent();
		hft_symfs_destroy(symfs);
	}
	hft_symfs_destroy(NULL);
	ck_assert_ptr_null(hft_symfs_create("/nonexistent/dir", &error));
	ck_assert_str_eq(error.message, "cannot read the directory "
					"/nonexistent/dir: No such file or "
					"directory");
	ck_assert_ptr_null(hft_symfs_create("/dev/null", &error));
	ck_assert_str_eq(error.message, "cannot read the directory /dev/null: "
					"Not a directory");
}
END_TEST

START_TEST(test_absent)
{
	setup();
	has_no_name(0);
	map("(too long)");
	has_no_name(0);
	map("");
	has_no_name(0);
	map("/lib");
	has_no_name(0);
	is_silent();
	/* It is not looked for a second time. */
	map("/lib/library.so");
	put("/lib/library.so", &library);
	has_no_name(0);
	teardown();
}
END_TEST

START_TEST(test_another_build_id)
{
	setup();
	put("/lib/library.so", &library);
	mapping.build_id[19]++;
	for (int i = 0; i < 10; i++)
		has_no_name(0);
	ck_assert_uint_eq(hft_symfs_mismatches(symfs), 1);
	warns("/lib/library.so", "has another build id");
	mapping.build_id[19]--;
	mapping.build_id_size--;
	has_no_name(0);
	ck_assert_uint_eq(hft_symfs_mismatches(symfs), 2);
	/* The right one is used as well, and one of which nothing is known. */
	mapping.build_id_size++;
	is_named(0, "first", 0);
	mapping.build_id_size = 0;
	is_named(0, "first", 0);
	ck_assert_uint_eq(hft_symfs_mismatches(symfs), 2);
	teardown();
}
END_TEST

START_TEST(test_no_build_id)
{
	struct made_elf elf = library;

	setup();
	elf.build_id = 0;
	put("/lib/library.so", &elf);
	has_no_name(0);
	ck_assert_uint_eq(hft_symfs_mismatches(symfs), 1);
	mapping.build_id_size = 0;
	is_named(0, "first", 0);
	teardown();
}
END_TEST

#define DEBUG_PATH "/.build-id/ab/ababababababababababababababababababab.debug"

/* It has functions that the program does not have. */
static struct made_elf debug_of(const struct made_elf *elf)
{
	struct made_elf debug = *elf;

	debug.no_text = true;
	debug.symbols[0].name = "first_of_debug";
	return debug;
}

START_TEST(test_debug_file)
{
	static const char *const places[] = { "/usr/lib/debug" DEBUG_PATH,
					      DEBUG_PATH };
	struct made_elf stripped = library;
	struct made_elf debug = debug_of(&library);

	setup();
	stripped.dynamic = true;
	for (size_t i = 0; i < 2; i++) {
		put("/lib/library.so", &stripped);
		put(places[i], &debug);
		is_named(0, "first_of_debug", 0);
		is_named(0x20, "foo::bar", 0);
		is_silent();
		again();
	}
	/* One of something else says nothing. */
	put("/lib/library.so", &stripped);
	debug.build_id = 0xcd;
	put(DEBUG_PATH, &debug);
	is_named(0, "first", 0);
	ck_assert_uint_eq(hft_symfs_mismatches(symfs), 1);
	warns(DEBUG_PATH, "has another build id");
	teardown();
}
END_TEST

START_TEST(test_debug_file_alone)
{
	struct made_elf debug = debug_of(&library);

	setup();
	put(DEBUG_PATH, &debug);
	has_no_name(0);
	warns(DEBUG_PATH, "give the guest's /lib/library.so as well");
	again();
	/* There are some that say where what is mapped. */
	debug.no_text = false;
	put(DEBUG_PATH, &debug);
	is_named(0, "first_of_debug", 0);
	is_silent();
	teardown();
}
END_TEST

START_TEST(test_names_of_files)
{
	setup();
	put("/lib/lib\xc3\xa4 \\\n.so", &library);
	map("/lib/lib\\xc3\\xa4 \\x5c\\x0a.so");
	is_named(0, "first", 0);
	map("/lib/lib\\xc3\\xa4 \\x5c\\x0a.so (deleted)");
	is_named(0, "first", 0);
	map("/lib/lib\\x00.so");
	has_no_name(0);
	map("/lib/lib\\xzz.so");
	has_no_name(0);
	map("/lib/lib\\");
	has_no_name(0);
	map(" (deleted)");
	has_no_name(0);
	is_silent();
	mapping.build_id[0]++;
	map("/lib/lib\\xc3\\xa4 \\x5c\\x0a.so");
	mapping.build_id[0]++;
	has_no_name(0);
	warns("/lib/lib\\xc3\\xa4 \\x5c\\x0a.so", "has another build id");
	teardown();
}
END_TEST

/* Something is beside the directory, and must not be found. */
static void put_outside(const char *path)
{
	char full[4096];

	snprintf(full, sizeof(full), "%s/..%s", directory, path);
	made_write(full, &library);
}

START_TEST(test_escapes)
{
	static const char *const paths[] = {
		"/../outside",	   "/lib/../../outside",
		"/link",	   "/far",
		"/lib/up/outside", "//..//outside",
		"/proc/self/root",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char target[128];

		setup();
		put("/lib/library.so", &library);
		put_outside("/outside");
		snprintf(target, sizeof(target), "%s/../outside", directory);
		ck_assert_int_eq(symlink(target, below("/far")), 0);
		ck_assert_int_eq(symlink("../outside", below("/link")), 0);
		ck_assert_int_eq(symlink("../..", below("/lib/up")), 0);
		map(paths[i]);
		has_no_name(0);
		teardown();
	}
}
END_TEST

/* As in the guest, whose root the directory is. */
START_TEST(test_links)
{
	if (!has_openat2())
		return;
	setup();
	put("/usr/lib/library.so.1", &library);
	ck_assert_int_eq(symlink("/usr/lib", below("/lib")), 0);
	ck_assert_int_eq(symlink("library.so.1", below("/lib64")), 0);
	ck_assert_int_eq(symlink("../../../usr/lib/library.so.1",
				 below("/usr/lib/library.so")),
			 0);
	is_named(0, "first", 0);
	/* In a circle. */
	ck_assert_int_eq(symlink("circle", below("/circle")), 0);
	map("/circle");
	has_no_name(0);
	warns("/circle", "cannot open");
	teardown();
}
END_TEST

/* No kernel tells of them. */
START_TEST(test_other_paths)
{
	static const char *const paths[] = {
		"//lib/library.so",	  "/./lib/library.so",
		"/lib/../lib/library.so", "/lib//library.so",
		"/lib/./library.so",	  "/lib/library.so/",
		"/lib/library.so/.",	  "lib/library.so",
		"/lib/library.so/..",	  "/",
	};

	setup();
	put("/lib/library.so", &library);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		map(paths[i]);
		has_no_name(0);
	}
	is_silent();
	put("/lib/..library.so", &library);
	map("/lib/..library.so");
	is_named(0, "first", 0);
	teardown();
}
END_TEST

START_TEST(test_inside)
{
	int root, fd;

	setup();
	put("/lib/library.so", &library);
	put_outside("/outside");
	root = open(directory, O_RDONLY | O_DIRECTORY);
	fd = hft_inside_open(root, "/lib/library.so");
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_lt(hft_inside_open(root, "/../outside"), 0);
	ck_assert_int_lt(hft_inside_open(root, "../outside"), 0);
	ck_assert_int_lt(hft_inside_open(root, "/lib/../../outside"), 0);
	ck_assert_int_eq(hft_inside_open(root, "/lib"), -EINVAL);
	close(root);
	teardown();
}
END_TEST

START_TEST(test_without_links)
{
	int root, fd;

	setup();
	put("/usr/lib/library.so", &library);
	put_outside("/outside");
	ck_assert_int_eq(symlink("usr", below("/link")), 0);
	ck_assert_int_eq(symlink("library.so", below("/usr/lib/other")), 0);
	root = open(directory, O_RDONLY | O_DIRECTORY);
	fd = hft_inside_open_without_links(root, "//usr/./lib//library.so");
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(hft_inside_open_without_links(root, "/../outside"),
			 -ELOOP);
	ck_assert_int_eq(hft_inside_open_without_links(root, "usr/../usr/lib"),
			 -ELOOP);
	ck_assert_int_eq(hft_inside_open_without_links(root,
						       "/link/lib/library.so"),
			 -ELOOP);
	ck_assert_int_eq(hft_inside_open_without_links(root, "/usr/lib/other"),
			 -ELOOP);
	ck_assert_int_eq(hft_inside_open_without_links(root, "/usr/lib"),
			 -EINVAL);
	ck_assert_int_eq(hft_inside_open_without_links(root, "/"), -EINVAL);
	ck_assert_int_eq(hft_inside_open_without_links(root, "/usr/none"),
			 -ENOENT);
	ck_assert_int_eq(hft_inside_open_without_links(root,
						       "/usr/lib/library.so/x"),
			 -ENOTDIR);
	close(root);
	teardown();
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

START_TEST(test_nothing_stays_open)
{
	static const char *const paths[] = {
		"/usr/lib/library.so", "/usr/lib", "/link", "/../x", "/fifo",
		"/none/none",	       "/broken"
	};
	size_t before;
	int root;

	setup();
	put("/usr/lib/library.so", &library);
	ck_assert_int_eq(symlink("usr", below("/link")), 0);
	ck_assert_int_eq(mkfifo(below("/fifo"), 0600), 0);
	made_save(below("/broken"), "\177ELF", 4);
	root = open(directory, O_RDONLY | O_DIRECTORY);
	before = count_open();
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		int fd = hft_inside_open_without_links(root, paths[i]);

		if (fd >= 0)
			close(fd);
		map(paths[i]);
		hft_symfs_lookup(symfs, &mapping, START, &found);
		ck_assert_uint_eq(count_open(), before);
	}
	close(root);
	teardown();
}
END_TEST

START_TEST(test_no_regular_files)
{
	setup();
	ck_assert_int_eq(mkfifo(below("/fifo"), 0600), 0);
	ck_assert_int_eq(mkdir(below("/lib"), 0700), 0);
	map("/fifo");
	has_no_name(0);
	warns("/fifo", "is not a regular file");
	map("/lib");
	has_no_name(0);
	warns("/lib", "is not a regular file");
	/* One that is too large, of nothing. */
	close(open(below("/large"), O_CREAT | O_WRONLY, 0600));
	if (!truncate(below("/large"), HFT_INSIDE_BYTES_MAX + 1)) {
		map("/large");
		has_no_name(0);
		warns("/large", "File too large");
	}
	teardown();
}
END_TEST

START_TEST(test_no_programs)
{
	struct made_elf module = { .type = ET_REL, .build_id = BUILD_ID };

	setup();
	make_directories("/lib/library.so");
	made_save(below("/lib/library.so"), "#!/bin/sh\n", 10);
	has_no_name(0);
	warns("/lib/library.so", "is no ELF file");
	again();
	put("/lib/library.so", &module);
	has_no_name(0);
	warns("/lib/library.so", "does not tell what of it is mapped where");
	teardown();
}
END_TEST

START_TEST(test_warnings_are_bounded)
{
	char path[32];
	size_t n = 0;

	setup();
	for (int i = 0; i < 1000; i++) {
		snprintf(path, sizeof(path), "/f%d", i);
		put(path, &library);
		map(path);
		mapping.build_id[0]++;
		has_no_name(0);
	}
	while (hft_symfs_warning(symfs))
		n++;
	ck_assert_uint_eq(n, HFT_SYMFS_WARNINGS_MAX);
	ck_assert_uint_eq(hft_symfs_mismatches(symfs), 1000);
	teardown();
}
END_TEST

START_TEST(test_symbols_are_bounded)
{
	struct hft_program program = { .bytes_max = 4096 };
	struct hft_elf elf = { 0 };
	int fd;

	setup();
	put("/lib/library.so", &library);
	fd = open(below("/lib/library.so"), O_RDONLY);
	ck_assert_int_eq(hft_elf_open(&elf, fd, "library", false, &error), 0);
	ck_assert_int_eq(hft_program_read(&program, &elf, SHT_SYMTAB, &error),
			 -1);
	ck_assert_msg(strstr(error.message, "library has too many symbols"),
		      "%s", error.message);
	hft_program_deinit(&program);
	hft_elf_close(&elf);
	teardown();
}
END_TEST

/* There is a bound for all together; what has been found remains. */
START_TEST(test_files_are_bounded)
{
	size_t n = 0;

	setup();
	put("/lib/library.so", &library);
	for (;;) {
		char path[32];

		snprintf(path, sizeof(path), "/f%zu", n);
		ck_assert_int_eq(link(below("/lib/library.so"), below(path)),
				 0);
		map(path);
		if (!hft_symfs_lookup(symfs, &mapping, START, &found))
			break;
		/* Each takes something. */
		ck_assert_uint_lt(++n, HFT_SYMFS_BYTES_MAX / 1024);
	}
	ck_assert_uint_gt(n, 100);
	warns("", "512 MiB");
	has_no_name(0);
	is_silent();
	map("/f7");
	is_named(0, "first", 0);
	teardown();
}
END_TEST

/* It has names or has not, but there is nothing else that can happen. */
static void survives(const char *path, const void *bytes, size_t n)
{
	made_save(below(path), bytes, n);
	symfs = hft_symfs_create(directory, &error);
	for (uint64_t offset = 0; offset < 0x300; offset += 0x10)
		hft_symfs_lookup(symfs, &mapping, START + offset, &found);
	hft_symfs_destroy(symfs);
}

START_TEST(test_damaged_files)
{
	static struct made made, copy;

	setup();
	hft_symfs_destroy(symfs);
	made_build(&made, &library);
	mapping.build_id_size = 0;
	make_directories("/lib/library.so");
	for (size_t n = 0; n < made.n; n += 1 + n / 512)
		survives("/lib/library.so", made.bytes, n);
	for (size_t i = 0; i < made.n; i++) {
		copy = made;
		copy.bytes[i] ^= 1 << pick(8);
		survives("/lib/library.so", copy.bytes, copy.n);
		copy.bytes[pick(made.n)] = 0xff;
		survives("/lib/library.so", copy.bytes, copy.n);
	}
	symfs = hft_symfs_create(directory, &error);
	teardown();
}
END_TEST

UNIT_MAIN("symfs", test_functions, test_offsets, test_program, test_no_files,
	  test_absent, test_another_build_id, test_no_build_id, test_debug_file,
	  test_debug_file_alone, test_names_of_files, test_escapes, test_links,
	  test_other_paths, test_inside, test_without_links,
	  test_nothing_stays_open, test_no_regular_files, test_no_programs,
	  test_warnings_are_bounded, test_symbols_are_bounded,
	  test_files_are_bounded, test_damaged_files)
