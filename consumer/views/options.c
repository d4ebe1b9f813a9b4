/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

int hft_option_time(const char *name, const char *text, uint64_t *ns,
		    struct hft_error *error)
{
	static const struct {
		const char *unit;
		double ns;
	} units[] = {
		{ "", 1 },     { "ns", 1 },  { "us", 1e3 },
		{ "ms", 1e6 }, { "s", 1e9 },
	};
	char *unit;
	double value;

	errno = 0;
	value = strtod(text, &unit);
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (unit == text || errno || strcmp(unit, units[i].unit))
			continue;
		value *= units[i].ns;
		/* What is no number does not compare. */
		if (!(value >= 0 && value < 9e18))
			break;
		*ns = llround(value);
		return 0;
	}
	return hft_error_set(error,
			     "parameter \"%s\": \"%s\" is not a time: give a "
			     "number and a unit, as in 10us, 1.5ms or 2s",
			     name, text);
}

int hft_option_choice(const struct hft_option *option, const char *text,
		      unsigned int *index, struct hft_error *error)
{
	char list[256] = "";
	size_t n = 0;

	for (unsigned int i = 0; option->choices[i]; i++) {
		if (!strcmp(option->choices[i], text)) {
			*index = i;
			return 0;
		}
		if (n < sizeof(list))
			n += snprintf(list + n, sizeof(list) - n, "%s%s",
				      i ? ", " : "", option->choices[i]);
	}
	return hft_error_set(error,
			     "parameter \"%s\": \"%s\" is none of its values: "
			     "%s",
			     option->name, text, list);
}
