/* SPDX-License-Identifier: MIT */
/*
 * An error is a value that carries its message: one line that names what is
 * wrong and what to do about it, without a final newline.
 */
#ifndef HYPERFTRACE_ERROR_H
#define HYPERFTRACE_ERROR_H

struct hft_error {
	char message[1024];
};

/*
 * Write the message of an error, in printf's format. Returns -1, so that
 * callers can return its result.
 */
__attribute__((format(printf, 2, 3))) int
hft_error_set(struct hft_error *error, const char *format, ...);

#endif
