/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "record.h"

START_TEST(test_symbols)
{
	setup();
	symbols_begin(KERNEL, "");
	symbol(0x200, '?', "second");
	symbol(0, 'T', "first");
	symbol(0x300, 'D', "data");
	symbol(0x400, 't', "third");
	refuses_if_cut(HFT_REC_SYMBOLS, 4);
	sends(HFT_REC_SYMBOLS, 4);
	shows(KERNEL - 1, "0xffffffff80ffffff");
	shows(KERNEL, "first");
	shows(KERNEL + 4, "first");
	shows(KERNEL + 0x1ff, "first+0x1ff");
	shows(KERNEL + 0x204, "second");
	shows(KERNEL + 0x2ff, "second+0xff");
	shows(KERNEL + 0x300, "0xffffffff81000300");
	shows(KERNEL + 0x400, "third");
	/* What follows is not known. */
	shows(KERNEL + 0x401, "0xffffffff81000401");
	ck_assert_uint_eq(hft_guest_symbol(guest, KERNEL)->size, 0x200);
	adds("", KERNEL + 0x10000000, 't', "far");
	shows(KERNEL + 0x400 + HFT_SYMBOL_SIZE_MAX - 1, "third+0xfffff");
	shows(KERNEL + 0x400 + HFT_SYMBOL_SIZE_MAX, "0xffffffff81100400");
	teardown();
}
END_TEST

START_TEST(test_symbols_prefer)
{
	static const struct {
		char type;
		const char *name;
	} worst_first[] = {
		{ 'D', "data" }, { '?', "__t" }, { 't', "_t" },
		{ '?', "t" },	 { 'w', "w" },	 { 'W', "_W" },
		{ 'W', "W" },	 { 'T', "_T" },	 { 'T', "T" },
	};
	size_t n = sizeof(worst_first) / sizeof(*worst_first);

	setup();
	for (size_t i = 0; i < n; i++) {
		adds("", KERNEL, worst_first[i].type, worst_first[i].name);
		shows(KERNEL, i ? worst_first[i].name : "0xffffffff81000000");
	}
	for (size_t i = 0; i < n; i++) {
		adds("", KERNEL, worst_first[i].type, worst_first[i].name);
		shows(KERNEL, "T");
	}
	adds("", KERNEL, 'T', "Tlater");
	shows(KERNEL, "T");
	teardown();
}
END_TEST

START_TEST(test_symbols_malformed)
{
	setup();
	/* More are announced than there are: those that are count. */
	symbols_begin(KERNEL, "");
	symbol(0, 'T', "first");
	ck_assert_int_eq(send(HFT_REC_SYMBOLS, 1000), -EINVAL);
	shows(KERNEL, "first");
	/* The addresses wrap around. */
	symbols_begin(UINT64_MAX - 5, "");
	symbol(5, 'T', "last");
	symbol(6, 'T', "zero");
	ck_assert_int_eq(send(HFT_REC_SYMBOLS, 2), -EINVAL);
	shows(UINT64_MAX, "last");
	shows(0, "0x0");
	/* A name has no end, or no beginning. */
	symbols_begin(KERNEL, "");
	symbol(64, 'T', "1234567890123456789");
	record.bytes -= 4;
	ck_assert_int_eq(hft_guest_message(guest, HFT_REC_SYMBOLS, 1,
					   record.words, record.bytes / 8),
			 -EINVAL);
	symbols_begin(KERNEL, "");
	symbol(64, 'T', "");
	ck_assert_int_eq(send(HFT_REC_SYMBOLS, 1), -EINVAL);
	adds("", KERNEL + 64, '\0', "no-letter");
	shows(KERNEL + 64, "0xffffffff81000040");
	/* Nothing in it is fine, but what says so must be there. */
	symbols_begin(KERNEL, "");
	sends(HFT_REC_SYMBOLS, 0);
	begin();
	word(KERNEL);
	ck_assert_int_eq(send(HFT_REC_SYMBOLS, 0), -EINVAL);
	teardown();
}
END_TEST

START_TEST(test_mangled_names)
{
	setup();
	adds("", KERNEL, 't', "_RNvC6kernel5print");
	shows(KERNEL, "kernel::print");
	teardown();
}
END_TEST

START_TEST(test_modules)
{
	const struct hft_symbol *before;

	setup();
	send_module("ext4", MODULE, 0x1000, true);
	refuses_if_cut(HFT_REC_MODULE, 1);
	loads("ext4", MODULE, 0x1000);
	adds("ext4", MODULE + 0x100, 't', "ext4_open");
	adds("ext4", MODULE + 0x200, 't', "ext4_close");
	adds("", KERNEL, 'T', "start");
	shows(MODULE + 0x1ff, "ext4_open+0xff [ext4]");
	before = hft_guest_symbol(guest, MODULE + 0x100);

	unloads("ext4");
	shows(MODULE + 0x100, "0xffffffffc0000100");
	shows(MODULE + 0x104, "0xffffffffc0000104");
	ck_assert_ptr_null(hft_guest_module(guest, 0));
	loads("xfs", MODULE, 0x2000);
	adds("xfs", MODULE + 0x100, 't', "xfs_open");
	shows(MODULE + 0x100, "xfs_open [xfs]");
	shows(KERNEL, "start");
	/* A call may be open that began before. */
	ck_assert_str_eq(before->name, "ext4_open");
	ck_assert_str_eq(before->module, "ext4");
	ck_assert_uint_eq(before->address, MODULE + 0x100);
	unloads("xfs");
	unloads("xfs");
	teardown();
}
END_TEST

START_TEST(test_module_moves)
{
	setup();
	loads("ext4", MODULE, 0x1000);
	adds("ext4", MODULE, 't', "ext4_open");
	/* That it was gone in between is not in the trace. */
	loads("ext4", MODULE + 0x8000, 0x1000);
	shows(MODULE, "0xffffffffc0000000");
	adds("ext4", MODULE + 0x8000, 't', "ext4_open");
	shows(MODULE + 0x8000, "ext4_open [ext4]");
	ck_assert_uint_eq(hft_guest_module(guest, 0)->address, MODULE + 0x8000);
	ck_assert_ptr_null(hft_guest_module(guest, 1));
	teardown();
}
END_TEST

START_TEST(test_module_in_place_of_others)
{
	setup();
	loads("a", MODULE, 0x1000);
	adds("a", MODULE + 0x10, 't', "a_exit");
	/* Its initial part is elsewhere. */
	adds("a", MODULE + 0x9000, 't', "a_init");
	loads("b", MODULE + 0x8000, 0x2000);
	shows(MODULE + 0x9000, "0xffffffffc0009000");
	shows(MODULE + 0x10, "a_exit [a]");
	/* Neither of them is gone by what the trace says. */
	loads("c", MODULE + 0xfff, 0x8000);
	shows(MODULE + 0x10, "0xffffffffc0000010");
	ck_assert_str_eq(hft_guest_module(guest, 0)->name, "c");
	ck_assert_ptr_null(hft_guest_module(guest, 1));
	/* The last one to claim an address has it. */
	adds("c", MODULE + 0x2000, 'T', "c_open");
	adds("d", MODULE + 0x2000, 't', "d_open");
	shows(MODULE + 0x2000, "d_open [d]");
	unloads("d");
	shows(MODULE + 0x2000, "0xffffffffc0002000");
	/* One without text is nowhere. */
	adds("c", MODULE + 0x3000, 'T', "c_close");
	loads("empty", MODULE + 0x3000, 0);
	shows(MODULE + 0x3000, "c_close [c]");
	teardown();
}
END_TEST

START_TEST(test_owner_bounds)
{
	setup();
	loads("a", MODULE, 0x100);
	loads("b", MODULE + 0x100, 0x100);
	adds("a", MODULE + 0x80, 't', "last_of_a");
	adds("b", MODULE + 0x100, 't', "first_of_b");
	shows(MODULE + 0x80, "last_of_a [a]");
	shows(MODULE + 0x81, "0xffffffffc0000081");
	shows(MODULE + 0x84, "last_of_a [a]");
	teardown();
}
END_TEST

START_TEST(test_modules_malformed)
{
	setup();
	ck_assert_int_eq(send_module("m", UINT64_MAX - 10, 100, true), -EINVAL);
	ck_assert_int_eq(send_module("", MODULE, 100, true), -EINVAL);
	begin();
	word(MODULE);
	word(100);
	string("m");
	ck_assert_int_eq(send(HFT_REC_MODULE, 2), -EINVAL);
	ck_assert_ptr_null(hft_guest_module(guest, 0));
	teardown();
}
END_TEST

START_TEST(test_modules_bound)
{
	char name[32];

	setup();
	for (int i = 0; i < HFT_SYMBOL_TABLE_MODULES_MAX; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		loads(name, MODULE + i * 0x1000, 0x1000);
	}
	ck_assert_int_eq(send_module("more", KERNEL, 1, true), -E2BIG);
	ck_assert_int_eq(send_symbol("more", KERNEL, 't', "f"), -E2BIG);
	unloads("m17");
	loads("more", KERNEL, 1);
	teardown();
}
END_TEST

START_TEST(test_symbols_again)
{
	const struct hft_symbol *first;

	setup();
	loads("ext4", MODULE, 0x1000);
	adds("ext4", MODULE, 't', "ext4_open");
	first = hft_guest_symbol(guest, MODULE);
	for (int i = 0; i < 1000; i++) {
		loads("ext4", MODULE, 0x1000);
		shows(MODULE, "ext4_open [ext4]");
		adds("ext4", MODULE, 't', "ext4_open");
		/* The same, and not a copy: it does not grow. */
		ck_assert_ptr_eq(hft_guest_symbol(guest, MODULE), first);
	}
	teardown();
}
END_TEST

/* As many symbols as fit into a record, from a base on. */
static int send_many(const char *owner, uint64_t base)
{
	char name[200];
	uint32_t n = 0;

	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	symbols_begin(base, owner);
	while (record.bytes + 210 <= HFT_ESC_WORDS_MAX * sizeof(uint64_t)) {
		symbol(n * 16, 't', name);
		n++;
	}
	return send(HFT_REC_SYMBOLS, n);
}

START_TEST(test_symbols_bound)
{
	uint64_t base = MODULE;
	uint64_t n_records = 0;

	setup();
	adds("", KERNEL, 'T', "start");
	loads("m", MODULE, 1);
	while (!send_many("m", base)) {
		base += 0x1000;
		n_records++;
		/* There is a bound at all. */
		ck_assert_uint_lt(n_records * HFT_ESC_WORDS_MAX * 8,
				  2ULL * HFT_SYMBOL_TABLE_BYTES_MAX);
	}
	ck_assert_int_eq(send_many("m", base), -E2BIG);
	ck_assert_uint_gt(n_records * HFT_ESC_WORDS_MAX * 8,
			  HFT_SYMBOL_TABLE_BYTES_MAX / 2);
	/* What nobody has asked for is freed. */
	unloads("m");
	for (uint64_t i = 0; i < n_records / 4; i++)
		ck_assert_int_eq(send_many("m", MODULE + i * 0x1000), 0);
	shows(KERNEL, "start");
	teardown();
}
END_TEST

START_TEST(test_files_come_second)
{
	char path[] = "/tmp/hft-test-XXXXXX";
	const char *const list[] = { path };
	FILE *file = fdopen(mkstemp(path), "w");
	struct hft_symbols *files;
	struct hft_error error;

	setup();
	ck_assert_ptr_nonnull(file);
	fputs("ffffffff81000000 T of_file\n0000000000401000 T main\n", file);
	fclose(file);
	files = hft_symbols_create(list, 1, &error);
	remove(path);
	ck_assert_ptr_nonnull(files);
	teardown();
	guest = hft_guest_create(files);
	shows(KERNEL, "of_file");
	shows(0x401000, "main");
	adds("", KERNEL, 't', "of_trace");
	shows(KERNEL, "of_trace");
	shows(0x401000, "main");
	teardown();
	setup();
	hft_symbols_destroy(files);
	teardown();
}
END_TEST

UNIT_MAIN("guest-symbols", test_symbols, test_symbols_prefer,
	  test_symbols_malformed, test_mangled_names, test_modules,
	  test_module_moves, test_module_in_place_of_others, test_owner_bounds,
	  test_modules_malformed, test_modules_bound, test_symbols_again,
	  test_symbols_bound, test_files_come_second)
