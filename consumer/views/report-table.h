/* SPDX-License-Identifier: MIT */
/*
 * The report's numbers while the trace is read: a tally for each function, or
 * for each function of each task or process.
 */
#ifndef HYPERFTRACE_REPORT_TABLE_H
#define HYPERFTRACE_REPORT_TABLE_H

#include "report-groups.h"
#include "report-tally.h"

/*
 * So many functions of tasks or processes have tallies; the first group takes
 * what is beyond. And so many bytes of histograms: functions beyond that have
 * no percentile. All that makes 300 MB at most, whatever the guest does.
 */
#define HFT_REPORT_TALLIES_MAX (1 << 19)
#define HFT_REPORT_DURATIONS_MAX (96 << 20)

struct hft_report_table {
	struct hft_report_groups groups;
	struct hft_opens opens;
	struct hft_durations_queue queue;
	/* Tallies never move: they are in blocks. */
	struct hft_tally_block *blocks;
	/* The first group's, by a function's id. */
	struct hft_tally **by_id;
	uint32_t n_by_id;
	/* Those of other groups. */
	struct hft_hash by_group;
};

/* Returns 0 or -ENOMEM; hft_report_table_deinit() is right after both. */
int hft_report_table_init(struct hft_report_table *table,
			  enum hft_report_by by);
void hft_report_table_deinit(struct hft_report_table *table);

/* hft_report_tally()'s part for what is rare. */
struct hft_tally *hft_report_tally_slowly(struct hft_report_table *table,
					  const struct hft_call *call);

/* Find or make the tally of a call. NULL if there is no memory. */
static inline struct hft_tally *hft_report_tally(struct hft_report_table *table,
						 const struct hft_call *call)
{
	uint32_t id = call->function->id;

	if (table->groups.by == HFT_REPORT_BY_FUNCTION && id < table->n_by_id &&
	    table->by_id[id])
		return table->by_id[id];
	return hft_report_tally_slowly(table, call);
}

#endif
