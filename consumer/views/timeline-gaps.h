/* SPDX-License-Identifier: MIT */
/*
 * The timeline's gaps: the longest times without any record, of each vCPU, and
 * of all of a VM's together.
 */
#ifndef HYPERFTRACE_TIMELINE_GAPS_H
#define HYPERFTRACE_TIMELINE_GAPS_H

#include "timeline-lanes.h"
#include "timeline-tasks.h"

/* What can be asked for. */
#define HFT_GAPS_MAX 100000

/* What a record says, in short. */
enum hft_then_kind {
	HFT_THEN_ENTERS,
	HFT_THEN_LEAVES,
	HFT_THEN_SWITCH,
	HFT_THEN_SYSCALL,
	HFT_THEN_RETURNS,
	/* There is none any more. */
	HFT_THEN_END,
};

struct hft_then {
	enum hft_then_kind kind;
	/* Of a system call. */
	uint32_t nr;
	const struct hft_function *function;
};

struct hft_gap {
	int64_t begin;
	uint64_t length;
	/* The vCPU and its task, and the task's innermost open call, or NULL.
	 * Of a VM: one that was not idle, if there is one. */
	struct hft_where where;
	const struct hft_function *in;
	/* It was in this system call. */
	bool in_syscall;
	uint32_t nr;
	/* What came first after it; the place is a switch's. */
	struct hft_then then;
	struct hft_where next;
	/* The vCPU, or all of them, had nothing to do. */
	bool idle;
	/* There were records, but they are lost. */
	bool lost;
};

/* The longest, as a heap whose first is the shortest of them. */
struct hft_longest {
	struct hft_gap *items;
	size_t n;
	/* Shorter gaps, or as long, need not be looked at. */
	int64_t least;
};

/* All zero before hft_gaps_init(). */
struct hft_gaps {
	struct hft_longest of_vcpus;
	struct hft_longest of_vms;
	size_t max;
	/* Leave out those in which there was nothing to do. */
	bool no_idle;
	/* Of the view; see timeline-tasks.h. */
	struct hft_timeline_task *tasks;
	struct hft_functions *names;
};

/* Make room for max gaps of each kind. Returns 0 or -ENOMEM. */
int hft_gaps_init(struct hft_gaps *gaps, size_t max);
void hft_gaps_deinit(struct hft_gaps *gaps);

/* A vCPU halts, as KVM sees it. */
bool hft_gaps_is_halt(const struct hft_vm_exit *exit);

/* Whether a function is of an idle CPU. */
bool hft_gaps_is_idle(const struct hft_function *function);

/*
 * A lane has a record again, after longer than the least that is kept, or so
 * has its VM. Returns 0 or -ENOMEM.
 */
int hft_gaps_note(struct hft_gaps *gaps, const struct hft_timeline_lanes *lanes,
		  const struct hft_timeline_lane *lane, int64_t ts,
		  const struct hft_place *place, const struct hft_then *then);

/* The trace ends: vCPUs may have been silent before. Returns 0 or -ENOMEM. */
int hft_gaps_end(struct hft_gaps *gaps, const struct hft_timeline_lanes *lanes);

/* The section; sort first. */
void hft_gaps_sort(struct hft_gaps *gaps);
void hft_gaps_text(const struct hft_gaps *gaps,
		   const struct hft_timeline_lanes *lanes,
		   const struct hft_timeline_print *print);
void hft_gaps_json(const struct hft_gaps *gaps,
		   const struct hft_timeline_print *print,
		   struct hft_json *json);

#endif
