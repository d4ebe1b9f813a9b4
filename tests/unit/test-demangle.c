/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "../../consumer/engine/demangle.h"
#include "random.h"
#include "unit.h"

static void becomes(const char *name, const char *expected)
{
	char out[256];

	ck_assert_uint_eq(hft_demangle(out, sizeof(out), name, strlen(name)),
			  strlen(expected));
	ck_assert_str_eq(out, expected);
}

static void stays(const char *name)
{
	becomes(name, name);
}

START_TEST(test_plain_names)
{
	stays("vfs_read");
	stays("");
	stays("_");
	stays("__x64_sys_read");
	stays("_start");
	stays("memcpy@@GLIBC_2.14");
	stays("shmem_create.isra.0");
	becomes("a\n\\", "a\\x0a\\x5c");
}
END_TEST

START_TEST(test_cxx)
{
	becomes("_ZN3foo3barEv", "foo::bar");
	becomes("_ZN3foo3barEi", "foo::bar");
	becomes("_ZN3fooC1Ev", "foo::foo");
	becomes("_ZN3fooD0Ev", "foo::~foo");
	becomes("_ZN3foo3barIiEEvT_", "foo::bar<int>");
	becomes("_ZNKSt4hashIiEclEi", "std::hash<int>::operator()");
	becomes("_ZZN3foo3barEvENKUlvE_clEv",
		"foo::bar()::{lambda()#1}::operator()");
	becomes("_ZTv0_n24_N3foo3barEv", "virtual thunk to foo::bar()");
}
END_TEST

START_TEST(test_rust)
{
	becomes("_RNvCs1234_7mycrate3foo", "mycrate::foo");
	becomes("_RNvMs0_NtCsabc_5alloc3vecINtB5_3VecpE3new",
		"<alloc::vec::Vec<_>>::new");
	becomes("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE",
		"core::fmt::Formatter::pad");
	becomes("_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar"
		"$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE",
		"<Test + 'static as foo::Bar<Test>>::bar");
	/* The hash of a C++ function would be no hash. */
	becomes("_ZN4core17h0123456789abcde_E", "core::h0123456789abcde_");
	/* Identifiers may be of any script; what is shown is not. */
	becomes("_RNvC7mycrateu8gdel_5qa", "mycrate::g\\xc3\\xb6del");
}
END_TEST

START_TEST(test_suffixes)
{
	becomes("_ZN3foo3barEv.cold", "foo::bar.cold");
	becomes("_ZN3foo3barEv.part.0.isra.12", "foo::bar.part.0.isra.12");
	becomes("_ZN3foo3barEv.llvm.1234567", "foo::bar");
	becomes("_ZN3foo3barEv@@LIB_1.0", "foo::bar");
	becomes("_RNvCs1234_7mycrate3foo.llvm.99", "mycrate::foo");
	becomes("_RNvCs1234_7mycrate3foo.cold", "mycrate::foo.cold");
	stays(".cold");
	stays("_Z.cold");
	/* Without parameters there is no telling where the name ends. */
	becomes("_ZN3foo3barEv.", "foo::bar");
}
END_TEST

START_TEST(test_what_is_no_name)
{
	stays("_Z");
	stays("_R");
	stays("_Zed_is_dead");
	stays("_Restore");
	stays("_ZN3foo3bar");
	stays("_ZN99foo3barEv");
	stays("_RNvC7mycrate3fo");
	becomes("_ZN3fo\n3barEv", "fo\\x0a::bar");
}
END_TEST

START_TEST(test_cut)
{
	char out[16];

	ck_assert_uint_eq(hft_demangle(out, 6, "_ZN3foo3barEv", 13), 5);
	ck_assert_str_eq(out, "foo::");
	ck_assert_uint_eq(
		hft_demangle(out, sizeof(out), "_ZN3foo3barEv123", 13), 8);
	ck_assert_str_eq(out, "foo::bar");
}
END_TEST

START_TEST(test_long_names)
{
	char identifier[HFT_MANGLED_MAX + 1];
	char name[2 * HFT_MANGLED_MAX];
	char out[2 * HFT_MANGLED_MAX];

	memset(identifier, 'x', HFT_MANGLED_MAX);
	identifier[HFT_MANGLED_MAX] = '\0';
	/* Whether it is too long depends on what is mangled. */
	sprintf(name, "_ZN200%.200sEv", identifier);
	hft_demangle(out, sizeof(out), name, strlen(name));
	ck_assert_uint_eq(strlen(out), 200);
	sprintf(name, "_ZN%d%sEv", HFT_MANGLED_MAX, identifier);
	hft_demangle(out, sizeof(out), name, strlen(name));
	ck_assert_str_eq(out, name);
}
END_TEST

/* The n-th thing of a mangled name that may be referred to. */
static int reference(char *out, size_t n)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t i = n - 1;

	if (!n)
		return sprintf(out, "S_");
	if (i < 36)
		return sprintf(out, "S%c_", digits[i]);
	return sprintf(out, "S%c%c_", digits[i / 36], digits[i % 36]);
}

/* b<int, int>, b<that, that>, ...: each twice as long as the one before. */
static int doubling(char *out, size_t base, size_t depth)
{
	int n = sprintf(out, "1bIiiE");

	for (size_t i = 0; i < depth; i++) {
		n += reference(out + n, base);
		n += sprintf(out + n, "I");
		n += reference(out + n, base + 1 + i);
		n += reference(out + n, base + 1 + i);
		n += sprintf(out + n, "E");
	}
	return n;
}

START_TEST(test_endless_output)
{
	char name[HFT_MANGLED_MAX + 1];
	int n = sprintf(name, "_ZN1aI");

	n += doubling(name + n, 1, 80);
	sprintf(name + n, "E1fEv");
	ck_assert_uint_le(strlen(name), HFT_MANGLED_MAX);
	for (int i = 0; i < 100; i++) {
		char out[256];

		hft_demangle(out, sizeof(out), name, strlen(name));
		ck_assert(!strncmp(out, name, sizeof(out) - 1));
	}
}
END_TEST

START_TEST(test_endless_search)
{
	char name[HFT_MANGLED_MAX + 1];
	int n = sprintf(name, "_ZZ1fIJEEvDp1cI");

	n += doubling(name + n, 2, 70);
	sprintf(name + n, "T_EENKUlvE_clEv");
	ck_assert_uint_le(strlen(name), HFT_MANGLED_MAX);
	for (int i = 0; i < 100; i++) {
		char out[256];

		hft_demangle(out, sizeof(out), name, strlen(name));
		ck_assert(!strncmp(out, name, sizeof(out) - 1));
	}
	/* One that is not endless is demangled. */
	n = sprintf(name, "_ZZ1fIJEEvDp1cI");
	n += doubling(name + n, 2, 3);
	sprintf(name + n, "T_EENKUlvE_clEv");
	becomes(name, "f<>()::{lambda()#1}::operator()");
}
END_TEST

/* A reference of Rust's to where in a name something has been before. */
static int back_reference(char *out, size_t position)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t i = position - 1;

	if (i < 62)
		return sprintf(out, "B%c_", digits[i]);
	return sprintf(out, "B%c%c_", digits[i / 62], digits[i % 62]);
}

/* f::<((), ()), (that, that), ...>: each twice as long as the one before. */
static void rust_doubling(char *name, size_t depth)
{
	int n = sprintf(name, "_RINvC1c1fTuuE");
	/* Positions do not count the _R. */
	size_t last = n - 4 - 2;

	for (size_t i = 0; i < depth; i++) {
		size_t here = n - 2;

		n += sprintf(name + n, "T");
		n += back_reference(name + n, last);
		n += back_reference(name + n, last);
		n += sprintf(name + n, "E");
		last = here;
	}
	sprintf(name + n, "E");
}

START_TEST(test_endless_rust)
{
	char name[HFT_MANGLED_MAX + 1];
	char out[256];

	rust_doubling(name, 2);
	becomes(name, "c::f::<((), ()), (((), ()), ((), ())), "
		      "((((), ()), ((), ())), (((), ()), ((), ())))>");
	rust_doubling(name, 80);
	ck_assert_uint_le(strlen(name), HFT_MANGLED_MAX);
	for (int i = 0; i < 100; i++) {
		hft_demangle(out, sizeof(out), name, strlen(name));
		ck_assert(!strncmp(out, name, sizeof(out) - 1));
	}
}
END_TEST

/* So many that to go through them takes a lifetime, though nothing is shown. */
START_TEST(test_many_lifetimes)
{
	static const char endless[] =
		"_RYNvC01YYNvC01YNvC00YNtC00YFG0YNvC00YYYNvC02Y_NvC";

	becomes("_RINvC1c1fFG_RL0_hEuE", "c::f::<for<'a> fn(&'a u8)>");
	becomes("_RINvC1c1fFG0_RL0_hEuE", "c::f::<for<'a, 'b> fn(&'b u8)>");
	becomes(endless, endless);
	becomes("_RINvC1c1fDGzzzzzzzz_NtC1c1tEL_E",
		"_RINvC1c1fDGzzzzzzzz_NtC1c1tEL_E");
}
END_TEST

START_TEST(test_deep_nesting)
{
	char name[HFT_MANGLED_MAX + 1];
	char out[256];

	for (const char *c = "PRKINTFA"; *c; c++) {
		memset(name, *c, sizeof(name));
		memcpy(name, "_ZN1aI", 6);
		name[HFT_MANGLED_MAX] = '\0';
		hft_demangle(out, sizeof(out), name, HFT_MANGLED_MAX);
		memcpy(name, "_RINvC1c1f", 10);
		hft_demangle(out, sizeof(out), name, HFT_MANGLED_MAX);
	}
}
END_TEST

START_TEST(test_damaged_names)
{
	static const char *const names[] = {
		"_ZZ1fIJEEvDp1cI1bIiiES1_IS2_S2_ET_EENKUlvE_clEv",
		"_ZN3foo3barIiEEvT_.cold",
		"_RNvMs0_NtCsabc_5alloc3vecINtB5_3VecpE3new",
		"_RNvC7mycrateu8gdel_5qa",
		"_ZN4core3fmt9Formatter3pad17h0123456789abcdefE",
		"_ZNSt6vectorIN3foo3barESaIS1_EE9push_backERKS1_",
	};

	for (int i = 0; i < 20000; i++) {
		const char *from = names[i % 6];
		size_t length = strlen(from);
		char *name = malloc(length);
		char out[256];

		memcpy(name, from, length);
		for (int j = 0; j < 1 + i % 4; j++)
			name[2 + pick(length - 2)] = from[pick(length)];
		hft_demangle(out, sizeof(out), name, length);
		for (const char *c = out; *c; c++)
			ck_assert_quick(*c >= ' ' && *c < 0x7f);
		free(name);
	}
}
END_TEST

UNIT_MAIN("demangle", test_plain_names, test_cxx, test_rust, test_suffixes,
	  test_what_is_no_name, test_cut, test_long_names, test_endless_output,
	  test_endless_search, test_endless_rust, test_many_lifetimes,
	  test_deep_nesting, test_damaged_names)
