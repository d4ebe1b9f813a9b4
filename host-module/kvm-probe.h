/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HFT_HOST_KVM_PROBE_H
#define HFT_HOST_KVM_PROBE_H

/*
 * Follow KVM's tracepoints for as long as kvm.ko is there, which may be
 * loaded and unloaded at will. 0 or an errno.
 */
int hft_kvm_probe_start(void);

/* Returns when no probe can be running. */
void hft_kvm_probe_stop(void);

#endif
