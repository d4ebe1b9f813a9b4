/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "internal.h"
#include "usual.h"

/* A record, where and when it was written. */
struct telling {
	struct hft_engine *engine;
	struct hft_cpu *cpu;
	struct hft_record record;
	int64_t ts;
};

/* A function that needs a closer look, or a stack. */
static int tell_unusual_function(const struct telling *t)
{
	struct hft_lane *lane = t->cpu->lane;
	const struct hft_decoded event = {
		.kind = t->record.exit ? HFT_KIND_EXIT : HFT_KIND_ENTRY,
		.paged = true,
		.address = t->record.address,
		.depth = t->record.depth,
	};
	struct hft_step step = { .lane = lane, .ts = t->ts, .event = &event };

	if (hft_ensure_current(t->engine, lane))
		return -ENOMEM;
	step.task = lane->current;
	if (!t->record.exit)
		return hft_call_begins(t->engine, &step);
	return hft_call_ends(t->engine, &step);
}

static int tell_function(const struct telling *t)
{
	struct hft_lane *lane = t->cpu->lane;

	if (lane->current &&
	    hft_usual(t->engine, lane, t->ts, &t->record, NULL))
		return 0;
	return tell_unusual_function(t);
}

static int switch_to(const struct telling *t, struct hft_task_name next,
		     bool announcement)
{
	const struct hft_task *current = t->cpu->lane->current;
	struct hft_switching switching = {
		.lane = t->cpu->lane,
		.ts = t->ts,
		.announcement = announcement || !current || !current->named,
		.next = next,
	};

	if (current && current->named) {
		if (current->name.tid == next.tid &&
		    current->name.tgid == next.tgid)
			return 0;
		switching.prev = current->name;
	}
	return hft_switch_task(t->engine, &switching);
}

/* Records of a CPU are missing, so any of its VM's tasks may be wrong. */
static void tell_missing(const struct telling *t, const struct hft_held *held)
{
	struct hft_lane *lane = t->cpu->lane;
	int64_t before = t->cpu->source.before;
	const struct hft_lost lost = {
		.what = HFT_LOST_RECORDS,
		.counted = true,
		.count = held->missing_functions,
		.begin = before == INT64_MIN ? t->ts : before,
		.end = t->ts,
		.place = &lane->place,
		.pages = held->missing_pages,
	};

	lane->vm->losses++;
	if (t->engine->ops->lost)
		t->engine->ops->lost(t->engine->view, &lost);
}

static void set_context(const struct telling *t, unsigned int context)
{
	t->cpu->lane->place.context = context;
	hft_place_lane(t->engine, t->cpu->lane);
}

/* A page begins: its session, its place, its task and what is missing. */
static int tell_begin(const struct telling *t)
{
	const struct hft_held *held = t->cpu->source.first;
	bool missing = held->missing_pages || held->missing_functions;
	struct hft_vm *vm = t->cpu->vm;
	struct hft_lane *lane;

	if (vm->session && held->session > vm->session)
		hft_begin_epoch(t->engine, vm);
	if (held->session > vm->session)
		vm->session = held->session;
	lane = hft_tasks_lane(t->engine->tasks, vm->id, t->cpu->vcpu);
	if (!lane)
		return -ENOMEM;
	t->cpu->lane = lane;
	hft_place_lane(t->engine, lane);
	if (missing)
		tell_missing(t, held);
	if (held->by_call)
		return 0;
	set_context(t, held->begin.context);
	return switch_to(t, held->begin.task, missing);
}

static int tell_task(const struct telling *t)
{
	const struct hft_task_name next = {
		.tid = t->record.number,
		.tgid = t->record.words[0],
	};

	return switch_to(t, next, false);
}

static void tell_syscall(const struct telling *t)
{
	const struct hft_engine_ops *ops = t->engine->ops;
	bool exit = t->record.kind == HFT_REC_SYSCALL_EXIT;
	void (*op)(void *view, const struct hft_syscall *syscall) =
		exit ? ops->syscall_exit : ops->syscall_enter;
	struct hft_lane *lane = t->cpu->lane;
	struct hft_syscall syscall = {
		.ts = t->ts,
		.nr = t->record.number,
	};

	if (!op || lane->place_hidden)
		return;
	syscall.place = &lane->place;
	if (exit)
		syscall.ret = t->record.words[0];
	op(t->engine->view, &syscall);
}

/* The guest could not record something. */
static void tell_lost(const struct telling *t)
{
	const struct hft_source *source = &t->cpu->source;
	struct hft_quality *quality = &t->engine->quality;
	struct hft_lane *lane = t->cpu->lane;
	struct hft_lost lost = {
		.what = HFT_LOST_IN_GUEST,
		.counted = true,
		.count = t->record.words[0],
		.begin = hft_span_ns(&source->first->span, t->record.words[1]),
		.end = t->ts,
		.reason = t->record.number,
	};

	if (lost.begin > lost.end)
		lost.begin = lost.end;
	lost.place = &lane->place;
	switch (lost.reason) {
	case HFT_LOST_NMI:
		quality->lost_nmi += lost.count;
		lane->vm->losses++;
		break;
	case HFT_LOST_DEPTH:
		/* Neither their entries nor their exits are recorded. */
		quality->lost_depth += lost.count;
		break;
	default:
		quality->lost_otherwise += lost.count;
		lane->vm->losses++;
		break;
	}
	if (t->engine->ops->lost)
		t->engine->ops->lost(t->engine->view, &lost);
}

static void tell_unknown(const struct telling *t)
{
	t->engine->quality.unknown_records++;
	t->engine->quality.unknown_by_kind[t->record.kind]++;
}

static void tell_hello(const struct telling *t)
{
	const struct hft_engine_ops *ops = t->engine->ops;
	struct hft_vm *vm = t->cpu->vm;

	if (ops->hello)
		ops->hello(t->engine->view, vm->id, hft_guest_hello(vm->guest),
			   vm->new_epoch);
	vm->new_epoch = false;
}

/* A forked task may have the tid of one that has died. */
static void tell_task_name(const struct telling *t)
{
	const struct hft_task_name name = {
		.tid = t->record.number,
		.tgid = t->record.words[0],
	};
	struct hft_task *task;

	if (t->record.words[1] != HFT_TASK_FORKED || !name.tid)
		return;
	task = hft_tasks_find(t->engine->tasks, t->cpu->lane, name.tid);
	if (task)
		hft_calls_left_open(t->engine, task);
	/* Of another process: it is another task when it is switched to. */
	if (task && task->name.tgid != name.tgid)
		return;
	hft_tasks_renew(t->engine->tasks, t->cpu->lane, name);
	if (task && task->n_lanes)
		hft_place_vm(t->engine, t->cpu->vm);
}

/* What is known of names may be wrong by now. */
static void take_names(const struct telling *t)
{
	struct hft_vm *vm = t->cpu->vm;

	switch (t->record.kind) {
	case HFT_REC_SYMBOLS:
	case HFT_REC_MODULE:
		hft_names_forget(&vm->names, false);
		break;
	case HFT_REC_EXEC:
	case HFT_REC_MAP:
		hft_names_forget(&vm->names, true);
		break;
	}
	/* Each record of a task may be one too many, and another is forgotten. */
	if (t->record.kind >= HFT_REC_TASK_NAME) {
		vm->comms++;
		hft_place_vm(t->engine, vm);
	}
}

static int tell_message(const struct telling *t)
{
	const struct hft_record *record = &t->record;
	struct hft_vm *vm = t->cpu->vm;

	if (!vm->guest) {
		vm->guest = hft_guest_create(t->engine->namers.files);
		vm->comms++;
		hft_names_forget(&vm->names, false);
		hft_names_forget(&vm->names, true);
	}
	if (!vm->guest)
		return -ENOMEM;
	switch (hft_guest_message(vm->guest, record->kind, record->number,
				  record->words, record->n_words)) {
	case 0:
		break;
	case -ENOMEM:
		return -ENOMEM;
	case -ENOENT:
		tell_unknown(t);
		return 0;
	default:
		/* What comes before the error in it was taken. */
		t->engine->quality.malformed++;
		take_names(t);
		return 0;
	}
	take_names(t);
	if (record->kind == HFT_REC_HELLO)
		tell_hello(t);
	else if (record->kind == HFT_REC_TASK_NAME)
		tell_task_name(t);
	else if (record->kind == HFT_REC_TASK_EXIT &&
		 t->engine->ops->task_exited)
		t->engine->ops->task_exited(t->engine->view, vm->id,
					    record->number);
	return 0;
}

static int tell_record(const struct telling *t)
{
	switch (t->record.kind) {
	case HFT_REC_FUNC:
		return tell_function(t);
	case HFT_REC_BEGIN:
		return tell_begin(t);
	case HFT_REC_TIME:
		return 0;
	case HFT_REC_TASK:
		return tell_task(t);
	case HFT_REC_CONTEXT:
		set_context(t, t->record.number);
		return 0;
	case HFT_REC_SYSCALL_ENTER:
	case HFT_REC_SYSCALL_EXIT:
		tell_syscall(t);
		return 0;
	case HFT_REC_LOST:
		tell_lost(t);
		return 0;
	}
	if (t->record.kind >= HFT_REC_HELLO)
		return tell_message(t);
	tell_unknown(t);
	return 0;
}

int64_t hft_tell_records(struct hft_engine *engine, const struct hft_run *run)
{
	struct hft_source *source = run->source;
	struct telling t = {
		.engine = engine,
		.cpu = hft_container(source, struct hft_cpu, source),
	};
	const uint64_t *end;
	int64_t n = 0;
	int err;

	do {
		end = hft_record_read(source->next, &t.record);
		t.ts = source->ts;
		if (t.ts >= engine->now)
			engine->now = t.ts;
		/* A page of an idle CPU began long ago; nothing did happen. */
		else if (t.record.kind != HFT_REC_BEGIN)
			engine->quality.late_records++;
		err = tell_record(&t);
		n++;
	} while (hft_source_advance(source, end, run->until) && !err);
	hft_merge_settle(&engine->merge, source);
	return err ? err : n;
}
