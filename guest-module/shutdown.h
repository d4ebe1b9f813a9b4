/* SPDX-License-Identifier: GPL-2.0-only */
/* The system's end: nothing that was recorded stays behind in the guest. */
#ifndef HFT_GUEST_SHUTDOWN_H
#define HFT_GUEST_SHUTDOWN_H

/* 0 or an errno. */
int hft_shutdown_start(void);

/* Returns when nothing of it can be running, if hooks were stopped before. */
void hft_shutdown_stop(void);

#endif
