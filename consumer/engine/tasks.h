/* SPDX-License-Identifier: MIT */
/*
 * Which guest task runs on which vCPU, and the stack of each. A lane is a
 * vCPU of a VM, or what stands in for it in traces that do not name it.
 */
#ifndef HYPERFTRACE_TASKS_H
#define HYPERFTRACE_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode.h"
#include "engine.h"
#include "guest.h"
#include "hash.h"
#include "intake.h"
#include "names.h"
#include "serials.h"
#include "stack.h"

/* What a VM's tasks may take, so that a hostile guest cannot take more. */
#define HFT_VM_TASKS_MAX 65536
#define HFT_VM_BYTES_MAX (128 << 20)

struct hft_vm {
	uint64_t id;
	/* Some entry had a depth other than 0, so 0 is a depth as well. */
	bool sends_depth;
	/* Its pages, and the session that was told of last. */
	struct hft_intake intake;
	uint64_t session;
	/* A new epoch has begun that no hello was told of. */
	bool new_epoch;
	/* What it told of itself; NULL before that. */
	struct hft_guest *guest;
	/* Changes when tasks' names may have changed; 0 without a guest. */
	uint64_t comms;
	struct hft_names names;
	/* How often records of one of its CPUs were found to be missing. */
	uint64_t losses;
	size_t n_tasks;
	/* Of the stacks of its tasks. */
	int64_t bytes;
	/* Tasks on no lane, the one that ran longest ago first. */
	struct hft_task *oldest;
	struct hft_task *newest;
	struct hft_vm *next;
};

struct hft_task {
	struct hft_vm *vm;
	/* Not set before named; tid 0 is the idle task of its lane. */
	struct hft_task_name name;
	bool named;
	/* As struct hft_place has them, while the VM's comms are these. */
	uint64_t serial;
	const char *comm;
	const char *process;
	uint64_t comms;
	/* ns in which it was switched out; since when, if it is. */
	uint64_t out;
	int64_t out_since;
	bool is_out;
	/* Calls that have ended; when the last one has, if nothing came since. */
	uint64_t calls;
	int64_t last_exit;
	bool at_exit;
	/* The VM's losses when its stack was last known to be right. */
	uint64_t losses;
	/* Where it runs, or ran last. */
	struct hft_lane *lane;
	/* Lanes on which it is current: two, while it moves between them. */
	unsigned int n_lanes;
	struct hft_stack stack;
	struct hft_node node;
	struct hft_task *older;
	struct hft_task *newer;
};

struct hft_lane {
	struct hft_vm *vm;
	uint64_t vcpu;
	/* 0, 1, 2, ... in the order of appearance. */
	uint32_t index;
	/* NULL before its first event. */
	struct hft_task *current;
	/* What goes with the calls of its current task; its context is of
	 * calls that come in pages. */
	struct hft_place place;
	/* What the filter says of that. */
	bool place_hidden;
	int64_t last_ts;
	/* Where the guest left, until it is entered again. */
	struct hft_leaving {
		bool away;
		bool tracer;
		struct hft_transition exit;
	} leaving;
	struct hft_node node;
};

struct hft_tasks;

/* Returns NULL if there is no memory. */
struct hft_tasks *hft_tasks_create(void);
void hft_tasks_destroy(struct hft_tasks *tasks);

/* Find or make a lane; NULL if there is no memory. It is never freed. */
struct hft_lane *hft_tasks_lane(struct hft_tasks *tasks, uint64_t vm,
				uint64_t vcpu);

/* The lane of an index, or NULL past the last. */
struct hft_lane *hft_tasks_lane_at(const struct hft_tasks *tasks,
				   uint32_t index);

/* Find or make a VM; NULL if there is no memory. It is never freed. */
struct hft_vm *hft_tasks_vm(struct hft_tasks *tasks, uint64_t id);

/* The VMs, linked by next. */
struct hft_vm *hft_tasks_vms(const struct hft_tasks *tasks);

/* Find a task as seen from a lane, by its tid; NULL if there is none. */
struct hft_task *hft_tasks_find(const struct hft_tasks *tasks,
				const struct hft_lane *lane, uint32_t tid);

/* Make a task without a name, to run on a lane. NULL if there is no memory. */
struct hft_task *hft_tasks_new(struct hft_tasks *tasks, struct hft_lane *lane);

/* Give it its name, which no other task of the VM may have. */
void hft_tasks_name(struct hft_tasks *tasks, struct hft_task *task,
		    struct hft_task_name name);

/* A tid has been given to a new task, whose stack is empty if it has one. */
void hft_tasks_renew(struct hft_tasks *tasks, const struct hft_lane *lane,
		     struct hft_task_name name);

/* Make a task the current one of a lane, or none with NULL. */
void hft_tasks_run(struct hft_tasks *tasks, struct hft_lane *lane,
		   struct hft_task *task);

/* Free a task that is on no lane and whose stack is empty. */
void hft_tasks_free(struct hft_tasks *tasks, struct hft_task *task);

#endif
