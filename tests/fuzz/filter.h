/* SPDX-License-Identifier: MIT */
#ifndef HYPERFTRACE_FUZZ_FILTER_H
#define HYPERFTRACE_FUZZ_FILTER_H

#include "../../consumer/engine/filter.h"
#include "input.h"

/* A filter of anything that there is, also of nothing. */
struct hft_filter fuzz_filter(struct fuzz_input *in);

#endif
