// SPDX-License-Identifier: GPL-2.0-only
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "debugfs.h"
#include "vms.h"

static struct dentry *directory;

static int vms_show(struct seq_file *file, void *unused)
{
	hft_vms_show(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(vms);

void hft_debugfs_start(void)
{
	directory = debugfs_create_dir("hyperftrace", NULL);
	debugfs_create_file("vms", 0400, directory, NULL, &vms_fops);
}

void hft_debugfs_stop(void)
{
	debugfs_remove(directory);
}
