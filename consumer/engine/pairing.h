/* SPDX-License-Identifier: MIT */
/*
 * When a flush really was. The guest reads its clock, and some time later the
 * host notices: as a rule after the cost of an exit, but after much more if
 * the vCPU was preempted in between. It is never early. So what is later than
 * the clock's rate allows, seen from the flush before, is moved back.
 */
#ifndef HYPERFTRACE_PAIRING_H
#define HYPERFTRACE_PAIRING_H

#include <stdbool.h>

#include "clock.h"

struct hft_pairing {
	bool begun;
	struct hft_instant last;
	/* Flushes in a row that came late. */
	unsigned int n_late;
};

/* After so many the host's time has jumped: the VM was paused, say. */
#define HFT_PAIRING_LATE_MAX 16

/*
 * Take the next flush of a CPU as it was noticed. Returns when it was, which is
 * never later; the same if the rate is not known.
 */
struct hft_instant hft_pairing_next(struct hft_pairing *pairing,
				    struct hft_instant noticed,
				    const struct hft_rate *rate);

#endif
