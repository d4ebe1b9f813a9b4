/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a buffer is between the guest's memory and LTTng's: one for each CPU,
 * as large as the largest that a guest has announced.
 */
#ifndef HFT_HOST_STAGING_H
#define HFT_HOST_STAGING_H

#include <linux/types.h>

/* 0 or -ENOMEM. */
int hft_staging_start(void);

/* No probe is running. */
void hft_staging_stop(void);

/*
 * Make them at least this large, up to HFT_PAGE_BYTES_MAX. Returns how large
 * they are: less, if there is no memory. May sleep.
 */
size_t hft_staging_reserve(size_t bytes);

/* This CPU's, for *@bytes; preemption must be off while it is used. */
u64 *hft_staging(size_t *bytes);

#endif
