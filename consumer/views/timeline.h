/* SPDX-License-Identifier: MIT */
/*
 * When what happened for the first time, in which phases, how long initcalls
 * and system calls took, and when nothing happened: a boot at a glance.
 */
#ifndef HYPERFTRACE_TIMELINE_H
#define HYPERFTRACE_TIMELINE_H

#include "view.h"

extern const struct hft_view hft_timeline_view;

#endif
