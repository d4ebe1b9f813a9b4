/* SPDX-License-Identifier: MIT */
/* Whose calls are added up together: everybody's, a task's or a process's. */
#ifndef HYPERFTRACE_REPORT_GROUPS_H
#define HYPERFTRACE_REPORT_GROUPS_H

#include "../engine/processes.h"
#include "report-tally.h"

/* So many have numbers of their own, the rest are one. */
#define HFT_REPORT_GROUPS_MAX (1 << 16)

enum hft_report_by {
	HFT_REPORT_BY_FUNCTION,
	HFT_REPORT_BY_TASK,
	HFT_REPORT_BY_PROCESS,
};

struct hft_report_group {
	/* What it is found by: a task's serial, or a process's tgid and in
	 * which life of its VM. */
	struct hft_report_key {
		uint64_t vm;
		uint64_t id;
		uint64_t life;
	} key;
	/* 0, 1, 2, ...; 0 is of all, or of those that have none. */
	uint32_t index;
	/* The trace tells which it is; where it ran last. */
	bool known;
	struct hft_task_name name;
	uint64_t vcpu;
	/* Empty if not known. */
	char comm[HFT_COMM_TEXT_MAX];
	char process[HFT_COMM_TEXT_MAX];
	/* Linked by next; and their self time, once that is reckoned. */
	struct hft_tally *tallies;
	uint64_t self;
	struct hft_node node;
};

struct hft_report_groups {
	enum hft_report_by by;
	struct hft_report_group **items;
	uint32_t n;
	struct hft_hash hash;
	/* The one of the last call, which was of this task of this name. */
	struct hft_report_group *last;
	uint64_t serial;
	const char *comm;
	/* Of each VM that began anew, how often. */
	struct hft_report_life {
		uint64_t vm;
		uint64_t n;
	} * lives;
	size_t n_lives;
};

/* Returns 0 or -ENOMEM; hft_report_groups_deinit() is right after both. */
int hft_report_groups_init(struct hft_report_groups *groups,
			   enum hft_report_by by);
void hft_report_groups_deinit(struct hft_report_groups *groups);

/* Find or make the group of a place. NULL if there is no memory. */
struct hft_report_group *
hft_report_groups_find(struct hft_report_groups *groups,
		       const struct hft_place *place);

/* The group of a call: most are of the same task as the one before. */
static inline struct hft_report_group *
hft_report_group(struct hft_report_groups *groups, const struct hft_call *call)
{
	const struct hft_place *place = call->place;

	/* Programs are executed, and so names change, in system calls. */
	if (groups->last && groups->serial == place->serial &&
	    groups->comm == place->comm && call->level)
		return groups->last;
	return hft_report_groups_find(groups, place);
}

/*
 * Put the items into an order, that with the most self time first, unless
 * reversed. Nothing is to be found any more after that.
 */
void hft_report_groups_sort(struct hft_report_groups *groups, bool reverse);

/* A VM begins anew: its processes are others. Returns 0 or -ENOMEM. */
int hft_report_groups_epoch(struct hft_report_groups *groups, uint64_t vm);

#endif
