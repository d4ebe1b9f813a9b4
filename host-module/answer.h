/* SPDX-License-Identifier: GPL-2.0-only */
/* Telling a guest that asks that we listen, and whether it is allowed to. */
#ifndef HFT_HOST_ANSWER_H
#define HFT_HOST_ANSWER_H

#include <linux/types.h>

struct hft_vm;

/*
 * Answer hypercall HFT_NR_PROBE (protocol.h) before the vCPU goes on: writing
 * may sleep, so the task does it on its way back to the guest. False if the
 * arguments make no sense, or an answer to this VM is on its way already.
 */
bool hft_answer(struct hft_vm *vm, bool allowed, const u64 args[4]);

/* No probe is running. Returns when no answer is on its way. */
void hft_answer_stop(void);

#endif
