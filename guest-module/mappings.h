/* SPDX-License-Identifier: GPL-2.0-only */
/* Executable mappings of processes: path, offset and build id. */
#ifndef HFT_GUEST_MAPPINGS_H
#define HFT_GUEST_MAPPINGS_H

struct task_struct;

/*
 * Tell of new ones from now on; a line in the log if that cannot be. It ends
 * with hft_hooks_stop().
 */
void hft_mappings_start(void);

/* Tell of all that a process has. May sleep. */
void hft_mappings_announce(struct task_struct *process);

#endif
