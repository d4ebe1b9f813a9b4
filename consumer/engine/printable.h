/* SPDX-License-Identifier: MIT */
/*
 * Names come from the guest and are not trusted: one must not move the
 * terminal's cursor, nor end the line that it is shown in.
 */
#ifndef HYPERFTRACE_PRINTABLE_H
#define HYPERFTRACE_PRINTABLE_H

#include <stddef.h>

/* What n bytes become at most, without the NUL. */
#define HFT_PRINTABLE(n) (4 * (n))

/*
 * Copy length bytes, those that are not printable ASCII and backslashes as
 * \xNN, to a buffer of size bytes; cut before what does not fit. Returns the
 * length of the result, which is always terminated; size is not 0.
 */
size_t hft_printable(char *out, size_t size, const char *text, size_t length);

#endif
