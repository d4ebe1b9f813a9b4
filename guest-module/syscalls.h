/* SPDX-License-Identifier: GPL-2.0-only */
/* Where system calls begin and end. */
#ifndef HFT_GUEST_SYSCALLS_H
#define HFT_GUEST_SYSCALLS_H

/* Record them while armed. */
void hft_syscalls_start(void);

/* Returns when nothing of it can be running; also if it was never started. */
void hft_syscalls_stop(void);

#endif
