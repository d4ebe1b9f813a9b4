/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "printable.h"
#include "retelling.h"

/* Longer names are cut. */
#define NAME_MAX_LENGTH 1024

/* A string of the trace that is printable, as those of ours are already. */
struct text {
	char text[HFT_PRINTABLE(NAME_MAX_LENGTH) + 1];
};

static const char *clean(struct text *text, const char *string)
{
	size_t n = 0;

	while (n < NAME_MAX_LENGTH && string[n] >= ' ' && string[n] < 0x7f)
		n++;
	if (!string[n])
		return string;
	hft_printable(text->text, sizeof(text->text), string,
		      strnlen(string, NAME_MAX_LENGTH));
	return text->text;
}

const struct hft_function *hft_retell_function(struct hft_engine *engine,
					       const char *name, bool user)
{
	struct text text;

	return hft_functions_intern(engine->namers.functions,
				    clean(&text, name), user, NULL);
}

/* Keep a task's name. Returns 0 or -ENOMEM. */
static int keep_name(struct hft_engine *engine, const char *name,
		     const char **kept)
{
	const struct hft_function *function;
	struct text text;

	*kept = NULL;
	if (!name || !*name)
		return 0;
	if (!engine->task_names)
		engine->task_names = hft_functions_create();
	if (!engine->task_names)
		return -ENOMEM;
	function = hft_functions_intern(engine->task_names, clean(&text, name),
					false, NULL);
	if (!function)
		return -ENOMEM;
	*kept = function->name;
	return 0;
}

static int keep_names(struct hft_engine *engine, const struct hft_told *told,
		      struct hft_task_names *names)
{
	if (keep_name(engine, told->comm, &names->comm))
		return -ENOMEM;
	return keep_name(engine, told->process, &names->process);
}

int hft_retell_name(struct hft_engine *engine, struct hft_task *task,
		    const struct hft_told *told)
{
	struct hft_task_names names;

	if (keep_names(engine, told, &names))
		return -ENOMEM;
	hft_place_rename(engine, task, &names);
	return 0;
}

static bool is_current(const struct hft_lane *lane, const struct hft_told *told)
{
	const struct hft_task *task = lane->current;

	return task && task->named && task->name.tid == (uint32_t)told->tid &&
	       task->name.tgid == (uint32_t)told->tgid;
}

struct hft_task *hft_retell_find(struct hft_engine *engine,
				 struct hft_lane *lane,
				 const struct hft_told *told)
{
	if (told->tid == HFT_TOLD_NOBODY || is_current(lane, told))
		return lane->current;
	return hft_tasks_find(engine->tasks, lane, told->tid);
}

/* A vCPU that nobody has told of goes on with somebody else. */
static int switch_silently(struct hft_engine *engine, struct hft_lane *lane,
			   const struct hft_told *told)
{
	const struct hft_task *current = lane->current;
	const struct hft_switching switching = {
		.lane = lane,
		.ts = told->ts,
		.announcement = !current || !current->named,
		.prev = current ? current->name : (struct hft_task_name){ 0 },
		.next = { .tid = told->tid, .tgid = told->tgid },
	};

	if (is_current(lane, told))
		return 0;
	return hft_switch_task(engine, &switching);
}

int hft_retell_run(struct hft_engine *engine, struct hft_lane *lane,
		   const struct hft_told *told)
{
	bool moved = lane->place.context != told->context ||
		     lane->place.vm != told->vm;
	int err = 0;

	if (told->tid != HFT_TOLD_NOBODY)
		err = switch_silently(engine, lane, told);
	if (err || !moved)
		return err;
	lane->place.context = told->context;
	hft_place_lane(engine, lane);
	return 0;
}

static int tell_switch(struct hft_engine *engine, struct hft_lane *lane,
		       const struct hft_told *told)
{
	struct hft_task_names names;
	const struct hft_switching switching = {
		.lane = lane,
		.ts = told->ts,
		.announcement = !(told->flags & HFT_TOLD_PREV_KNOWN),
		.prev = { .tid = told->prev_tid, .tgid = told->prev_tgid },
		.next = { .tid = told->tid, .tgid = told->tgid },
		.names = &names,
	};

	if (keep_names(engine, told, &names))
		return -ENOMEM;
	lane->place.context = told->context;
	return hft_switch_task(engine, &switching);
}

static int tell_adopted(struct hft_engine *engine, struct hft_lane *lane,
			const struct hft_told *told)
{
	const struct hft_task_name name = { .tid = told->tid,
					    .tgid = told->tgid };
	struct hft_task_names names;

	if (!lane->current || lane->current->named)
		return 0;
	if (keep_names(engine, told, &names))
		return -ENOMEM;
	hft_adopt_provisional(engine, lane, name, &names);
	return 0;
}

static int tell_task(struct hft_engine *engine, struct hft_lane *lane,
		     const struct hft_told *told)
{
	struct hft_task *task;

	if (told->flags & HFT_TOLD_ADOPTS)
		return tell_adopted(engine, lane, told);
	if (told->flags & HFT_TOLD_AWAY) {
		task = hft_retell_find(engine, lane, told);
		return task ? hft_retell_name(engine, task, told) : 0;
	}
	if (hft_retell_run(engine, lane, told) ||
	    hft_ensure_current(engine, lane))
		return -ENOMEM;
	return hft_retell_name(engine, lane->current, told);
}

static int tell_syscall(struct hft_engine *engine, struct hft_lane *lane,
			const struct hft_told *told)
{
	const struct hft_engine_ops *ops = engine->ops;
	void (*op)(void *view, const struct hft_syscall *syscall) =
		told->kind == HFT_TOLD_SYSCALL_ENTER ? ops->syscall_enter
						     : ops->syscall_exit;
	const struct hft_syscall syscall = {
		.place = &lane->place,
		.ts = told->ts,
		.nr = told->nr,
		.ret = told->ret,
	};

	if (hft_retell_run(engine, lane, told))
		return -ENOMEM;
	if (op && !lane->place_hidden)
		op(engine->view, &syscall);
	return 0;
}

static int tell_vm_exit(struct hft_engine *engine, struct hft_lane *lane,
			const struct hft_told *told)
{
	struct hft_vm_exit exit = {
		.begin = (int64_t)((uint64_t)told->ts - told->duration),
		.end = told->ts,
		.isa = told->isa,
		.reason = told->reason,
		.rip = told->rip,
		.tracer = told->flags & HFT_TOLD_TRACER,
	};

	if (hft_retell_run(engine, lane, told))
		return -ENOMEM;
	engine->quality.vm_exits++;
	if (!engine->ops->vm_exit || lane->place_hidden)
		return 0;
	if (told->name && *told->name)
		exit.function = hft_retell_function(
			engine, told->name, told->flags & HFT_CALL_USER);
	hft_tell_vm_exit(engine, lane, &exit);
	return 0;
}

static int tell_lost(struct hft_engine *engine, struct hft_lane *lane,
		     const struct hft_told *told)
{
	struct hft_quality *quality = &engine->quality;
	const struct hft_lost lost = {
		.what = told->what == HFT_LOST_IN_GUEST ? HFT_LOST_IN_GUEST
							: HFT_LOST_RECORDS,
		.counted = true,
		.count = told->count,
		.begin = (int64_t)told->begin < (int64_t)told->end ? told->begin
								   : told->end,
		.end = told->end,
		.place = &lane->place,
		.pages = told->pages,
		.reason = told->reason,
	};

	if (hft_retell_run(engine, lane, told))
		return -ENOMEM;
	if (lost.what == HFT_LOST_RECORDS) {
		quality->missing_records += lost.count;
		quality->missing_pages += lost.pages;
	} else if (lost.reason == HFT_LOST_NMI) {
		quality->lost_nmi += lost.count;
	} else if (lost.reason == HFT_LOST_DEPTH) {
		quality->lost_depth += lost.count;
	} else {
		quality->lost_otherwise += lost.count;
	}
	if (engine->ops->lost)
		engine->ops->lost(engine->view, &lost);
	return 0;
}

static void tell_hello(struct hft_engine *engine, const struct hft_told *told)
{
	struct hft_hello hello = {
		.session = told->session,
		.boot_id = { told->boot_id[0], told->boot_id[1] },
		.tsc_khz = told->tsc_khz,
		.n_cpus = told->n_cpus,
		.flush_ms = told->flush_ms,
		.bytes = told->bytes,
		.flags = told->hello_flags,
		.minor = told->minor,
	};
	struct text text;

	if (told->name)
		snprintf(hello.release, sizeof(hello.release), "%s",
			 clean(&text, told->name));
	if (engine->ops->hello)
		engine->ops->hello(engine->view, told->vm, &hello,
				   told->flags & HFT_TOLD_NEW_EPOCH);
}

static int tell_epoch(struct hft_engine *engine, const struct hft_told *told)
{
	struct hft_vm *vm = hft_tasks_vm(engine->tasks, told->vm);

	if (!vm)
		return -ENOMEM;
	hft_begin_epoch(engine, vm);
	return 0;
}

/* Something that happens on a vCPU. */
static int tell_on_lane(struct hft_engine *engine, const struct hft_told *told)
{
	struct hft_lane *lane =
		hft_tasks_lane(engine->tasks, told->vm, told->vcpu);

	if (!lane)
		return -ENOMEM;
	if (told->ts < lane->last_ts)
		engine->quality.time_backwards++;
	lane->last_ts = told->ts;
	switch (told->kind) {
	case HFT_TOLD_ENTER:
	case HFT_TOLD_EXIT:
		return hft_retell_call(engine, lane, told);
	case HFT_TOLD_SWITCH:
		return tell_switch(engine, lane, told);
	case HFT_TOLD_TASK:
		return tell_task(engine, lane, told);
	case HFT_TOLD_SYSCALL_ENTER:
	case HFT_TOLD_SYSCALL_EXIT:
		return tell_syscall(engine, lane, told);
	case HFT_TOLD_VM_EXIT:
		return tell_vm_exit(engine, lane, told);
	case HFT_TOLD_LOST:
		return tell_lost(engine, lane, told);
	default:
		return 0;
	}
}

int hft_engine_told(struct hft_engine *engine, const struct hft_told *told)
{
	engine->quality.events++;
	if (told->ts > engine->arrived)
		engine->arrived = told->ts;
	hft_tell_begin(engine, told->ts);
	engine->now = told->ts;
	switch (told->kind) {
	case HFT_TOLD_TASK_EXIT:
		if (engine->ops->task_exited)
			engine->ops->task_exited(engine->view, told->vm,
						 told->tid);
		return 0;
	case HFT_TOLD_HELLO:
		tell_hello(engine, told);
		return 0;
	case HFT_TOLD_EPOCH:
		return tell_epoch(engine, told);
	case HFT_TOLD_BEGIN:
		return 0;
	default:
		return tell_on_lane(engine, told);
	}
}
