/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HFT_HOST_PROVIDER_H
#define HFT_HOST_PROVIDER_H

/*
 * Offer the events of instrumentation/kvm_x86.h to LTTng. 0, -EEXIST when a
 * provider of that name is there already, or another errno of LTTng's.
 */
int hft_provider_register(void);
void hft_provider_unregister(void);

#endif
