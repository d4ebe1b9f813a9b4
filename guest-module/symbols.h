/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of functions, of the kernel and of its modules, and which there are. */
#ifndef HFT_GUEST_SYMBOLS_H
#define HFT_GUEST_SYMBOLS_H

/* Tell of modules that come and go from now on. 0 or an errno. */
int hft_symbols_start(void);

/* Returns when nothing of it can be running. */
void hft_symbols_stop(void);

/*
 * Tell of the kernel's functions and of every module that is there. 0, or an
 * errno with a line in the log. May sleep.
 */
int hft_symbols_announce(void);

#endif
