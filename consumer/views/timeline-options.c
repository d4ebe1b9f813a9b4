/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "timeline-options.h"

static const char *const formats[] = { "text", "json", NULL };

#define OPTION(name, type, member, choices)                                    \
	{                                                                      \
		name, HFT_OPTION_##type,                                       \
			offsetof(struct hft_timeline_options, member), choices \
	}

const struct hft_option hft_timeline_options[] = {
	OPTION("format", CHOICE, format, formats),
	OPTION("sections", STRINGS, sections, NULL),
	OPTION("limit", UINT, limit, NULL),
	OPTION("gaps", UINT, gaps, NULL),
	OPTION("no-idle", BOOL, no_idle, NULL),
};

static unsigned int find(const char *name)
{
	static const struct {
		const char *name;
		enum hft_timeline_section section;
	} known[] = {
		{ "phases", HFT_TIMELINE_PHASES },
		{ "initcalls", HFT_TIMELINE_INITCALLS },
		{ "syscalls", HFT_TIMELINE_SYSCALLS },
		{ "gaps", HFT_TIMELINE_GAPS },
		{ "landmarks", HFT_TIMELINE_LANDMARKS },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (!strcmp(name, known[i].name))
			return known[i].section;
	}
	return 0;
}

int hft_timeline_sections(const struct hft_strings *names,
			  unsigned int *sections, struct hft_error *error)
{
	*sections = names->n ? 0 : ~0U;
	for (size_t i = 0; i < names->n; i++) {
		unsigned int section = find(names->items[i]);

		if (!section)
			return hft_error_set(
				error,
				"parameter \"sections\": \"%s\" is none of "
				"phases, initcalls, syscalls, gaps, landmarks",
				names->items[i]);
		*sections |= section;
	}
	return 0;
}
