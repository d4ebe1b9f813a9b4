/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "retell-threads.h"
#include "retell.h"

/* What was told last of a vCPU's task. */
struct lane {
	uint64_t vm;
	uint64_t serial;
	char comm[HFT_COMM_TEXT_MAX];
	char process[HFT_COMM_TEXT_MAX];
};

struct hft_retell {
	const struct hft_retell_ops *ops;
	void *listener;
	int failure;
	/* When the trace begins, if that is still to be told. */
	bool begins;
	int64_t begin;
	/* Of the last callback that had a time. */
	int64_t now;
	struct lane *lanes;
	uint32_t n_lanes;
	/* The task whose calls are being given up. */
	uint64_t given_up;
	struct hft_threads threads;
};

struct hft_retell *hft_retell_create(const struct hft_retell_ops *ops,
				     void *listener)
{
	struct hft_retell *retell = calloc(1, sizeof(*retell));

	if (!retell)
		return NULL;
	retell->ops = ops;
	retell->listener = listener;
	if (!hft_threads_init(&retell->threads))
		return retell;
	free(retell);
	return NULL;
}

void hft_retell_destroy(struct hft_retell *retell)
{
	if (!retell)
		return;
	hft_threads_deinit(&retell->threads);
	free(retell->lanes);
	free(retell);
}

int hft_retell_failure(const struct hft_retell *retell)
{
	return retell->failure;
}

void hft_retell_begin(struct hft_retell *retell, int64_t ts)
{
	retell->begins = true;
	retell->begin = ts;
	retell->now = ts;
}

/* The first of all, which may be older than the beginning. */
static void tell_begin(struct hft_retell *retell, const struct hft_told *first)
{
	const struct hft_told told = {
		.kind = HFT_TOLD_BEGIN,
		.ts = first->ts < retell->begin ? first->ts : retell->begin,
		.vm = first->vm,
		.vtid = HFT_TOLD_NOBODY,
		.vpid = HFT_TOLD_NOBODY,
		.begin = retell->begin,
	};

	retell->begins = false;
	retell->ops->told(retell->listener, &told);
}

static void tell(struct hft_retell *retell, const struct hft_told *told)
{
	if (retell->begins)
		tell_begin(retell, told);
	retell->ops->told(retell->listener, told);
}

static struct lane *lane_of(struct hft_retell *retell,
			    const struct hft_place *place)
{
	uint32_t n = retell->n_lanes ? retell->n_lanes : 16;
	struct lane *bigger;

	if (place->lane < retell->n_lanes)
		goto found;
	while (n <= place->lane)
		n *= 2;
	bigger = reallocarray(retell->lanes, n, sizeof(*bigger));
	if (!bigger) {
		retell->failure = ENOMEM;
		return NULL;
	}
	memset(bigger + retell->n_lanes, 0,
	       (n - retell->n_lanes) * sizeof(*bigger));
	retell->lanes = bigger;
	retell->n_lanes = n;
found:
	retell->lanes[place->lane].vm = place->vm;
	return &retell->lanes[place->lane];
}

static void keep(char kept[HFT_COMM_TEXT_MAX], const char *name)
{
	snprintf(kept, HFT_COMM_TEXT_MAX, "%s", name ? name : "");
}

static bool differs(const char *kept, const char *name)
{
	return strcmp(kept, name ? name : "") != 0;
}

/*
 * These names are told: of the task, which may be on another lane as well, as
 * long as it moves.
 */
static void keep_names(struct hft_retell *retell, const struct hft_place *place)
{
	for (uint32_t i = 0; i < retell->n_lanes; i++) {
		if (retell->lanes[i].serial != place->serial)
			continue;
		keep(retell->lanes[i].comm, place->comm);
		keep(retell->lanes[i].process, place->process);
	}
}

/* The lane's task is this one, by these names. */
static void keep_task(struct hft_retell *retell, struct lane *lane,
		      const struct hft_place *place)
{
	lane->serial = place->serial;
	keep_names(retell, place);
}

static struct hft_told told_at(struct hft_retell *retell,
			       enum hft_told_kind kind,
			       const struct hft_place *place, int64_t ts)
{
	bool known = place->task_known;

	retell->now = ts;
	return (struct hft_told){
		.kind = kind,
		.ts = ts,
		.vm = place->vm,
		.vcpu = place->vcpu,
		.context = place->context,
		.tid = known ? place->task.tid : HFT_TOLD_NOBODY,
		.tgid = known ? place->task.tgid : HFT_TOLD_NOBODY,
		.vtid = known ? place->task.tid : HFT_TOLD_NOBODY,
		.vpid = known ? place->task.tgid : HFT_TOLD_NOBODY,
	};
}

static void tell_call(struct hft_retell *retell, enum hft_told_kind kind,
		      const struct hft_call *call, uint64_t flags)
{
	struct hft_told told = told_at(retell, kind, call->place, call->ts);
	struct hft_thread thread;

	if (hft_threads_find(&retell->threads, call, &thread)) {
		retell->failure = ENOMEM;
		return;
	}
	told.procname = thread.name;
	if (!thread.known)
		told.vtid = told.vpid = HFT_TOLD_NOBODY;
	told.name = call->function->name;
	told.address = call->address;
	told.depth = call->level;
	told.flags = call->flags | flags;
	if (call->flags & HFT_CALL_TIMED)
		told.duration = call->times.total;
	tell(retell, &told);
}

static void tell_task(struct hft_retell *retell, const struct hft_place *place,
		      int64_t ts, uint64_t flags)
{
	char text[HFT_THREAD_NAME_MAX];
	struct hft_told told = told_at(retell, HFT_TOLD_TASK, place, ts);

	told.procname = hft_thread_name(text, place);
	told.comm = place->comm;
	told.process = place->process;
	told.flags = flags;
	tell(retell, &told);
}

/*
 * Tell what the lane's task is called, if it was called otherwise; or if it has
 * become another one without a switch, when its tid was given away.
 */
static void tell_names(struct hft_retell *retell, const struct hft_place *place,
		       int64_t ts)
{
	struct lane *lane = lane_of(retell, place);
	bool renamed;

	retell->given_up = 0;
	if (!lane)
		return;
	renamed = differs(lane->comm, place->comm) ||
		  differs(lane->process, place->process) ||
		  (lane->serial && lane->serial != place->serial);
	if (renamed || !lane->serial)
		keep_task(retell, lane, place);
	if (renamed)
		tell_task(retell, place, ts, 0);
}

static void on_enter(void *view, const struct hft_call *call)
{
	tell_names(view, call->place, call->ts);
	tell_call(view, HFT_TOLD_ENTER, call, 0);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	tell_names(view, call->place, call->ts);
	/* One that can be drawn. */
	if (call->flags & HFT_CALL_ORPHAN)
		tell_call(view, HFT_TOLD_ENTER, call, 0);
	tell_call(view, HFT_TOLD_EXIT, call, 0);
}

/* A task that runs nowhere has names, too. */
static void on_left_open(void *view, const struct hft_call *call)
{
	struct hft_retell *retell = view;

	if (retell->given_up != call->place->serial) {
		retell->given_up = call->place->serial;
		keep_names(retell, call->place);
		tell_task(retell, call->place, call->ts, HFT_TOLD_AWAY);
	}
	tell_call(view, HFT_TOLD_EXIT, call, HFT_TOLD_LEFT_OPEN);
}

static void on_named(void *view, const struct hft_place *place)
{
	struct hft_retell *retell = view;
	struct lane *lane = lane_of(retell, place);

	if (lane)
		keep_task(retell, lane, place);
	tell_task(retell, place, retell->now, HFT_TOLD_ADOPTS);
}

static void on_switch(void *view, const struct hft_switch *sw)
{
	struct hft_retell *retell = view;
	struct hft_told told =
		told_at(retell, HFT_TOLD_SWITCH, sw->place, sw->ts);
	struct lane *lane = lane_of(retell, sw->place);
	char text[HFT_THREAD_NAME_MAX];

	retell->given_up = 0;
	if (lane)
		keep_task(retell, lane, sw->place);
	told.procname = hft_thread_name(text, sw->place);
	told.comm = sw->place->comm;
	told.process = sw->place->process;
	told.prev_tid = sw->prev.tid;
	told.prev_tgid = sw->prev.tgid;
	told.flags = sw->prev_known ? HFT_TOLD_PREV_KNOWN : 0;
	tell(retell, &told);
}

static void tell_syscall(struct hft_retell *retell, enum hft_told_kind kind,
			 const struct hft_syscall *syscall)
{
	struct hft_told told;
	char text[HFT_THREAD_NAME_MAX];

	tell_names(retell, syscall->place, syscall->ts);
	told = told_at(retell, kind, syscall->place, syscall->ts);
	told.procname = hft_thread_name(text, syscall->place);
	told.nr = syscall->nr;
	told.ret = syscall->ret;
	tell(retell, &told);
}

static void on_syscall_enter(void *view, const struct hft_syscall *syscall)
{
	tell_syscall(view, HFT_TOLD_SYSCALL_ENTER, syscall);
}

static void on_syscall_exit(void *view, const struct hft_syscall *syscall)
{
	tell_syscall(view, HFT_TOLD_SYSCALL_EXIT, syscall);
}

static void on_vm_exit(void *view, const struct hft_vm_exit *exit)
{
	struct hft_retell *retell = view;
	struct hft_told told;
	char text[HFT_THREAD_NAME_MAX];

	tell_names(retell, exit->place, exit->end);
	told = told_at(retell, HFT_TOLD_VM_EXIT, exit->place, exit->end);
	told.procname = hft_thread_name(text, exit->place);
	told.duration = (uint64_t)exit->end - (uint64_t)exit->begin;
	told.isa = exit->isa;
	told.reason = exit->reason;
	told.rip = exit->rip;
	told.flags = exit->tracer ? HFT_TOLD_TRACER : 0;
	if (exit->function) {
		told.name = exit->function->name;
		told.flags |= exit->function->user ? HFT_CALL_USER : 0;
	}
	tell(retell, &told);
}

static void on_lost(void *view, const struct hft_lost *lost)
{
	struct hft_retell *retell = view;
	struct hft_told told;
	char text[HFT_THREAD_NAME_MAX];

	if (!lost->place) {
		retell->ops->lost(retell->listener, lost);
		return;
	}
	tell_names(retell, lost->place, lost->end);
	told = told_at(retell, HFT_TOLD_LOST, lost->place, lost->end);
	told.procname = hft_thread_name(text, lost->place);
	told.what = lost->what;
	told.count = lost->count;
	told.pages = lost->pages;
	told.begin = lost->begin;
	told.end = lost->end;
	told.reason = lost->reason;
	tell(retell, &told);
}

/* Something of a VM, on none of its vCPUs. */
static struct hft_told told_of_vm(const struct hft_retell *retell,
				  enum hft_told_kind kind, uint64_t vm)
{
	return (struct hft_told){
		.kind = kind,
		.ts = retell->now,
		.vm = vm,
		.tid = HFT_TOLD_NOBODY,
		.tgid = HFT_TOLD_NOBODY,
		.vtid = HFT_TOLD_NOBODY,
		.vpid = HFT_TOLD_NOBODY,
	};
}

static void on_task_exited(void *view, uint64_t vm, uint32_t tid)
{
	struct hft_told told = told_of_vm(view, HFT_TOLD_TASK_EXIT, vm);

	told.tid = tid;
	tell(view, &told);
}

static void on_epoch(void *view, uint64_t vm)
{
	struct hft_retell *retell = view;
	const struct hft_told told = told_of_vm(retell, HFT_TOLD_EPOCH, vm);

	for (uint32_t i = 0; i < retell->n_lanes; i++) {
		if (retell->lanes[i].vm != vm)
			continue;
		retell->lanes[i] = (struct lane){ .vm = vm };
	}
	tell(retell, &told);
}

static void on_hello(void *view, uint64_t vm, const struct hft_hello *hello,
		     bool new_epoch)
{
	struct hft_told told = told_of_vm(view, HFT_TOLD_HELLO, vm);

	told.name = hello->release;
	told.session = hello->session;
	told.boot_id[0] = hello->boot_id[0];
	told.boot_id[1] = hello->boot_id[1];
	told.tsc_khz = hello->tsc_khz;
	told.n_cpus = hello->n_cpus;
	told.flush_ms = hello->flush_ms;
	told.bytes = hello->bytes;
	told.minor = hello->minor;
	told.hello_flags = hello->flags;
	told.flags = new_epoch ? HFT_TOLD_NEW_EPOCH : 0;
	tell(view, &told);
}

const struct hft_engine_ops hft_retell_engine_ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.left_open = on_left_open,
	.task_named = on_named,
	.sched_switch = on_switch,
	.lost = on_lost,
	.syscall_enter = on_syscall_enter,
	.syscall_exit = on_syscall_exit,
	.vm_exit = on_vm_exit,
	.task_exited = on_task_exited,
	.epoch = on_epoch,
	.hello = on_hello,
};
