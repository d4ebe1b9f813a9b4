/* SPDX-License-Identifier: MIT */
/* ELF files as files of symbols: kernels, modules, programs. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../consumer/engine/elf-symbols.h"
#include "../../consumer/engine/kaslr.h"
#include "../../consumer/engine/symbols.h"
#include "elf-maker.h"
#include "random.h"
#include "record.h"

static struct hft_error error;
static char path[64];

static const struct made_elf program = {
	.type = ET_EXEC,
	.address = 0x401000,
	.text_size = 0x200,
	.exit_size = 0x40,
	.build_id = 0xab,
	.symbols = {
		{ "first", 0x401000, 0x20, GLOBAL_FUNC, MADE_TEXT },
		{ "_ZN3foo3barEv", 0x401020, 0x40, GLOBAL_FUNC, MADE_TEXT },
		{ "label", 0x401100, 0, LABEL, MADE_TEXT },
		{ "local", 0x401180, 0x10, LOCAL_FUNC, MADE_TEXT },
		{ "weak", 0x401180, 0x10, WEAK_FUNC, MADE_TEXT },
		{ "a\033b", 0x401190, 0x10, GLOBAL_FUNC, MADE_TEXT },
		{ "last", 0x4011f0, 0, GLOBAL_FUNC, MADE_TEXT },
		{ "init", 0x401200, 0, GLOBAL_FUNC, MADE_INIT },
		{ "data", 0x401280, 0x40, OBJECT, MADE_DATA },
		{ "not_here", 0x401050, 0x40, GLOBAL_FUNC, 0 },
		{ "absolute", 0x401060, 0x40, GLOBAL_FUNC, SHN_ABS },
		{ "elsewhere", 0x402000, 0x40, GLOBAL_FUNC, MADE_TEXT },
		{ "in_data", 0x401290, 0x10, GLOBAL_FUNC, MADE_DATA },
		{ "far", 0x401070, 0x40, GLOBAL_FUNC, 77 },
		{ "", 0x401080, 0x40, GLOBAL_FUNC, MADE_TEXT },
	},
};

static const struct made_elf module = {
	.type = ET_REL,
	.text_size = 0x130,
	.exit_size = 0x20,
	.module = "my_module",
	.symbols = {
		{ "open", 0x0, 0x20, GLOBAL_FUNC, MADE_TEXT },
		{ "close", 0x100, 0x20, LOCAL_FUNC, MADE_TEXT },
		{ "start", 0x0, 0x20, LOCAL_FUNC, MADE_INIT },
		{ "stop", 0x0, 0x20, LOCAL_FUNC, MADE_EXIT },
		{ "wild", 0x5000, 0x20, LOCAL_FUNC, MADE_TEXT },
		{ "table", 0x0, 0x20, OBJECT, MADE_DATA },
	},
};

/* A file's name, of this process alone. */
static void name_file(void)
{
	snprintf(path, sizeof(path), "/tmp/hft-test-%d", getpid());
}

static struct hft_symbols *load(void)
{
	const char *const list[] = { path };

	error.message[0] = '\0';
	return hft_symbols_create(list, 1, &error);
}

static struct hft_symbols *load_made(const struct made_elf *elf)
{
	struct hft_symbols *ret;

	name_file();
	made_write(path, elf);
	ret = load();
	unlink(path);
	return ret;
}

static void refuses(const struct made_elf *elf, const char *message)
{
	ck_assert_ptr_null(load_made(elf));
	ck_assert_msg(strstr(error.message, message), "%s", error.message);
	ck_assert_msg(strstr(error.message, path), "%s", error.message);
	ck_assert_ptr_null(strchr(error.message, '\n'));
}

static void is_named(struct hft_symbols *symbols, uint64_t address,
		     const char *expected)
{
	char text[HFT_SYMBOL_TEXT_MAX];

	hft_symbol_format(text, sizeof(text),
			  hft_symbols_lookup(symbols, address), address);
	ck_assert_str_eq(text, expected);
}

START_TEST(test_program)
{
	struct hft_symbols *s = load_made(&program);

	ck_assert_msg(s, "%s", error.message);
	is_named(s, 0x401000, "first");
	is_named(s, 0x40101f, "first+0x1f");
	is_named(s, 0x401020, "foo::bar");
	is_named(s, 0x40105f, "foo::bar+0x3f");
	/* It says how long it is, and this is behind it. */
	is_named(s, 0x401060, "0x401060");
	is_named(s, 0x401070, "0x401070");
	/* What does not say goes on up to the next. */
	is_named(s, 0x401100, "label");
	is_named(s, 0x40117f, "label+0x7f");
	is_named(s, 0x401180, "weak");
	is_named(s, 0x401190, "a\\x1bb");
	is_named(s, 0x4011a0, "0x4011a0");
	/* Or to the end of the section. */
	is_named(s, 0x4011ff, "last+0xf");
	is_named(s, 0x401200, "init");
	is_named(s, 0x40123f, "init+0x3f");
	is_named(s, 0x401240, "0x401240");
	is_named(s, 0x401280, "0x401280");
	is_named(s, 0x401290, "0x401290");
	is_named(s, 0x402000, "0x402000");
	is_named(s, 0x400fff, "0x400fff");
	hft_symbols_destroy(s);
}
END_TEST

/* A function is where vmlinux has it, but only when that is known. */
START_TEST(test_kernel)
{
	struct made_elf kernel = {
		.address = KERNEL,
		.text_size = 0x2000,
	};
	static const uint16_t types[] = { ET_EXEC, ET_DYN };
	char names[24][8];

	for (size_t i = 0; i < 24; i++) {
		sprintf(names[i], "f%zu", i);
		kernel.symbols[i] = (struct made_symbol){
			names[i], KERNEL + 0x100 + i * 0x50 + i % 3 * 16, 0x20,
			GLOBAL_FUNC, MADE_TEXT
		};
	}
	for (size_t t = 0; t < 2; t++) {
		uint64_t offset = t ? 0x1e000000 : 0;
		struct hft_symbols *s;

		kernel.type = types[t];
		s = load_made(&kernel);
		ck_assert_msg(s, "%s", error.message);
		ck_assert_ptr_null(hft_symbols_around(s, KERNEL + 0x100));
		for (size_t i = 0; i < 24; i++)
			hft_symbols_lookup(s, kernel.symbols[i].value + offset);
		is_named(s, KERNEL + 0x100 + offset, "f0");
		hft_symbols_destroy(s);
	}
}
END_TEST

START_TEST(test_shared)
{
	struct made_elf shared = program;

	shared.type = ET_DYN;
	refuses(&shared, "with symfs");
}
END_TEST

START_TEST(test_others)
{
	struct made_elf other = program;
	static struct made made;

	other.type = ET_CORE;
	refuses(&other, "neither a kernel nor a module nor a program");
	other = program;
	other.dynamic = true;
	refuses(&other, "has no functions");
	other = program;
	other.symbols[0].name = NULL;
	refuses(&other, "has no functions");
	other = module;
	other.module = NULL;
	refuses(&other, "its .modinfo has no name");
	other = module;
	other.symbols[0].name = NULL;
	refuses(&other, "has no functions");
	made_build(&made, &program);
	((Elf64_Ehdr *)made.bytes)->e_machine = EM_AARCH64;
	made_save(path, made.bytes, made.n);
	ck_assert_ptr_null(load());
	ck_assert_msg(strstr(error.message, "is not for x86"), "%s",
		      error.message);
	unlink(path);
}
END_TEST

START_TEST(test_compressed)
{
	static const char *const magics[] = { "\xfd\x37zXZ", "\x28\xb5\x2f\xfd",
					      "\x1f\x8b\x08", "BZh9" };
	char bytes[64] = "";

	name_file();
	for (size_t i = 0; i < 4; i++) {
		strcpy(bytes, magics[i]);
		made_save(path, bytes, sizeof(bytes));
		ck_assert_ptr_null(load());
		ck_assert_msg(strstr(error.message, "unxz"), "%s",
			      error.message);
	}
	unlink(path);
}
END_TEST

/* The module's name, and the size of its text in whole pages, must be right. */
static void places(const char *name, uint64_t bytes, bool expected)
{
	loads(name, MODULE, bytes);
	shows(MODULE + 0x100,
	      expected ? "close [my_module]" : "0xffffffffc0000100");
	unloads(name);
}

START_TEST(test_module)
{
	struct hft_symbols *s = load_made(&module);

	ck_assert_msg(s, "%s", error.message);
	guest = hft_guest_create(s);
	hft_symbols_destroy(s);
	shows(MODULE, "0xffffffffc0000000");
	loads("my_module", MODULE, 0x1000);
	shows(MODULE, "open [my_module]");
	shows(MODULE + 0x1f, "open+0x1f [my_module]");
	shows(MODULE + 0x110, "close+0x10 [my_module]");
	shows(MODULE + 0x130, "stop [my_module]");
	/* What is freed after the start is not there. */
	shows(MODULE + 0x150, "0xffffffffc0000150");
	shows(MODULE + 0x5000, "0xffffffffc0005000");
	/* What the trace tells of goes before it. */
	adds("my_module", MODULE + 0x100, 't', "told");
	shows(MODULE + 0x110, "close+0x10 [my_module]");
	adds("my_module", MODULE + 0x108, 't', "told");
	shows(MODULE + 0x110, "told+0x8 [my_module]");
	unloads("my_module");
	shows(MODULE, "0xffffffffc0000000");

	places("my_module", 0x1000, true);
	places("my_module", 0x150, true);
	places("my_module", 0x2000, false);
	places("my_module", 0, false);
	places("your_module", 0x1000, false);
	teardown();
}
END_TEST

START_TEST(test_module_at)
{
	setup();
	ck_assert_ptr_null(hft_guest_module_at(guest, MODULE));
	loads("b", MODULE, 0x1000);
	loads("a", MODULE + 0x1000, 0x1000);
	loads("c", 0, 0);
	ck_assert_str_eq(hft_guest_module_at(guest, MODULE)->name, "b");
	ck_assert_str_eq(hft_guest_module_at(guest, MODULE + 0xfff)->name, "b");
	ck_assert_str_eq(hft_guest_module_at(guest, MODULE + 0x1000)->name,
			 "a");
	ck_assert_ptr_null(hft_guest_module_at(guest, MODULE + 0x2000));
	ck_assert_ptr_null(hft_guest_module_at(guest, MODULE - 1));
	ck_assert_ptr_null(hft_guest_module_at(guest, 0));
	unloads("b");
	ck_assert_ptr_null(hft_guest_module_at(guest, MODULE));
	teardown();
}
END_TEST

START_TEST(test_many_placements)
{
	struct hft_symbols *s = load_made(&module);

	guest = hft_guest_create(s);
	hft_symbols_destroy(s);
	/* Other modules do not use up what there may be of them. */
	for (int i = 0; i < 5000; i++)
		places("your_module", 0x1000, false);
	for (int i = 0; i < 4096; i++)
		places("my_module", 0x1000, true);
	for (int i = 0; i < 100; i++)
		places("my_module", 0x1000, false);
	teardown();
}
END_TEST

/* It is read or refused, whatever it is, and refused with its name. */
static void survives(const void *bytes, size_t n)
{
	struct hft_symbols *s;

	made_save(path, bytes, n);
	s = load();
	if (!s) {
		ck_assert_quick(strstr(error.message, path) ||
				strstr(error.message, "out of memory"));
		return;
	}
	for (uint64_t address = 0x401000; address < 0x401300; address += 0x1f)
		hft_symbols_lookup(s, address);
	guest = hft_guest_create(s);
	loads("my_module", MODULE, 0x1000);
	hft_guest_symbol(guest, MODULE);
	teardown();
	hft_symbols_destroy(s);
}

static void damages(const struct made_elf *elf)
{
	static struct made made, copy;

	name_file();
	made_build(&made, elf);
	for (size_t n = 0; n < made.n; n += 1 + n / 512)
		survives(made.bytes, n);
	for (size_t i = 0; i < made.n; i++) {
		copy = made;
		copy.bytes[i] ^= 1 << pick(8);
		survives(copy.bytes, copy.n);
		copy.bytes[i] = pick(256);
		copy.bytes[pick(made.n)] = 0xff;
		survives(copy.bytes, copy.n);
	}
	unlink(path);
}

START_TEST(test_damaged_program)
{
	damages(&program);
}
END_TEST

START_TEST(test_damaged_module)
{
	damages(&module);
}
END_TEST

UNIT_MAIN("elf-symbols", test_program, test_kernel, test_shared, test_others,
	  test_compressed, test_module, test_module_at, test_many_placements,
	  test_damaged_program, test_damaged_module)
