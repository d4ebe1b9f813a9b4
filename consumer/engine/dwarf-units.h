/* SPDX-License-Identifier: MIT */
/* Which unit of a file's DWARF tells of an address. */
#ifndef HYPERFTRACE_DWARF_UNITS_H
#define HYPERFTRACE_DWARF_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

/* Of addresses that a unit tells of. */
struct hft_unit_range {
	uint64_t start;
	uint64_t end;
	/* Of its DIE. */
	Dwarf_Off unit;
};

/* All zero: empty. */
struct hft_units {
	struct hft_unit_range *ranges;
	size_t n;
	size_t max;
	/* With those that are empty. */
	size_t n_seen;
};

/* Read them. Returns 0, -ENOMEM, or -E2BIG if there are too many. */
int hft_units_read(struct hft_units *units, Dwarf *dwarf);
void hft_units_deinit(struct hft_units *units);

/* The unit that tells of an address; false if there is none. */
bool hft_units_find(const struct hft_units *units, uint64_t address,
		    Dwarf_Off *unit);

#endif
