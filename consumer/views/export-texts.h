/* SPDX-License-Identifier: MIT */
/* Texts that formats have in common: names, and the footer. */
#ifndef HYPERFTRACE_EXPORT_TEXTS_H
#define HYPERFTRACE_EXPORT_TEXTS_H

#include "view.h"

/* Enough for each of them, with the NUL. */
#define HFT_EXPORT_NAME_MAX (HFT_COMM_TEXT_MAX + 96)

/* "VM 4321", "vCPU 0", "bash 57"; they return text. */
char *hft_export_vm_name(char text[HFT_EXPORT_NAME_MAX],
			 enum hft_lane_kind kind, uint64_t vm);
char *hft_export_vcpu_name(char text[HFT_EXPORT_NAME_MAX],
			   enum hft_lane_kind kind, uint64_t vcpu);
char *hft_export_task_name(char text[HFT_EXPORT_NAME_MAX],
			   enum hft_lane_kind kind,
			   const struct hft_place *place);

/* The footer as text, to be freed; NULL if there is no memory. */
char *hft_export_footer(const struct hft_quality *quality, const char *why);

#endif
