/* SPDX-License-Identifier: MIT */
/*
 * What can be chosen: a table of names, types and places in a structure, so
 * that parameters of components, options of commands and manuals have one
 * source.
 */
#ifndef HYPERFTRACE_OPTIONS_H
#define HYPERFTRACE_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "../engine/error.h"
#include "../engine/filter.h"

enum hft_option_type {
	/* const char *; NULL if not given. A path is not empty. */
	HFT_OPTION_STRING,
	HFT_OPTION_PATH,
	/* struct hft_strings: given as one or as several; names may be numbers.
	 */
	HFT_OPTION_STRINGS,
	HFT_OPTION_NAMES,
	/* uint64_t */
	HFT_OPTION_UINT,
	/* uint64_t in ns: a number of ns, or 10us, 1.5ms, 2s. */
	HFT_OPTION_TIME,
	/* bool */
	HFT_OPTION_BOOL,
	/* unsigned int: the index in choices. */
	HFT_OPTION_CHOICE,
};

struct hft_option {
	const char *name;
	enum hft_option_type type;
	/* Of its member in the structure, which is zeroed at first. */
	size_t offset;
	/* Of HFT_OPTION_CHOICE, NULL at the end; the first is the default. */
	const char *const *choices;
};

/*
 * Read a time: "1500", "10us", "1.5ms", "2s". Returns 0, or -1 with an error
 * that names the option.
 */
int hft_option_time(const char *name, const char *text, uint64_t *ns,
		    struct hft_error *error);

/*
 * Find a choice's index. Returns 0, or -1 with an error that names the option
 * and its choices.
 */
int hft_option_choice(const struct hft_option *option, const char *text,
		      unsigned int *index, struct hft_error *error);

#endif
