/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HFT_GUEST_KSYM_H
#define HFT_GUEST_KSYM_H

/*
 * Find kallsyms_lookup_name: by a kprobe, or at @address where the kernel has
 * no kprobes (0: use the kprobe). 0, or -ENOENT with a line in the log.
 */
int hft_ksym_init(unsigned long address);

/*
 * The address of a kernel symbol that is not exported, or 0. Call functions
 * through a static call only: an ENDBR that no indirect call of the kernel's
 * needs is sealed at boot, so a pointer to it may fault on an IBT CPU.
 */
unsigned long hft_ksym(const char *name);

#endif
