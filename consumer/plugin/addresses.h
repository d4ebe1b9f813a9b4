/* SPDX-License-Identifier: MIT */
/*
 * Which function was at which address, for programs that only have addresses:
 * a text in the format of nm.
 */
#ifndef HYPERFTRACE_ADDRESSES_H
#define HYPERFTRACE_ADDRESSES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* More are left out. */
#define HFT_ADDRESSES_MAX (1 << 20)

struct hft_addresses;

/* NULL if there is no memory. */
struct hft_addresses *hft_addresses_create(void);
void hft_addresses_destroy(struct hft_addresses *addresses);

/*
 * A function is at an address; what was there first stays. The name lives as
 * long as this. Returns 0 or -ENOMEM.
 */
int hft_addresses_add(struct hft_addresses *addresses, uint64_t address,
		      const char *name);

/* Write it, sorted. Returns 0 or a positive errno. */
int hft_addresses_write(const struct hft_addresses *addresses, FILE *file);

#endif
