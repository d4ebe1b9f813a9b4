/* SPDX-License-Identifier: GPL-2.0-only */
/* hyperftrace/vms in debugfs. Without a debugfs there is none. */
#ifndef HFT_HOST_DEBUGFS_H
#define HFT_HOST_DEBUGFS_H

void hft_debugfs_start(void);
void hft_debugfs_stop(void);

#endif
