/* SPDX-License-Identifier: MIT */
/*
 * Files below a directory, by paths that a guest made up: whatever they and
 * the links there say, nothing outside of it is opened.
 */
#ifndef HYPERFTRACE_INSIDE_H
#define HYPERFTRACE_INSIDE_H

#include <stdint.h>

/* Larger files are refused. */
#define HFT_INSIDE_BYTES_MAX (4ULL << 30)

/*
 * Open a regular file for reading. Links lead where they would if the
 * directory were the root; where the kernel cannot do that (before Linux 5.6)
 * they are refused. Returns a descriptor or -errno: -EINVAL if it is not a
 * regular file, -EFBIG if it is too large.
 */
int hft_inside_open(int directory, const char *path);

/* The same without the kernel's help. */
int hft_inside_open_without_links(int directory, const char *path);

#endif
