/* SPDX-License-Identifier: MIT */
/*
 * Names as they are in the source: C++ and Rust compilers mangle them. The
 * names are not trusted: neither time nor memory grows with what they say of
 * themselves.
 */
#ifndef HYPERFTRACE_DEMANGLE_H
#define HYPERFTRACE_DEMANGLE_H

#include <stddef.h>

/* Longer names are shown as they are. */
#define HFT_MANGLED_MAX 1024

/*
 * As hft_printable(), with names of C++ and Rust demangled: without parameters
 * and the hash of Rust's, with what a compiler has put behind (.cold). A name
 * that is not mangled, or that takes too long, is copied as it is.
 */
size_t hft_demangle(char *out, size_t size, const char *name, size_t length);

#endif
