/* SPDX-License-Identifier: MIT */
/*
 * From an address to the function whose name is shown: what the guest told
 * comes first, then the user's files. What was found is remembered until the
 * guest tells of changes.
 */
#ifndef HYPERFTRACE_NAMES_H
#define HYPERFTRACE_NAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "functions.h"
#include "guest.h"
#include "symbols.h"
#include "symfs.h"

#define HFT_NAMES_BITS 15

/* Of one VM. All zero: nothing is remembered. */
struct hft_names {
	struct hft_names_line {
		uint64_t address;
		const struct hft_function *function;
		/* Of a program's function; 0 of the kernel's. */
		uint32_t tgid;
		/* Valid if it is that of its kind: hft_names_stamp(). */
		uint32_t stamp;
	} lines[1 << HFT_NAMES_BITS];
	/* Of the kernel's names, and of the programs'. */
	uint32_t generations[2];
	/* Of the files', as last seen. */
	uint64_t files_generation;
	/* The files as seen from a VM that tells nothing of itself; NULL before
	 * they are needed. */
	struct hft_symbols *files;
};

/* Who knows names. */
struct hft_namers {
	struct hft_functions *functions;
	/* NULL where there are none. */
	struct hft_symbols *files;
	struct hft_symfs *symfs;
};

/* What to look for. */
struct hft_named {
	uint64_t address;
	bool user;
	/* Of a program's function. */
	uint32_t tgid;
	/* The guest, if it told of itself. */
	struct hft_guest *guest;
};

static inline struct hft_names_line *hft_names_line(struct hft_names *names,
						    uint64_t address)
{
	/* The upper bits of a product depend on all bits of its factors. */
	return &names->lines[(address * 0x9e3779b97f4a7c15) >>
			     (64 - HFT_NAMES_BITS)];
}

/* It differs from kind to kind, from change to change, and from 0. */
static inline uint32_t hft_names_stamp(const struct hft_names *names, bool user)
{
	return (names->generations[user] + 1) << 1 | user;
}

void hft_names_deinit(struct hft_names *names);

/* Forget the kernel's names, or the programs'. */
static inline void hft_names_forget(struct hft_names *names, bool user)
{
	/* No stamp may come again. */
	if (++names->generations[user] == INT32_MAX)
		memset(names, 0, sizeof(*names));
}

/* Whether a line has a function of the kernel. */
static inline bool hft_names_hit(const struct hft_names *names,
				 const struct hft_names_line *line,
				 uint64_t address)
{
	return line->address == address &&
	       line->stamp == hft_names_stamp(names, false);
}

/* Look it up and remember it. NULL if there is no memory. */
const struct hft_function *hft_names_find(struct hft_names *names,
					  const struct hft_namers *namers,
					  const struct hft_named *named);

/* The function of an address. NULL if there is no memory. */
static inline const struct hft_function *
hft_names_function(struct hft_names *names, const struct hft_namers *namers,
		   const struct hft_named *named)
{
	struct hft_names_line *line = hft_names_line(names, named->address);

	if (line->address == named->address &&
	    line->stamp == hft_names_stamp(names, named->user) &&
	    line->tgid == (named->user ? named->tgid : 0))
		return line->function;
	return hft_names_find(names, namers, named);
}

/*
 * The function that an instruction is in, without the offset. NULL if it has
 * no name, or if there is no memory.
 */
const struct hft_function *hft_names_around(struct hft_names *names,
					    const struct hft_namers *namers,
					    const struct hft_named *named);

#endif
