/* SPDX-License-Identifier: MIT */
/*
 * Automatic clean-up at the end of a scope, instead of ladders of goto.
 */
#ifndef HYPERFTRACE_CLEANUP_H
#define HYPERFTRACE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>

#define _cleanup_(f) __attribute__((__cleanup__(f)))

static inline void hft_cleanup_free(void *p)
{
	free(*(void **)p);
}

/* The variable is freed when it goes out of scope. */
#define _cleanup_free_ _cleanup_(hft_cleanup_free)

static inline void hft_cleanup_fclose(FILE **file)
{
	if (*file)
		fclose(*file);
}

/* The file is closed, errors ignored, when it goes out of scope. */
#define _cleanup_fclose_ _cleanup_(hft_cleanup_fclose)

/* Take the value out of an automatic variable, so that it survives. */
#define no_cleanup_ptr(p)                   \
	({                                  \
		__typeof__(p) taken_ = (p); \
		(p) = NULL;                 \
		taken_;                     \
	})

#endif
