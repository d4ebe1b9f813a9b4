/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <setjmp.h>
#include <stdbool.h>
#include <string.h>

#include <libiberty/demangle.h>

#include "demangle.h"
#include "printable.h"

/* No name of people's own is longer; those made to be are endless. */
#define DEMANGLED_MAX (8 * 1024)
/* What is kept of it. */
#define KEPT_MAX 1024

struct demangled {
	char text[KEPT_MAX + HFT_MANGLED_MAX];
	size_t length;
	/* Of all, also of what is not kept. */
	size_t total;
	jmp_buf too_long;
};

static void collect(const char *text, size_t length, void *data)
{
	struct demangled *d = data;
	size_t room = KEPT_MAX - d->length;

	d->total += length;
	/*
	 * The only way out of a name that doubles itself a hundred times. What
	 * libiberty holds meanwhile is on the stack, but for an identifier.
	 */
	if (d->total > DEMANGLED_MAX)
		longjmp(d->too_long, 1);
	if (length > room)
		length = room;
	if (length)
		memcpy(d->text + d->length, text, length);
	d->length += length;
}

/*
 * The lifetimes that a Rust type is generic over are gone through one by one,
 * also where nothing is printed: G and a number of base 62 that is too large.
 */
static bool has_too_many_lifetimes(const char *mangled)
{
	for (const char *s = mangled; (s = strpbrk(s, "FD")); s++) {
		size_t digits = 0;

		if (s[1] != 'G')
			continue;
		while (isalnum((unsigned char)s[2 + digits]))
			digits++;
		if (digits > 1 && s[2 + digits] == '_')
			return true;
	}
	return false;
}

/*
 * To expand a parameter pack, libiberty looks for it in all that the pattern
 * consists of, again for each time that this is referred to.
 */
static bool takes_too_long(const char *mangled)
{
	size_t references = 0;

	if (mangled[1] == 'R')
		return has_too_many_lifetimes(mangled);
	if (!strstr(mangled, "Dp") && !strstr(mangled, "sp") &&
	    !strstr(mangled, "sZ"))
		return false;
	for (const char *s = mangled; (s = strchr(s, 'S')); s++)
		references += s[1] == '_' || isdigit((unsigned char)s[1]) ||
			      isupper((unsigned char)s[1]);
	return references > 32;
}

static bool demangle(struct demangled *d, const char *mangled)
{
	if (takes_too_long(mangled) || setjmp(d->too_long))
		return false;
	if (rust_demangle_callback(mangled, DMGL_NO_OPTS, collect, d))
		return d->length;
	d->length = 0;
	d->total = 0;
	return cplus_demangle_v3_callback(mangled, DMGL_NO_OPTS, collect, d) &&
	       d->length;
}

/* Where what the compiler put behind a mangled name begins: .isra.0, .cold */
static size_t find_suffix(const char *name, size_t length)
{
	size_t end = length;

	for (;;) {
		size_t i = end;

		while (i && (islower((unsigned char)name[i - 1]) ||
			     isdigit((unsigned char)name[i - 1]) ||
			     name[i - 1] == '_'))
			i--;
		if (i < 2 || i == end || name[i - 1] != '.')
			return end;
		end = i - 1;
	}
}

/* The number that follows says nothing to anybody. */
static bool says_something(const char *suffix, size_t length)
{
	static const char made_unique[] = ".llvm.";

	return length < strlen(made_unique) ||
	       strncmp(suffix, made_unique, strlen(made_unique));
}

size_t hft_demangle(char *out, size_t size, const char *name, size_t length)
{
	char mangled[HFT_MANGLED_MAX + 1];
	struct demangled d = { .length = 0 };
	/* A symbol's version follows an @, which is in no mangled name. */
	const char *version = memchr(name, '@', length);
	size_t end = version ? (size_t)(version - name) : length;
	size_t suffix;

	if (end < 3 || end > HFT_MANGLED_MAX || name[0] != '_' ||
	    (name[1] != 'Z' && name[1] != 'R'))
		return hft_printable(out, size, name, length);
	suffix = find_suffix(name, end);
	memcpy(mangled, name, suffix);
	mangled[suffix] = '\0';
	if (!demangle(&d, mangled))
		return hft_printable(out, size, name, length);
	if (says_something(name + suffix, end - suffix)) {
		memcpy(d.text + d.length, name + suffix, end - suffix);
		d.length += end - suffix;
	}
	return hft_printable(out, size, d.text, d.length);
}
