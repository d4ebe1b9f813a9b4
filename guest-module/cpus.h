/* SPDX-License-Identifier: GPL-2.0-only */
/* CPUs come and go, and none keeps what it recorded for longer than told. */
#ifndef HFT_GUEST_CPUS_H
#define HFT_GUEST_CPUS_H

/* Flush each CPU's buffer every @flush_ms. 0 or an errno. */
int hft_cpus_start(unsigned int flush_ms);

/* Returns when nothing of it can be running. */
void hft_cpus_stop(void);

#endif
