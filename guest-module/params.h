/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HFT_GUEST_PARAMS_H
#define HFT_GUEST_PARAMS_H

#include <linux/types.h>

#include "transport.h"

/* Read on the handlers' path. */
extern unsigned int hft_max_depth;
extern bool hft_irqs;

/* Fixed at load. */
extern unsigned int hft_buffer_bytes;
extern unsigned int hft_flush_ms;
extern bool hft_syscalls;

/* 0, or the address given for kernels without kprobes. */
extern unsigned long hft_lookup_name_address;

/*
 * Put the parameters given at load into effect and let writes in sysfs take
 * effect from now on: filters before @start, arming after it. 0 or an errno;
 * then nothing is left to undo.
 */
int hft_params_start(int (*start)(enum hft_transport transport));

/* What irqs is unless it was given: called by @start. */
void hft_params_irqs_default(bool on);

/* Writes in sysfs have no effect from now on. */
void hft_params_stop(void);

#endif
