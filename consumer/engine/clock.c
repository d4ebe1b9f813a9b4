/* SPDX-License-Identifier: MIT */
#include "clock.h"

struct hft_rate hft_rate_of_khz(uint32_t khz)
{
	return (struct hft_rate){ .ns = 1000000, .ticks = khz };
}

struct hft_rate hft_rate_between(const struct hft_instant *a,
				 const struct hft_instant *b)
{
	if (b->tsc <= a->tsc || b->ns <= a->ns)
		return (struct hft_rate){ 0 };
	return (struct hft_rate){
		.ns = (uint64_t)b->ns - (uint64_t)a->ns,
		.ticks = b->tsc - a->tsc,
	};
}

struct hft_span hft_span_between(struct hft_instant begin,
				 struct hft_instant end)
{
	struct hft_span ret = { .begin = begin, .end = end };
	unsigned __int128 factor;
	uint64_t ns;

	if (end.tsc <= begin.tsc || end.ns <= begin.ns) {
		ret.begin = end;
		return ret;
	}
	ns = (uint64_t)end.ns - (uint64_t)begin.ns;
	/* As many bits as the factor has room for: it is off by less than 2 ns.
	 */
	ret.shift = 64;
	do {
		factor = ((unsigned __int128)ns << ret.shift) /
			 (end.tsc - begin.tsc);
	} while (factor >> 64 && ret.shift--);
	ret.factor = factor;
	return ret;
}

struct hft_span hft_span_until(struct hft_instant end, uint64_t begin_tsc,
			       const struct hft_rate *rate)
{
	struct hft_instant begin = { .tsc = begin_tsc, .ns = INT64_MIN };
	unsigned __int128 ns;

	if (begin_tsc >= end.tsc || !rate->ticks)
		return hft_span_between(end, end);
	ns = (unsigned __int128)(end.tsc - begin_tsc) * rate->ns / rate->ticks;
	if (ns < (uint64_t)end.ns - (uint64_t)INT64_MIN)
		begin.ns = (uint64_t)end.ns - (uint64_t)ns;
	return hft_span_between(begin, end);
}
