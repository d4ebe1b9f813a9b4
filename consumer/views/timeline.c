/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "timeline-options.h"
#include "timeline-write.h"
#include "timeline.h"

#define GAPS_DEFAULT 10

static int read_options(struct hft_timeline *timeline,
			const struct hft_timeline_options *options,
			struct hft_error *error)
{
	size_t gaps = options->gaps ? options->gaps : GAPS_DEFAULT;

	if (hft_timeline_sections(&options->sections, &timeline->sections,
				  error))
		return -1;
	if (options->gaps > HFT_GAPS_MAX)
		return hft_error_set(error, "parameter \"gaps\" is above %d",
				     HFT_GAPS_MAX);
	timeline->json = options->format == HFT_TIMELINE_JSON;
	timeline->landmarks.limit =
		options->limit ? options->limit : UINT64_MAX;
	timeline->gaps.no_idle = options->no_idle;
	timeline->gaps.tasks = timeline->tasks;
	timeline->gaps.names = timeline->names;
	if (hft_gaps_init(&timeline->gaps, gaps))
		return hft_error_set(error, "out of memory");
	if (!(timeline->sections & HFT_TIMELINE_GAPS)) {
		timeline->gaps.of_vcpus.least = INT64_MAX;
		timeline->gaps.of_vms.least = INT64_MAX;
	}
	return 0;
}

static void destroy(void *view)
{
	struct hft_timeline *timeline = view;

	hft_functions_destroy(timeline->names);
	free(timeline->roles);
	hft_timeline_lanes_deinit(&timeline->lanes);
	free(timeline->tasks);
	hft_boots_deinit(&timeline->boots);
	hft_landmarks_deinit(&timeline->landmarks);
	hft_initcalls_deinit(&timeline->initcalls);
	free(timeline->syscalls);
	hft_gaps_deinit(&timeline->gaps);
	free(timeline);
}

static void *create(const void *options, FILE *file, struct hft_error *error)
{
	struct hft_timeline *timeline = calloc(1, sizeof(*timeline));

	hft_error_set(error, "out of memory");
	if (!timeline)
		return NULL;
	timeline->out.file = file;
	timeline->print.out = &timeline->out;
	timeline->names = hft_functions_create();
	timeline->tasks = calloc(HFT_TIMELINE_TASKS, sizeof(*timeline->tasks));
	timeline->syscalls = calloc(1, sizeof(*timeline->syscalls));
	if (timeline->names && timeline->tasks && timeline->syscalls &&
	    !read_options(timeline, options, error))
		return timeline;
	destroy(timeline);
	return NULL;
}

static void fail(struct hft_timeline *timeline)
{
	timeline->out.error = ENOMEM;
}

static __attribute__((noinline)) void
note_gap(struct hft_timeline *timeline, struct hft_timeline_lane *lane,
	 const struct hft_place *place, int64_t ts, const struct hft_then *then)
{
	/* It may have been renamed since it was switched in. */
	if (place->serial == lane->serial)
		hft_timeline_run(lane, place);
	if (hft_gaps_note(&timeline->gaps, &timeline->lanes, lane, ts, place,
			  then))
		fail(timeline);
}

static inline bool is_above(int64_t ts, int64_t last, int64_t least)
{
	return (int64_t)((uint64_t)ts - (uint64_t)last) > least;
}

/* A lane has a record. Returns the lane, or NULL if there is no memory. */
static inline struct hft_timeline_lane *record(struct hft_timeline *timeline,
					       const struct hft_place *place,
					       int64_t ts, struct hft_then then)
{
	struct hft_timeline_lane *lane =
		hft_timeline_lane(&timeline->lanes, place, ts);
	const struct hft_gaps *gaps = &timeline->gaps;

	if (!lane) {
		fail(timeline);
		return NULL;
	}
	if (is_above(ts, lane->last, gaps->of_vcpus.least) ||
	    is_above(ts, lane->vm->last, gaps->of_vms.least))
		note_gap(timeline, lane, place, ts, &then);
	if (ts > lane->last)
		lane->last = ts;
	if (ts > lane->vm->last)
		lane->vm->last = ts;
	lane->lost = false;
	lane->halted = 0;
	return lane;
}

static inline unsigned int role_of(const struct hft_timeline *timeline,
				   const struct hft_function *function)
{
	return function->id < timeline->n_roles ? timeline->roles[function->id]
						: 0;
}

static int reserve_role(struct hft_timeline *timeline, uint32_t id)
{
	size_t n = timeline->n_roles ? timeline->n_roles : 4096;
	uint8_t *bigger;

	if (id < timeline->n_roles)
		return 0;
	while (n <= id)
		n *= 2;
	bigger = realloc(timeline->roles, n);
	if (!bigger)
		return -ENOMEM;
	memset(bigger + timeline->n_roles, 0, n - timeline->n_roles);
	timeline->roles = bigger;
	timeline->n_roles = n;
	return 0;
}

/* The first call of a function. Returns 0 or -ENOMEM. */
static int note_first(struct hft_timeline *timeline,
		      const struct hft_call *call)
{
	const struct hft_function *function = call->function;
	uint8_t *role;

	if (reserve_role(timeline, function->id))
		return -ENOMEM;
	role = &timeline->roles[function->id];
	*role = HFT_ROLE_SEEN | hft_initcall_role(function);
	if (hft_phases_want(function))
		*role |= HFT_ROLE_PHASE;
	if (!(timeline->sections & HFT_TIMELINE_LANDMARKS))
		return 0;
	return hft_landmarks_add(&timeline->landmarks, call, timeline->names);
}

/* A function begins that is more than others, or is new. */
static __attribute__((noinline)) int
enter_special(struct hft_timeline *timeline, struct hft_timeline_lane *lane,
	      const struct hft_call *call)
{
	unsigned int role = role_of(timeline, call->function);
	struct hft_boot *boot;

	if (!role) {
		if (note_first(timeline, call))
			return -ENOMEM;
		role = role_of(timeline, call->function);
	}
	role &= ~(HFT_ROLE_SEEN | HFT_INITCALL_HELPER);
	if (!role)
		return 0;
	boot = hft_boots_current(&timeline->boots, lane->vm);
	if (!boot)
		return -ENOMEM;
	if (role & HFT_ROLE_PHASE)
		hft_phases_enter(boot, call);
	return hft_initcalls_enter(&timeline->initcalls, role, boot, call);
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct hft_timeline *timeline = view;
	const struct hft_function *function = call->function;
	struct hft_timeline_lane *lane =
		record(timeline, call->place, call->ts,
		       (struct hft_then){ HFT_THEN_ENTERS, 0, function });

	if (!lane)
		return;
	lane->top = function;
	if (role_of(timeline, function) != HFT_ROLE_SEEN &&
	    enter_special(timeline, lane, call)) {
		fail(timeline);
		return;
	}
	if (call->caller &&
	    role_of(timeline, call->caller) & HFT_INITCALL_CALLER &&
	    !(role_of(timeline, function) & HFT_INITCALL_HELPER))
		hft_initcalls_called(&timeline->initcalls, call);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	struct hft_timeline *timeline = view;
	struct hft_timeline_lane *lane =
		record(timeline, call->place, call->ts,
		       (struct hft_then){ HFT_THEN_LEAVES, 0, call->function });

	if (!lane)
		return;
	lane->top = call->caller;
	if (!call->data)
		return;
	if (*call->data)
		hft_initcalls_exit(&timeline->initcalls, call);
	if (role_of(timeline, call->function) & HFT_ROLE_PHASE &&
	    lane->vm->boot)
		hft_phases_exit(lane->vm->boot, call);
}

static void on_switch(void *view, const struct hft_switch *sw)
{
	struct hft_timeline *timeline = view;
	struct hft_timeline_lane *lane =
		record(timeline, sw->place, sw->ts,
		       (struct hft_then){ HFT_THEN_SWITCH, 0, NULL });
	struct hft_timeline_task *task;

	if (!lane)
		return;
	task = hft_timeline_take(timeline->tasks, lane);
	if (task)
		task->top = lane->top;
	hft_timeline_run(lane, sw->place);
	task = hft_timeline_find(timeline->tasks, lane);
	lane->top = task ? task->top : NULL;
}

static void on_syscall_enter(void *view, const struct hft_syscall *syscall)
{
	struct hft_timeline *timeline = view;
	struct hft_timeline_lane *lane = record(
		timeline, syscall->place, syscall->ts,
		(struct hft_then){ HFT_THEN_SYSCALL, syscall->nr, NULL });

	if (lane)
		hft_syscalls_enter(timeline->syscalls,
				   hft_timeline_take(timeline->tasks, lane),
				   syscall);
}

static void on_syscall_exit(void *view, const struct hft_syscall *syscall)
{
	struct hft_timeline *timeline = view;
	struct hft_timeline_lane *lane = record(
		timeline, syscall->place, syscall->ts,
		(struct hft_then){ HFT_THEN_RETURNS, syscall->nr, NULL });

	if (lane && hft_syscalls_exit(timeline->syscalls,
				      hft_timeline_find(timeline->tasks, lane),
				      syscall, timeline->names))
		fail(timeline);
}

/* No record of the guest, but it tells what the vCPU did. */
static void on_vm_exit(void *view, const struct hft_vm_exit *exit)
{
	struct hft_timeline *timeline = view;
	uint32_t index = exit->place->lane;
	struct hft_timeline_lane *lane;

	if (!hft_gaps_is_halt(exit) || index >= timeline->lanes.n)
		return;
	lane = &timeline->lanes.items[index];
	if (lane->vm && exit->end > exit->begin)
		lane->halted += (uint64_t)exit->end - (uint64_t)exit->begin;
}

/* Of all vCPUs, if it is not known of which. */
static void on_lost(void *view, const struct hft_lost *lost)
{
	struct hft_timeline_lanes *lanes =
		&((struct hft_timeline *)view)->lanes;

	if (!lost->place) {
		for (uint32_t i = 0; i < lanes->n; i++)
			lanes->items[i].lost = true;
	} else if (lost->place->lane < lanes->n) {
		lanes->items[lost->place->lane].lost = true;
	}
}

static void on_epoch(void *view, uint64_t id)
{
	struct hft_timeline *timeline = view;
	struct hft_timeline_vm *vm = hft_timeline_find_vm(&timeline->lanes, id);

	if (!vm)
		return;
	hft_boots_end(vm);
	hft_timeline_forget(&timeline->lanes, vm);
}

static void begin(void *view, int64_t ts)
{
	struct hft_timeline *timeline = view;

	timeline->begun = true;
	timeline->print.begin = ts;
}

static void lanes(void *view, enum hft_lane_kind kind)
{
	struct hft_timeline *timeline = view;

	timeline->print.lanes = kind;
}

/* Nothing more will come: what was not told to end ends now. */
static void end(struct hft_timeline *timeline)
{
	struct hft_timeline_print *print = &timeline->print;

	print->end = print->begin;
	if (timeline->sections & HFT_TIMELINE_GAPS &&
	    hft_gaps_end(&timeline->gaps, &timeline->lanes))
		fail(timeline);
	for (struct hft_timeline_vm *vm = timeline->lanes.vms; vm;
	     vm = vm->next) {
		if (vm->last > print->end)
			print->end = vm->last;
		hft_boots_end(vm);
	}
}

static void finish(void *view, const struct hft_quality *quality,
		   const char *why)
{
	struct hft_timeline *timeline = view;

	end(timeline);
	hft_timeline_write(timeline, quality, why);
}

static int failure(const void *view)
{
	const struct hft_timeline *timeline = view;

	return timeline->out.error;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.sched_switch = on_switch,
	.lost = on_lost,
	.syscall_enter = on_syscall_enter,
	.syscall_exit = on_syscall_exit,
	.vm_exit = on_vm_exit,
	.epoch = on_epoch,
};

const struct hft_view hft_timeline_view = {
	.ops = &ops,
	.options = hft_timeline_options,
	.n_options = HFT_TIMELINE_N_OPTIONS,
	.options_size = sizeof(struct hft_timeline_options),
	.create = create,
	.destroy = destroy,
	.begin = begin,
	.lanes = lanes,
	.finish = finish,
	.failure = failure,
};
