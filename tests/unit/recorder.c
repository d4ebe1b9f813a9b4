/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>

#include "recorder.h"
#include "unit.h"

static void record_call(struct recorder *recorder, char what,
			const struct hft_call *call)
{
	fprintf(recorder->file, " %c%s%" PRIx64 ".%u", what,
		call->flags & HFT_CALL_USER ? "u" : "", call->address,
		call->level);
	if (call->place->context)
		fprintf(recorder->file, "@%u", call->place->context);
	if (call->flags & HFT_CALL_TIMED)
		fprintf(recorder->file, "=%" PRIu64, call->times.total);
}

static void on_enter(void *view, const struct hft_call *call)
{
	record_call(view, '+', call);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	char what = '-';

	if (call->flags & HFT_CALL_LOST)
		what = '!';
	if (call->flags & HFT_CALL_ORPHAN)
		what = '?';
	record_call(view, what, call);
}

static void on_left_open(void *view, const struct hft_call *call)
{
	record_call(view, '~', call);
}

static void on_switch(void *view, const struct hft_switch *sw)
{
	struct recorder *recorder = view;

	if (sw->prev_known)
		fprintf(recorder->file, " [%u>%u]", sw->prev.tid,
			sw->place->task.tid);
	else
		fprintf(recorder->file, " [>%u]", sw->place->task.tid);
}

static void on_named(void *view, const struct hft_place *place)
{
	struct recorder *recorder = view;

	fprintf(recorder->file, " [=%u]", place->task.tid);
}

static void on_lost(void *view, const struct hft_lost *lost)
{
	struct recorder *recorder = view;
	const char *what = lost->what == HFT_LOST_EVENTS ? "events" : "packets";

	if (lost->what == HFT_LOST_RECORDS)
		fprintf(recorder->file,
			" <%" PRIu64 " records of %" PRIu64 " pages>",
			lost->count, lost->pages);
	else if (lost->what == HFT_LOST_IN_GUEST)
		fprintf(recorder->file, " <%" PRIu64 " in guest: %u>",
			lost->count, lost->reason);
	else if (lost->counted)
		fprintf(recorder->file, " <%" PRIu64 " %s>", lost->count, what);
	else
		fprintf(recorder->file, " <? %s>", what);
}

static void on_unknown(void *view, const struct hft_hypercall *hypercall)
{
	struct recorder *recorder = view;

	fprintf(recorder->file, " *%" PRIu64, hypercall->nr);
}

static void on_syscall_enter(void *view, const struct hft_syscall *syscall)
{
	struct recorder *recorder = view;

	fprintf(recorder->file, " (%u)", syscall->nr);
}

static void on_syscall_exit(void *view, const struct hft_syscall *syscall)
{
	struct recorder *recorder = view;

	fprintf(recorder->file, " (%u=%" PRId64 ")", syscall->nr, syscall->ret);
}

static void on_epoch(void *view, uint64_t vm)
{
	struct recorder *recorder = view;

	fprintf(recorder->file, " {new %" PRIu64 "}", vm);
}

static void on_hello(void *view, uint64_t vm, const struct hft_hello *hello,
		     bool new_epoch)
{
	struct recorder *recorder = view;

	(void)vm;
	(void)new_epoch;
	fprintf(recorder->file, " {%" PRIu64 "}", hello->session);
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.left_open = on_left_open,
	.task_named = on_named,
	.sched_switch = on_switch,
	.lost = on_lost,
	.syscall_enter = on_syscall_enter,
	.syscall_exit = on_syscall_exit,
	.epoch = on_epoch,
	.hello = on_hello,
	.unknown = on_unknown,
};

void recorder_init(struct recorder *recorder)
{
	*recorder = (struct recorder){ 0 };
	recorder->file = open_memstream(&recorder->text, &recorder->size);
	ck_assert_ptr_nonnull(recorder->file);
	recorder->engine = hft_engine_create(&ops, recorder, NULL);
	ck_assert_ptr_nonnull(recorder->engine);
}

void recorder_deinit(struct recorder *recorder)
{
	hft_engine_destroy(recorder->engine);
	fclose(recorder->file);
	free(recorder->text);
}

void hypercall(struct recorder *recorder, uint64_t nr, uint64_t a0, uint64_t a1,
	       uint64_t a2, uint64_t a3)
{
	struct hft_hypercall hypercall = {
		.ts = recorder->ts += 10,
		.vm = recorder->vm,
		.vcpu = recorder->vcpu,
		.nr = nr,
		.args = { a0, a1, a2, a3 },
	};

	ck_assert_quick(!hft_engine_hypercall(recorder->engine, &hypercall));
}

void enter(struct recorder *recorder, uint64_t address, uint64_t depth)
{
	hypercall(recorder, HFT_NR_KERNEL_FUNC, address, HFT_FUNC_ENTRY, 0,
		  depth);
}

void leave(struct recorder *recorder, uint64_t address, uint64_t duration,
	   uint64_t depth)
{
	hypercall(recorder, HFT_NR_KERNEL_FUNC, address, HFT_FUNC_EXIT,
		  duration, depth);
}

void enter_user(struct recorder *recorder, uint64_t address)
{
	hypercall(recorder, HFT_NR_USER_FUNC, address, HFT_FUNC_ENTRY, 0, 0);
}

void leave_user(struct recorder *recorder, uint64_t address)
{
	hypercall(recorder, HFT_NR_USER_FUNC, address, HFT_FUNC_EXIT, 0, 0);
}

void switch_task(struct recorder *recorder, uint64_t prev, uint64_t next)
{
	hypercall(recorder, HFT_NR_SWITCH, prev, prev, next, next);
}

const char *recorded(struct recorder *recorder)
{
	size_t size;

	fflush(recorder->file);
	size = recorder->size;
	rewind(recorder->file);
	/* What an earlier, longer text left behind is not ours. */
	recorder->text[size] = '\0';
	/* Each word begins with a space. */
	return size ? recorder->text + 1 : "";
}

const char *recorded_end(struct recorder *recorder)
{
	hft_engine_finish(recorder->engine);
	return recorded(recorder);
}

const struct hft_quality *quality(const struct recorder *recorder)
{
	return hft_engine_quality(recorder->engine);
}
