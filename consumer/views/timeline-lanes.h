/* SPDX-License-Identifier: MIT */
/*
 * The timeline's vCPUs and VMs: when each had its last record, and what was
 * open then.
 */
#ifndef HYPERFTRACE_TIMELINE_LANES_H
#define HYPERFTRACE_TIMELINE_LANES_H

#include "timeline-text.h"

struct hft_timeline_vm {
	uint64_t id;
	/* The latest record of its vCPUs. */
	int64_t last;
	/* Those with a record in this epoch; once there was more than one. */
	uint32_t n_lanes;
	bool several;
	/* NULL before the first function that a boot is told by. */
	struct hft_boot *boot;
	/* How often it has begun anew. */
	unsigned int epoch;
	struct hft_timeline_vm *next;
};

struct hft_timeline_lane {
	/* NULL before its first record in an epoch. */
	struct hft_timeline_vm *vm;
	/* Its latest record, and since then: the innermost open call, or NULL;
	 * records were lost; ns in which the vCPU had halted. */
	int64_t last;
	const struct hft_function *top;
	bool lost;
	uint64_t halted;
	/* The task. */
	uint64_t serial;
	uint64_t vcpu;
	uint32_t tid;
	bool task_known;
	char comm[HFT_COMM_TEXT_MAX];
};

/* All zero at first. */
struct hft_timeline_lanes {
	struct hft_timeline_lane *items;
	uint32_t n;
	struct hft_timeline_vm *vms;
};

void hft_timeline_lanes_deinit(struct hft_timeline_lanes *lanes);

/* Make the lane of a place, which has a record. NULL if there is no memory. */
struct hft_timeline_lane *
hft_timeline_new_lane(struct hft_timeline_lanes *lanes,
		      const struct hft_place *place, int64_t ts);

/* Find or make it. */
static inline struct hft_timeline_lane *
hft_timeline_lane(struct hft_timeline_lanes *lanes,
		  const struct hft_place *place, int64_t ts)
{
	if (place->lane < lanes->n && lanes->items[place->lane].vm)
		return &lanes->items[place->lane];
	return hft_timeline_new_lane(lanes, place, ts);
}

/* The VM of a number, or NULL. */
struct hft_timeline_vm *
hft_timeline_find_vm(const struct hft_timeline_lanes *lanes, uint64_t id);

/* A VM begins anew: nothing goes on, and it was not there in the meantime. */
void hft_timeline_forget(struct hft_timeline_lanes *lanes,
			 struct hft_timeline_vm *vm);

/* The lane's task is that of the place. */
void hft_timeline_run(struct hft_timeline_lane *lane,
		      const struct hft_place *place);

/* Whose and where the lane's calls are: as hft_where_keep(). */
int hft_timeline_where(struct hft_where *where,
		       const struct hft_timeline_lane *lane,
		       struct hft_functions *names);

#endif
