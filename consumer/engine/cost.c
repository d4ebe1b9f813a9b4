/* SPDX-License-Identifier: MIT */
#include "cost.h"

/* Of fewer samples the shortest may be anything. */
#define SAMPLES_MIN 1000

uint64_t hft_cost_ns(const struct hft_cost_sample *sample)
{
	const uint64_t width = HFT_COST_MAX / HFT_COST_BUCKETS;
	uint64_t seen = 0;

	if (sample->n < SAMPLES_MIN)
		return 0;
	for (uint64_t i = 0; i < HFT_COST_BUCKETS; i++) {
		seen += sample->counts[i];
		if (seen * 100 >= sample->n)
			return i * width;
	}
	return 0;
}
