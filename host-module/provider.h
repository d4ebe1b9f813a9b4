/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * LTTng's providers of events, named after their instrumentation/ headers.
 * Registering is 0, -EEXIST when a provider of that name is there already, or
 * another errno of LTTng's.
 */
#ifndef HFT_HOST_PROVIDER_H
#define HFT_HOST_PROVIDER_H

int hft_provider_kvm_x86_register(void);
void hft_provider_kvm_x86_unregister(void);

int hft_provider_page_register(void);
void hft_provider_page_unregister(void);

#endif
