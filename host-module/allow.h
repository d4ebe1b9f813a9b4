/* SPDX-License-Identifier: GPL-2.0-only */
/* Which VMs may be traced: the parameter allow. */
#ifndef HFT_HOST_ALLOW_H
#define HFT_HOST_ALLOW_H

#include <linux/types.h>

struct hft_vm;

/* Whether the current task's VM may; preemption must be off. */
bool hft_allowed(struct hft_vm *vm);

/* Nobody asks any more. */
void hft_allow_free(void);

#endif
