/* SPDX-License-Identifier: MIT */
/*
 * Functions by the names that people read: one object for each name, however
 * many guests, boots and addresses have it, which stays until the end.
 */
#ifndef HYPERFTRACE_FUNCTIONS_H
#define HYPERFTRACE_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a trace may take. A kernel has some 60,000; of more names than this,
 * the rest are one function.
 */
#define HFT_FUNCTIONS_MAX (1 << 18)
#define HFT_FUNCTIONS_BYTES_MAX (32 << 20)

struct hft_function {
	/* 0, 1, 2, ... in the order of appearance: an index for arrays. */
	uint32_t id;
	/* Of a program, not of the kernel. */
	bool user;
	/* strlen(name) */
	uint16_t length;
	/* Printable: vfs_read, foo [module], main [program], 0xffff... */
	const char *name;
	/* Where it is in the source, printable, as file:line; NULL if that is
	 * not known. */
	const char *source;
};

struct hft_functions;

/* NULL if there is no memory. */
struct hft_functions *hft_functions_create(void);
void hft_functions_destroy(struct hft_functions *functions);

/*
 * Find or make the function of a printable name, with its source or NULL: both
 * are copied, and the source that came first stays. Of too many
 * it is one that stands for the rest, and is counted. NULL if there is no
 * memory. The result lives as long as functions.
 */
const struct hft_function *hft_functions_intern(struct hft_functions *functions,
						const char *name, bool user,
						const char *source);

/* How many names had no function of their own. */
uint64_t hft_functions_refused(const struct hft_functions *functions);

#endif
