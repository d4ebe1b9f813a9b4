/* SPDX-License-Identifier: MIT */
/*
 * Pages as they arrive from one VM: whether some are missing, what session
 * they are of, and when their records were written by the host's clock.
 */
#ifndef HYPERFTRACE_INTAKE_H
#define HYPERFTRACE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "merge.h"
#include "pairing.h"
#include "page.h"
#include "quality.h"

struct hft_lane;
struct hft_vm;

/* A CPU as the guest counts them. */
struct hft_cpu {
	struct hft_source source;
	struct hft_vm *vm;
	/* The host's number of it, or what stands in until that is known. */
	uint64_t vcpu;
	bool vcpu_known;
	/* Where its records are shown; set when the first one is. */
	struct hft_lane *lane;
	/* Everything below is of its VM's session of this number. */
	uint64_t session;
	uint64_t next_seq;
	/* Function records in all pages up to the last. */
	uint64_t functions;
	/* Of the last flush. */
	struct hft_instant last;
	struct hft_pairing pairing;
	/* Pages since then that the host could not read. */
	uint64_t failed;
	/* Lost events by the guest's count, and those told of in records. */
	uint64_t lost_first;
	uint64_t lost_last;
	uint64_t lost_told;
};

/* The first session's number is 1; all zero before it. */
struct hft_intake {
	uint64_t session;
	/* What each of its pages says of it. */
	uint32_t bits;
	/* Its beginning is not in the trace. */
	bool late;
	bool late_counted;
	/* Of the guest's hello, if there was one. */
	bool said_hello;
	uint64_t id[3];
	uint32_t n_cpus;
	uint32_t flush_ms;
	bool by_call;
	/* Of the TSC, and the flush that it may be found from. */
	struct hft_rate rate;
	bool flushed;
	struct hft_instant first_flush;
	/* A page whose time cannot be told before the TSC's rate is known. */
	struct hft_held *unplaced;
	struct hft_cpu *unplaced_cpu;
	struct hft_instant unplaced_flush;
	/* By the guest's number; NULL where nothing came from. */
	struct hft_cpu **cpus;
	size_t n_cpu_slots;
	/* How many have sent in this session, and whose flush is oldest. */
	size_t n_begun;
	struct hft_cpu *slowest;
};

void hft_intake_deinit(struct hft_intake *intake);

/*
 * Take a page: it is added to the merge, or not if it is of no use. Returns 0
 * or -ENOMEM.
 */
int hft_intake_page(struct hft_intake *intake, struct hft_vm *vm,
		    const struct hft_page *page, struct hft_merge *merge,
		    struct hft_quality *quality);

/*
 * Find the time up to which all records of the VM have arrived, or have been
 * waited for long enough, when it is now: INT64_MAX if there are no pages to
 * wait for. All in ns of the host's trace clock.
 */
int64_t hft_intake_complete(struct hft_intake *intake, int64_t now,
			    struct hft_merge *merge);

/* No more pages will come. */
void hft_intake_finish(struct hft_intake *intake, struct hft_merge *merge,
		       struct hft_quality *quality);

#endif
