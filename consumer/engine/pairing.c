/* SPDX-License-Identifier: MIT */
#include "pairing.h"

/* How much faster than told the host's clock may run: NTP slews by less. */
#define TOLERANCE 1024

/* The latest that a flush can have been, seen from the one before. */
static int64_t latest(const struct hft_pairing *pairing, uint64_t tsc,
		      const struct hft_rate *rate)
{
	unsigned __int128 ns;

	if (tsc <= pairing->last.tsc)
		return INT64_MAX;
	ns = (unsigned __int128)(tsc - pairing->last.tsc) * rate->ns /
	     rate->ticks;
	ns += ns / TOLERANCE;
	if (ns > (uint64_t)INT64_MAX - (uint64_t)pairing->last.ns)
		return INT64_MAX;
	return (uint64_t)pairing->last.ns + (uint64_t)ns;
}

struct hft_instant hft_pairing_next(struct hft_pairing *pairing,
				    struct hft_instant noticed,
				    const struct hft_rate *rate)
{
	int64_t limit = INT64_MAX;

	if (pairing->begun && rate->ticks)
		limit = latest(pairing, noticed.tsc, rate);
	if (noticed.ns > limit && pairing->n_late < HFT_PAIRING_LATE_MAX) {
		pairing->n_late++;
		noticed.ns = limit;
	} else {
		pairing->n_late = 0;
	}
	pairing->begun = true;
	pairing->last = noticed;
	return noticed;
}
