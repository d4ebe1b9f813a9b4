/* SPDX-License-Identifier: GPL-2.0-only */
/* Which tasks there are, what they are called and what they execute. */
#ifndef HFT_GUEST_PROCESSES_H
#define HFT_GUEST_PROCESSES_H

/* Tell of forks, execs, new names and exits from now on. */
void hft_processes_start(void);

/* Returns when nothing of it can be running, if hooks were stopped before. */
void hft_processes_stop(void);

/* Tell of all that are there. 0 or -ENOMEM. May sleep. */
int hft_processes_announce(void);

#endif
