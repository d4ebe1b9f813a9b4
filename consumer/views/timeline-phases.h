/* SPDX-License-Identifier: MIT */
/*
 * The timeline's phases. Each begins with the first call of a function and
 * lasts until a later one begins; some are single calls beside them.
 */
#ifndef HYPERFTRACE_TIMELINE_PHASES_H
#define HYPERFTRACE_TIMELINE_PHASES_H

#include "timeline-boots.h"

/* Whether a function begins a phase, or is one. */
bool hft_phases_want(const struct hft_function *function);

/* Such a function is entered, or left. */
void hft_phases_enter(struct hft_boot *boot, const struct hft_call *call);
void hft_phases_exit(struct hft_boot *boot, const struct hft_call *call);

/* The section. */
void hft_phases_text(const struct hft_boots *boots,
		     const struct hft_timeline_print *print);
void hft_phases_json(const struct hft_boots *boots,
		     const struct hft_timeline_print *print,
		     struct hft_json *json);

#endif
