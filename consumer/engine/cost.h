/* SPDX-License-Identifier: MIT */
/*
 * What tracing itself costs, found from the trace: functions that do next to
 * nothing take as long as the tracer takes between the two times that it
 * notes, and one call follows another as soon as the tracer is done with
 * both. Of so many of either, the shortest hundredth is taken for the cost.
 */
#ifndef HYPERFTRACE_COST_H
#define HYPERFTRACE_COST_H

#include <stdint.h>

/* ns from 0; what is longer is no cost. */
#define HFT_COST_MAX 65536
#define HFT_COST_BUCKETS 4096
/* Enough to know: after that nothing is noted. */
#define HFT_COST_SAMPLES (1 << 18)

/* All zero at first. */
struct hft_cost {
	struct hft_cost_sample {
		uint64_t n;
		/* Of HFT_COST_MAX / HFT_COST_BUCKETS ns each. */
		uint32_t counts[HFT_COST_BUCKETS];
	} inside, outside;
};

static inline void hft_cost_note(struct hft_cost_sample *sample, uint64_t ns)
{
	if (sample->n >= HFT_COST_SAMPLES || ns >= HFT_COST_MAX)
		return;
	sample->n++;
	sample->counts[ns / (HFT_COST_MAX / HFT_COST_BUCKETS)]++;
}

/* ns of one call; 0 if there is too little to tell from. */
uint64_t hft_cost_ns(const struct hft_cost_sample *sample);

#endif
