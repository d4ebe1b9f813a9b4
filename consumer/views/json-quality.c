/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "json.h"

#define COUNTER(name)                                     \
	{                                                 \
#name, offsetof(struct hft_quality, name) \
	}

static const struct {
	const char *name;
	size_t offset;
} counters[] = {
	COUNTER(events),
	COUNTER(calls),
	COUNTER(unmatched_exits),
	COUNTER(open_calls),
	COUNTER(discarded_events),
	COUNTER(missing_records),
	COUNTER(missing_entries),
	COUNTER(missing_exits),
	COUNTER(unknown_messages),
	COUNTER(malformed),
	COUNTER(foreign),
	COUNTER(switches),
	COUNTER(switches_out_of_order),
	COUNTER(evicted_tasks),
	COUNTER(discarded_events_uncounted),
	COUNTER(discarded_packets),
	COUNTER(discarded_packets_uncounted),
	COUNTER(time_backwards),
	COUNTER(pages),
	COUNTER(records),
	COUNTER(functions),
	COUNTER(bare_flushes),
	COUNTER(failed_pages),
	COUNTER(malformed_pages),
	COUNTER(replayed_pages),
	COUNTER(missing_pages),
	COUNTER(unknown_records),
	COUNTER(lost_nmi),
	COUNTER(lost_depth),
	COUNTER(lost_otherwise),
	COUNTER(lost_untold),
	COUNTER(late_records),
	COUNTER(early_records),
	COUNTER(late_sessions),
	COUNTER(epochs),
	COUNTER(vm_exits),
	COUNTER(unpaired_exits),
	COUNTER(refused_names),
	COUNTER(kernels_not_found),
	COUNTER(files_refused),
	COUNTER(cost_in_ns),
	COUNTER(cost_out_ns),
};

void hft_json_quality(struct hft_json *json, const struct hft_quality *quality,
		      const char *why)
{
	hft_json_object(json, "quality");
	for (size_t i = 0; i < sizeof(counters) / sizeof(*counters); i++) {
		const char *counter =
			(const char *)quality + counters[i].offset;

		hft_json_uint(json, counters[i].name,
			      *(const uint64_t *)counter);
	}
	hft_json_bool(json, "out_of_memory", quality->out_of_memory);
	hft_json_uint(json, "newer_minor", quality->newer_minor);
	hft_json_string(json, "stopped", why);
	hft_json_end_object(json);
}
