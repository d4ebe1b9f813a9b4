/* SPDX-License-Identifier: MIT */
/*
 * From a guest's TSC to the host's trace clock. The two are compared at each
 * flush, and in between they are taken to run evenly. Nothing is assumed of
 * the TSC's offset or of its scaling, and any value is safe.
 */
#ifndef HYPERFTRACE_CLOCK_H
#define HYPERFTRACE_CLOCK_H

#include <stdint.h>

/* The same moment on both clocks: TSC ticks, and ns of the host's. */
struct hft_instant {
	uint64_t tsc;
	int64_t ns;
};

/* How fast a TSC runs: so many ns in so many ticks; 0 ticks: not known. */
struct hft_rate {
	uint64_t ns;
	uint64_t ticks;
};

/* A stretch of time, with what turns one clock into the other. */
struct hft_span {
	struct hft_instant begin;
	struct hft_instant end;
	/* ns = ticks * factor >> shift */
	uint64_t factor;
	unsigned int shift;
};

/* The rate of a TSC of so many kHz, not known if that is 0. */
struct hft_rate hft_rate_of_khz(uint32_t khz);

/* The rate from one instant to a later one, not known if it is not later. */
struct hft_rate hft_rate_between(const struct hft_instant *a,
				 const struct hft_instant *b);

/* What is between two instants; all at the end if that is not the later. */
struct hft_span hft_span_between(struct hft_instant begin,
				 struct hft_instant end);

/*
 * What comes before an instant, back to a TSC, if the TSC runs at a rate; all
 * at the end if that is not known.
 */
struct hft_span hft_span_until(struct hft_instant end, uint64_t begin_tsc,
			       const struct hft_rate *rate);

/*
 * The host's time of a TSC, in ns. It never goes back when the TSC goes on,
 * and is exact at both ends of the span; outside of it, it is that of the
 * nearer end.
 */
static inline int64_t hft_span_ns(const struct hft_span *span, uint64_t tsc)
{
	if (tsc >= span->end.tsc)
		return span->end.ns;
	if (tsc <= span->begin.tsc)
		return span->begin.ns;
	return (uint64_t)span->begin.ns +
	       (uint64_t)((unsigned __int128)(tsc - span->begin.tsc) *
				  span->factor >>
			  span->shift);
}

#endif
