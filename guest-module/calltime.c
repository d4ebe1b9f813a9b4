// SPDX-License-Identifier: GPL-2.0-only
#include "calltime.h"
#include "ksym.h"

#ifndef HFT_RET_HAS_CALLTIME

DEFINE_PER_CPU(unsigned long, hft_lost_calls);

void *hft_no_reserve(int idx, int size_bytes)
{
	return NULL;
}

void *hft_no_retrieve(int idx, int *size_bytes)
{
	return NULL;
}

DEFINE_STATIC_CALL(hft_fgraph_reserve_data, hft_no_reserve);
DEFINE_STATIC_CALL(hft_fgraph_retrieve_data, hft_no_retrieve);

int hft_calltime_init(void)
{
	unsigned long reserve = hft_ksym("fgraph_reserve_data");
	unsigned long retrieve = hft_ksym("fgraph_retrieve_data");

	if (!reserve || !retrieve)
		return -ENOENT;
	static_call_update(hft_fgraph_reserve_data,
			   (void *(*)(int, int))reserve);
	static_call_update(hft_fgraph_retrieve_data,
			   (void *(*)(int, int *))retrieve);
	return 0;
}

unsigned long hft_calltime_lost(void)
{
	unsigned long lost = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		lost += per_cpu(hft_lost_calls, cpu);
	return lost;
}

#endif
