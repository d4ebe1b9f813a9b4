/* SPDX-License-Identifier: GPL-2.0-only */
/* Is there a host module that takes what we send? */
#ifndef HFT_GUEST_LISTENER_H
#define HFT_GUEST_LISTENER_H

#include <linux/types.h>

enum hft_listener {
	HFT_NOBODY,
	HFT_LISTENS,
	HFT_FORBIDS, /* it is there, and this VM is not on its list */
};

/*
 * Ask the host, for buffers of @bytes; may sleep for up to 100 ms. *@max is the
 * largest buffer that it takes. Without memory for the question nobody listens.
 */
enum hft_listener hft_listener_find(size_t bytes, size_t *max);

#endif
