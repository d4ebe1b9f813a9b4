/* SPDX-License-Identifier: MIT */
#include "filter.h"

/* Bits of what a filter has. */
enum {
	HAS_FUNCTIONS = 1 << 0,
	HAS_NOTRACE = 1 << 1,
	HAS_LIMITS = 1 << 2,
	HAS_TIME = 1 << 3,
	HAS_TASKS = 1 << 4,
	HAS_LANES = 1 << 5,
	HAS_KINDS = 1 << 6,
};

/* Some of a list, which are next to each other in it. */
static struct hft_strings some(struct fuzz_input *in, const char *const *items,
			       size_t n)
{
	uint8_t byte = fuzz_byte(in);
	size_t first = byte % n;
	size_t left = n - first;

	return (struct hft_strings){ items + first, 1 + byte / 16 % left };
}

static struct hft_strings some_functions(struct fuzz_input *in)
{
	static const char *const globs[] = {
		"0x*0", "f1*", "*", "f? [mod1]", "f[0-3]", "0xffffffff810000?0",
		"",	"f2",  "[", "*7*",	 "\\",	   "mod*",
	};

	return some(in, globs, sizeof(globs) / sizeof(*globs));
}

static struct hft_strings some_names(struct fuzz_input *in)
{
	static const char *const names[] = {
		"0", "1", "2", "t*", "3", "*", "-1", "?0", "task", "4",
	};

	return some(in, names, sizeof(names) / sizeof(*names));
}

struct hft_filter fuzz_filter(struct fuzz_input *in)
{
	uint8_t has = fuzz_byte(in);
	struct hft_filter ret = { 0 };
	uint8_t kinds;

	if (has & HAS_FUNCTIONS)
		ret.functions = some_functions(in);
	if (has & HAS_NOTRACE)
		ret.notrace = some_functions(in);
	if (has & HAS_LIMITS) {
		ret.depth = fuzz_number(in);
		ret.min_duration = fuzz_number(in);
	}
	if (has & HAS_TIME) {
		ret.from = fuzz_number(in);
		ret.to = fuzz_number(in);
	}
	if (has & HAS_TASKS) {
		ret.tasks = some_names(in);
		if (has & HAS_LANES)
			ret.processes = some_names(in);
	}
	if (has & HAS_LANES) {
		ret.vms = some_names(in);
		ret.vcpus = some_names(in);
	}
	if (has & HAS_KINDS) {
		kinds = fuzz_byte(in);
		ret.no_kernel = kinds & 1;
		ret.no_user = kinds & 2;
		ret.no_irqs = kinds & 4;
	}
	return ret;
}
