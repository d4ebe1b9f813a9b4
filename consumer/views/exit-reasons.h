/* SPDX-License-Identifier: MIT */
/* What VM exits are for, in the words of KVM's tracepoints and of perf. */
#ifndef HYPERFTRACE_EXIT_REASONS_H
#define HYPERFTRACE_EXIT_REASONS_H

#include <stdint.h>

enum hft_exit_isa {
	HFT_EXIT_VMX = 1,
	HFT_EXIT_SVM = 2,
};

/* Enough for any of them, with the NUL. */
#define HFT_EXIT_REASON_MAX 64

/*
 * Write the name of a reason, as in "EPT_VIOLATION" or "npf"; "0x123" if it
 * has none. Returns text.
 */
char *hft_exit_reason(char text[HFT_EXIT_REASON_MAX], uint32_t isa,
		      uint32_t reason);

#endif
