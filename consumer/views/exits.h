/* SPDX-License-Identifier: MIT */
/* VM exits, charged to the guest's calls. */
#ifndef HYPERFTRACE_EXITS_H
#define HYPERFTRACE_EXITS_H

#include "view.h"

extern const struct hft_view hft_exits_view;

#endif
