/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HFT_GUEST_FILTER_H
#define HFT_GUEST_FILTER_H

#include <linux/types.h>

/* Which of the two sets of functions. */
enum hft_filter {
	HFT_FILTER, /* trace only these; empty: all */
	HFT_NOTRACE, /* never trace these */
};

/*
 * Make @globs (comma-separated, "" for none) the whole set. Nothing changes
 * unless each glob matches a function. 0, -EINVAL with a line in the log that
 * names the glob, or -ENOMEM.
 */
int hft_filter_set(enum hft_filter which, const char *globs);

/* Leave no filter behind. */
void hft_filter_clear(void);

#endif
