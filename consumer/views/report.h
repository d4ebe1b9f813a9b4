/* SPDX-License-Identifier: MIT */
/*
 * Function by function: how often it was called and how long it took, of all
 * tasks together or of each task or process; and what became slower.
 */
#ifndef HYPERFTRACE_REPORT_H
#define HYPERFTRACE_REPORT_H

#include "view.h"

extern const struct hft_view hft_report_view;

#endif
