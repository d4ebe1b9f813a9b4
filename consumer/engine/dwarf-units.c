/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include <dwarf.h>

#include "dwarf-units.h"

#define RANGES_MAX (1U << 22)
#define UNITS_MAX (1U << 18)
/* How many smaller ranges inside of a larger one are passed over. */
#define NESTED_MAX 16

static int add_range(struct hft_units *units, uint64_t start, uint64_t end,
		     Dwarf_Off unit)
{
	if (units->n_seen++ > RANGES_MAX)
		return -E2BIG;
	if (start >= end)
		return 0;
	if (units->n == units->max) {
		size_t max = units->max ? 2 * units->max : 256;
		void *bigger = reallocarray(units->ranges, max,
					    sizeof(*units->ranges));

		if (!bigger)
			return -ENOMEM;
		units->ranges = bigger;
		units->max = max;
	}
	units->ranges[units->n++] = (struct hft_unit_range){ start, end, unit };
	return 0;
}

static int add_unit(struct hft_units *units, Dwarf *dwarf, Dwarf_Off offset)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t position = 0;
	Dwarf_Die die;
	int err;

	if (!dwarf_offdie(dwarf, offset, &die) ||
	    !dwarf_hasattr(&die, DW_AT_stmt_list))
		return 0;
	while ((position = dwarf_ranges(&die, position, &base, &start, &end)) >
	       0) {
		err = add_range(units, start, end, offset);
		if (err)
			return err;
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct hft_unit_range *x = a;
	const struct hft_unit_range *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

int hft_units_read(struct hft_units *units, Dwarf *dwarf)
{
	Dwarf_Off offset = 0, next;
	size_t header;
	size_t n = 0;

	while (!dwarf_nextcu(dwarf, offset, &next, &header, NULL, NULL, NULL)) {
		int err = n++ < UNITS_MAX
				  ? add_unit(units, dwarf, offset + header)
				  : -E2BIG;

		if (err)
			return err;
		offset = next;
	}
	if (units->n)
		qsort(units->ranges, units->n, sizeof(*units->ranges), compare);
	return 0;
}

void hft_units_deinit(struct hft_units *units)
{
	free(units->ranges);
}

bool hft_units_find(const struct hft_units *units, uint64_t address,
		    Dwarf_Off *unit)
{
	size_t low = 0;
	size_t high = units->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (units->ranges[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	for (size_t i = low; i > 0 && low - i < NESTED_MAX; i--) {
		*unit = units->ranges[i - 1].unit;
		if (address < units->ranges[i - 1].end)
			return true;
	}
	return false;
}
