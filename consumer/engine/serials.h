/* SPDX-License-Identifier: MIT */
/*
 * Numbers of tasks: each keeps its own, also while the engine has forgotten
 * it because it had no calls.
 */
#ifndef HYPERFTRACE_SERIALS_H
#define HYPERFTRACE_SERIALS_H

#include <stdint.h>

#include "decode.h"
#include "hash.h"

/* Of more tasks than this the ones named first get another number. */
#define HFT_SERIALS_MAX 65536

/* Who it is; each vCPU has an idle task of its own, with tid 0. */
struct hft_serial_of {
	uint64_t vm;
	/* Of that VM: tasks of another are others. */
	uint64_t session;
	uint64_t vcpu;
	struct hft_task_name name;
};

struct hft_serials {
	/* By whom they are of. */
	struct hft_hash hash;
	/* A ring of HFT_SERIALS_MAX. */
	struct hft_serial *ring;
	uint64_t n;
	/* The last number. */
	uint64_t last;
};

/* Returns 0 or -ENOMEM; deinit also after that. All zero: nothing to do. */
int hft_serials_init(struct hft_serials *serials);
void hft_serials_deinit(struct hft_serials *serials);

/* A number that no task has had: 1, 2, 3, ... */
uint64_t hft_serials_new(struct hft_serials *serials);

/* The number of a task, a new one if it has none. */
uint64_t hft_serials_get(struct hft_serials *serials,
			 const struct hft_serial_of *of);

/* A task has this number from now on. */
void hft_serials_set(struct hft_serials *serials,
		     const struct hft_serial_of *of, uint64_t number);

#endif
