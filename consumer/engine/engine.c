/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include <hyperftrace/protocol.h>

#include "internal.h"
#include "usual.h"

struct hft_engine *hft_engine_create(const struct hft_engine_ops *ops,
				     void *view, struct hft_symbols *symbols)
{
	struct hft_engine *engine = calloc(1, sizeof(*engine));

	if (!engine)
		return NULL;
	engine->ops = ops;
	engine->view = view;
	engine->namers.files = symbols;
	engine->now = INT64_MIN;
	engine->arrived = INT64_MIN;
	engine->merge.max_words = HFT_MERGE_WORDS_MAX;
	engine->namers.functions = hft_functions_create();
	engine->tasks = hft_tasks_create();
	if (!engine->tasks || !engine->namers.functions) {
		hft_engine_destroy(engine);
		return NULL;
	}
	return engine;
}

void hft_engine_destroy(struct hft_engine *engine)
{
	if (!engine)
		return;
	hft_tasks_destroy(engine->tasks);
	hft_merge_deinit(&engine->merge);
	hft_functions_destroy(engine->namers.functions);
	hft_functions_destroy(engine->task_names);
	hft_filtering_destroy(engine->filter);
	free(engine);
}

void hft_engine_set_symfs(struct hft_engine *engine, struct hft_symfs *symfs)
{
	engine->namers.symfs = symfs;
}

int hft_engine_set_filter(struct hft_engine *engine,
			  const struct hft_filter *filter)
{
	if (hft_filter_is_empty(filter))
		return 0;
	engine->filter = hft_filtering_create(filter);
	return engine->filter ? 0 : -ENOMEM;
}

static void on_unknown(struct hft_engine *engine,
		       const struct hft_hypercall *hypercall)
{
	struct hft_quality *quality = &engine->quality;

	quality->unknown_messages++;
	quality->unknown_by_nr[hypercall->nr - HFT_NR_MESSAGE_FIRST]++;
	if (engine->ops->unknown)
		engine->ops->unknown(engine->view, hypercall);
}

/*
 * A message that names one task twice says who runs, where a guest starts to
 * send: it claims nothing of the task before.
 */
static int on_switch(struct hft_engine *engine, const struct hft_step *step)
{
	const struct hft_decoded *event = step->event;
	const struct hft_switching switching = {
		.lane = step->lane,
		.ts = step->ts,
		.announcement = event->prev.tid == event->next.tid,
		.prev = event->prev,
		.next = event->next,
	};

	return hft_switch_task(engine, &switching);
}

/* A kernel function's event, told of the short way: see usual.h. */
static bool is_usual(struct hft_engine *engine, const struct hft_step *step)
{
	const struct hft_decoded *event = step->event;
	const struct hft_record record = {
		.address = event->address,
		.depth = event->depth,
		.exit = event->kind == HFT_KIND_EXIT,
	};
	struct hft_lane *lane = step->lane;

	return !event->user && lane->current && lane->vm->sends_depth &&
	       hft_usual(engine, lane, step->ts, &record, &event->duration);
}

static int on_ours(struct hft_engine *engine,
		   const struct hft_hypercall *hypercall,
		   const struct hft_decoded *event)
{
	struct hft_step step = { .ts = hypercall->ts, .event = event };

	step.lane =
		hft_tasks_lane(engine->tasks, hypercall->vm, hypercall->vcpu);
	if (!step.lane)
		return -ENOMEM;
	if (step.ts < step.lane->last_ts)
		engine->quality.time_backwards++;
	step.lane->last_ts = step.ts;
	if (event->kind == HFT_KIND_SWITCH)
		return on_switch(engine, &step);
	if (is_usual(engine, &step))
		return 0;

	if (hft_ensure_current(engine, step.lane))
		return -ENOMEM;
	step.task = step.lane->current;
	if (event->kind == HFT_KIND_ENTRY)
		return hft_call_begins(engine, &step);
	return hft_call_ends(engine, &step);
}

void hft_tell_begin(struct hft_engine *engine, int64_t ts)
{
	if (engine->told)
		return;
	engine->told = true;
	if (engine->begin)
		ts = engine->begin(engine->begin_data, ts);
	if (engine->filter)
		engine->filter->begin = ts;
}

static int tell_hypercall(struct hft_engine *engine,
			  const struct hft_hypercall *hypercall)
{
	struct hft_decoded event = hft_decode(hypercall->nr, hypercall->args);

	hft_tell_begin(engine, hypercall->ts);
	/* A guest's first page may be older than what others send. */
	if (event.kind != HFT_KIND_FOREIGN)
		engine->now = hypercall->ts;
	switch (event.kind) {
	case HFT_KIND_ENTRY:
	case HFT_KIND_EXIT:
	case HFT_KIND_SWITCH:
		hft_tell_tracer(engine, hypercall->vm, hypercall->vcpu);
		return on_ours(engine, hypercall, &event);
	case HFT_KIND_PAGE:
		engine->quality.bare_flushes++;
		hft_tell_tracer(engine, hypercall->vm, hypercall->vcpu);
		return 0;
	case HFT_KIND_PROBE:
		hft_tell_tracer(engine, hypercall->vm, hypercall->vcpu);
		return 0;
	case HFT_KIND_UNKNOWN:
		on_unknown(engine, hypercall);
		return 0;
	case HFT_KIND_MALFORMED:
		engine->quality.malformed++;
		return 0;
	case HFT_KIND_FOREIGN:
		engine->quality.foreign++;
		return 0;
	}
	return 0;
}

static void add_lost(const struct hft_lost *lost, uint64_t *counted,
		     uint64_t *uncounted)
{
	if (lost->counted)
		*counted += lost->count;
	else
		++*uncounted;
}

static void tell_lost(struct hft_engine *engine, int64_t ts,
		      const struct hft_lost *lost)
{
	struct hft_quality *quality = &engine->quality;

	hft_tell_begin(engine, ts);
	engine->now = ts;
	if (lost->what == HFT_LOST_EVENTS)
		add_lost(lost, &quality->discarded_events,
			 &quality->discarded_events_uncounted);
	else
		add_lost(lost, &quality->discarded_packets,
			 &quality->discarded_packets_uncounted);
	if (engine->ops->lost)
		engine->ops->lost(engine->view, lost);
}

static int tell_event(struct hft_engine *engine, const struct hft_event *event)
{
	switch (event->kind) {
	case HFT_EVENT_HYPERCALL:
		return tell_hypercall(engine, &event->hypercall);
	case HFT_EVENT_TRANSITION:
		hft_tell_begin(engine, event->ts);
		return hft_tell_transition(engine, &event->transition);
	case HFT_EVENT_FLUSH:
		hft_tell_tracer(engine, event->flush.vm, event->flush.vcpu);
		return 0;
	case HFT_EVENT_LOST:
		tell_lost(engine, event->ts, &event->lost);
		return 0;
	}
	return 0;
}

/*
 * Tell what comes next, if it is not past a time. Returns how many things that
 * were, or -ENOMEM.
 */
static int64_t tell_next(struct hft_engine *engine, int64_t until)
{
	struct hft_run run;
	int64_t n = 0;

	/* What failed half-way is not to be gone on with. */
	if (engine->quality.out_of_memory)
		return -ENOMEM;
	switch (hft_merge_next(&engine->merge, until, &run)) {
	case HFT_NEXT_EVENT:
		n = tell_event(engine, &run.event) ? -ENOMEM : 1;
		break;
	case HFT_NEXT_RECORDS:
		hft_tell_begin(engine, run.source->ts);
		n = hft_tell_records(engine, &run);
		break;
	case HFT_NEXT_NOTHING:
		break;
	}
	engine->quality.out_of_memory = n < 0;
	return n;
}

static int tell_until(struct hft_engine *engine, int64_t until)
{
	int64_t n;

	do {
		n = tell_next(engine, until);
	} while (n > 0);
	return n;
}

/* Something arrived: tell what nothing older can arrive for any more. */
static int go_on(struct hft_engine *engine)
{
	int64_t until = INT64_MAX;
	int64_t n;

	for (struct hft_vm *vm = hft_tasks_vms(engine->tasks); vm;
	     vm = vm->next) {
		int64_t complete = hft_intake_complete(
			&vm->intake, engine->arrived, &engine->merge);

		if (complete < until)
			until = complete;
	}
	n = tell_until(engine, until);
	while (n >= 0 && hft_merge_is_full(&engine->merge)) {
		n = tell_next(engine, INT64_MAX);
		if (n > 0)
			engine->quality.early_records += n;
	}
	return n < 0 ? n : 0;
}

static int hold(struct hft_engine *engine, const struct hft_event *event)
{
	if (hft_merge_add_event(&engine->merge, event))
		return -ENOMEM;
	return go_on(engine);
}

int hft_engine_hypercall(struct hft_engine *engine,
			 const struct hft_hypercall *hypercall)
{
	engine->quality.events++;
	if (hypercall->ts > engine->arrived)
		engine->arrived = hypercall->ts;
	if (!engine->merging)
		return tell_hypercall(engine, hypercall);
	return hold(engine, &(struct hft_event){
				    .ts = hypercall->ts,
				    .kind = HFT_EVENT_HYPERCALL,
				    .hypercall = *hypercall,
			    });
}

int hft_engine_transition(struct hft_engine *engine,
			  const struct hft_transition *transition)
{
	engine->has_transitions = true;
	if (transition->ts > engine->arrived)
		engine->arrived = transition->ts;
	if (!engine->merging) {
		hft_tell_begin(engine, transition->ts);
		return hft_tell_transition(engine, transition);
	}
	return hold(engine, &(struct hft_event){
				    .ts = transition->ts,
				    .kind = HFT_EVENT_TRANSITION,
				    .transition = *transition,
			    });
}

/* So that the exit which brought a page is told from the guest's own. */
static int note_flush(struct hft_engine *engine, const struct hft_page *page)
{
	const struct hft_event event = {
		.ts = page->ts,
		.kind = HFT_EVENT_FLUSH,
		.flush = { page->vm, page->vcpu },
	};

	if (!engine->has_transitions)
		return 0;
	return hft_merge_add_event(&engine->merge, &event);
}

int hft_engine_lost(struct hft_engine *engine, const struct hft_lost *lost)
{
	if (lost->begin > engine->arrived)
		engine->arrived = lost->begin;
	if (engine->merging)
		return hold(engine, &(struct hft_event){
					    .ts = engine->arrived,
					    .kind = HFT_EVENT_LOST,
					    .lost = *lost,
				    });
	tell_lost(engine, engine->arrived, lost);
	return 0;
}

int hft_engine_page(struct hft_engine *engine, const struct hft_page *page)
{
	struct hft_vm *vm = hft_tasks_vm(engine->tasks, page->vm);

	if (!vm)
		return -ENOMEM;
	engine->quality.events++;
	engine->merging = true;
	if (page->ts > engine->arrived)
		engine->arrived = page->ts;
	if (note_flush(engine, page) ||
	    hft_intake_page(&vm->intake, vm, page, &engine->merge,
			    &engine->quality))
		return -ENOMEM;
	return go_on(engine);
}

void hft_engine_on_begin(struct hft_engine *engine,
			 int64_t (*begin)(void *data, int64_t ts), void *data)
{
	engine->begin = begin;
	engine->begin_data = data;
}

int hft_engine_flush(struct hft_engine *engine)
{
	struct hft_vm *vm;

	engine->flushed = true;
	for (vm = hft_tasks_vms(engine->tasks); vm; vm = vm->next)
		hft_intake_finish(&vm->intake, &engine->merge,
				  &engine->quality);
	return tell_until(engine, INT64_MAX);
}

/* What names could not be given, and why. */
static void note_names(struct hft_engine *engine)
{
	const struct hft_namers *namers = &engine->namers;
	struct hft_quality *quality = &engine->quality;
	const struct hft_vm *vm;

	quality->refused_names = hft_functions_refused(namers->functions);
	for (vm = hft_tasks_vms(engine->tasks); vm; vm = vm->next)
		quality->kernels_not_found +=
			vm->guest ? hft_guest_is_lost(vm->guest)
				  : hft_symbols_is_lost(vm->names.files);
	if (namers->symfs)
		quality->files_refused = hft_symfs_mismatches(namers->symfs);
}

void hft_engine_finish(struct hft_engine *engine)
{
	struct hft_lane *lane;
	struct hft_task *task;
	struct hft_vm *vm;

	/* If this fails, the footer says so. */
	if (!engine->flushed)
		hft_engine_flush(engine);
	for (uint32_t i = 0; (lane = hft_tasks_lane_at(engine->tasks, i));
	     i++) {
		if (lane->current)
			hft_calls_left_open(engine, lane->current);
	}
	for (vm = hft_tasks_vms(engine->tasks); vm; vm = vm->next) {
		for (task = vm->oldest; task; task = task->newer)
			hft_calls_left_open(engine, task);
	}
	note_names(engine);
	engine->quality.cost_in_ns = hft_cost_ns(&engine->cost.inside);
	engine->quality.cost_out_ns = hft_cost_ns(&engine->cost.outside);
}

const struct hft_quality *hft_engine_quality(const struct hft_engine *engine)
{
	return &engine->quality;
}
