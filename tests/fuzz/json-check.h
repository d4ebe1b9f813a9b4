/* SPDX-License-Identifier: MIT */
#ifndef HYPERFTRACE_FUZZ_JSON_CHECK_H
#define HYPERFTRACE_FUZZ_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a text is one JSON value, with nothing but space around it. */
bool json_check(const char *text, size_t length);

/* Whether each of its lines is. */
bool json_check_lines(const char *text, size_t length);

#endif
