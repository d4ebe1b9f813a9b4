/* SPDX-License-Identifier: MIT */
/*
 * What the engine tells, told again to an engine: that one tells the same, of
 * whatever a guest sends.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <hyperftrace/protocol.h>

#include "../../consumer/views/retell.h"
#include "../ctf/page-builder.h"
#include "random.h"
#include "unit.h"

/* Writes down all that it is told. */
struct scribe {
	struct hft_engine *engine;
	FILE *file;
	char *text;
	size_t size;
};

static void put_place(struct scribe *scribe, const char *what, int64_t ts,
		      const struct hft_place *place)
{
	fprintf(scribe->file,
		"\n%s %" PRId64 " %" PRIu64 "/%" PRIu64 " context %u", what, ts,
		place->vm, place->vcpu, place->context);
	if (place->task_known)
		fprintf(scribe->file, " task %u/%u", place->task.tid,
			place->task.tgid);
	fprintf(scribe->file, " %s %s", place->comm ? place->comm : "-",
		place->process ? place->process : "-");
}

static void put_call(struct scribe *scribe, const char *what,
		     const struct hft_call *call)
{
	const struct hft_times *times = &call->times;

	put_place(scribe, what, call->ts, call->place);
	fprintf(scribe->file, " %s %" PRIx64 " level %u flags %u",
		call->function->name, call->address, call->level, call->flags);
	if (call->flags & HFT_CALL_ORPHAN)
		fprintf(scribe->file, " %" PRIu64, times->total);
	else
		fprintf(scribe->file,
			" since %" PRId64 " in %s %" PRIu64 " %" PRIu64
			" %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
			" %" PRIu64,
			call->entered, call->caller ? call->caller->name : "-",
			times->total, times->self, times->total_out,
			times->self_out, times->calls, times->self_calls,
			times->children);
}

static void on_enter(void *view, const struct hft_call *call)
{
	put_call(view, "enter", call);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	put_call(view, "exit", call);
}

static void on_left_open(void *view, const struct hft_call *call)
{
	struct hft_call open = *call;

	/* What is given up is given up when it shows. */
	open.ts = 0;
	put_call(view, "open", &open);
}

static void on_named(void *view, const struct hft_place *place)
{
	put_place(view, "named", 0, place);
}

static void on_switch(void *view, const struct hft_switch *sw)
{
	struct scribe *scribe = view;

	put_place(scribe, "switch", sw->ts, sw->place);
	if (sw->prev_known)
		fprintf(scribe->file, " from %u/%u", sw->prev.tid,
			sw->prev.tgid);
}

static void on_lost(void *view, const struct hft_lost *lost)
{
	static const struct hft_place nowhere;
	struct scribe *scribe = view;

	put_place(scribe, "lost", lost->begin,
		  lost->place ? lost->place : &nowhere);
	fprintf(scribe->file,
		" what %u %u count %" PRIu64 " until %" PRId64 " of %" PRIu64
		" pages: %u",
		lost->what, lost->counted, lost->count, lost->end, lost->pages,
		lost->reason);
}

static void on_syscall_enter(void *view, const struct hft_syscall *syscall)
{
	struct scribe *scribe = view;

	put_place(scribe, "syscall", syscall->ts, syscall->place);
	fprintf(scribe->file, " %u", syscall->nr);
}

static void on_syscall_exit(void *view, const struct hft_syscall *syscall)
{
	struct scribe *scribe = view;

	put_place(scribe, "return", syscall->ts, syscall->place);
	fprintf(scribe->file, " %u %" PRId64, syscall->nr, syscall->ret);
}

static void on_vm_exit(void *view, const struct hft_vm_exit *exit)
{
	struct scribe *scribe = view;

	put_place(scribe, "vm exit", exit->begin, exit->place);
	fprintf(scribe->file,
		" until %" PRId64 " %u %u at %" PRIx64 " %s in %s tracer %u",
		exit->end, exit->isa, exit->reason, exit->rip,
		exit->function ? exit->function->name : "-",
		exit->caller ? exit->caller->name : "-", exit->tracer);
}

static void on_task_exited(void *view, uint64_t vm, uint32_t tid)
{
	struct scribe *scribe = view;

	fprintf(scribe->file, "\ndead %" PRIu64 " %u", vm, tid);
}

static void on_epoch(void *view, uint64_t vm)
{
	struct scribe *scribe = view;

	fprintf(scribe->file, "\nepoch %" PRIu64, vm);
}

static void on_hello(void *view, uint64_t vm, const struct hft_hello *hello,
		     bool new_epoch)
{
	struct scribe *scribe = view;

	fprintf(scribe->file,
		"\nhello %" PRIu64 " new %u: %" PRIx64 " %" PRIx64 " %" PRIx64
		" %u %u %u %u %" PRIx64 " %u %s",
		vm, new_epoch, hello->session, hello->boot_id[0],
		hello->boot_id[1], hello->tsc_khz, hello->n_cpus,
		hello->flush_ms, hello->bytes, hello->flags, hello->minor,
		hello->release);
}

static const struct hft_engine_ops scribe_ops = {
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

/* One is told by the first engine; the other by the third, which is told by
 * the second. */
static struct scribe once, again;
static struct hft_engine *second;
static struct hft_retell *retell;
/* Of what is drawn: open calls of each thread. */
static struct {
	char name[80];
	uint64_t vm;
	uint64_t vtid;
	int open;
} threads[64];
static int64_t now;

/* What is drawn nests: no exit without an entry in its thread. */
static void draw(const struct hft_told *told)
{
	size_t i = 0;

	ck_assert_quick(told->procname && *told->procname);
	while (*threads[i].name &&
	       (strcmp(threads[i].name, told->procname) ||
		threads[i].vm != told->vm || threads[i].vtid != told->vtid))
		ck_assert_quick(++i < 64);
	snprintf(threads[i].name, sizeof(threads[i].name), "%s",
		 told->procname);
	threads[i].vm = told->vm;
	threads[i].vtid = told->vtid;
	threads[i].open += told->kind == HFT_TOLD_ENTER ? 1 : -1;
	ck_assert_quick(threads[i].open >= 0);
}

static void on_told(void *listener, const struct hft_told *told)
{
	(void)listener;
	if (told->kind == HFT_TOLD_ENTER || told->kind == HFT_TOLD_EXIT)
		draw(told);
	ck_assert_quick(!hft_engine_told(again.engine, told));
}

static void on_told_lost(void *listener, const struct hft_lost *lost)
{
	(void)listener;
	ck_assert_quick(!hft_engine_lost(again.engine, lost));
}

static const struct hft_retell_ops retell_ops = { on_told, on_told_lost };

static void begin_scribe(struct scribe *scribe)
{
	scribe->file = open_memstream(&scribe->text, &scribe->size);
	scribe->engine = hft_engine_create(&scribe_ops, scribe, NULL);
	ck_assert_ptr_nonnull(scribe->engine);
}

static void end_scribe(struct scribe *scribe)
{
	hft_engine_destroy(scribe->engine);
	fclose(scribe->file);
	free(scribe->text);
}

static void begin(void)
{
	now = 1000;
	memset(threads, 0, sizeof(threads));
	begin_scribe(&once);
	begin_scribe(&again);
	retell = hft_retell_create(&retell_ops, NULL);
	second = hft_engine_create(&hft_retell_engine_ops, retell, NULL);
	ck_assert_ptr_nonnull(second);
}

/* The line that a text's character is in. */
static const char *line_at(const char *text, size_t i)
{
	static char line[512];

	while (i && text[i - 1] != '\n')
		i--;
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(text + i, "\n"),
		 text + i);
	return line;
}

static void end(void)
{
	size_t i = 0;
	char expected[512];

	hft_engine_finish(once.engine);
	hft_engine_finish(second);
	hft_engine_finish(again.engine);
	fflush(once.file);
	fflush(again.file);
	while (once.text[i] && once.text[i] == again.text[i])
		i++;
	snprintf(expected, sizeof(expected), "%s", line_at(once.text, i));
	ck_assert_msg(!once.text[i] && !again.text[i],
		      "told once: %s\ntold again: %s", expected,
		      line_at(again.text, i));
	ck_assert_int_eq(hft_retell_failure(retell), 0);
	for (i = 0; i < 64; i++)
		ck_assert_int_eq(threads[i].open, 0);
	hft_engine_destroy(second);
	hft_retell_destroy(retell);
	end_scribe(&once);
	end_scribe(&again);
}

static void hypercall(uint64_t vcpu, uint64_t nr, uint64_t a0, uint64_t a1,
		      uint64_t a2, uint64_t a3)
{
	const struct hft_hypercall hypercall = {
		.ts = now += 10,
		.vm = 1,
		.vcpu = vcpu,
		.nr = nr,
		.args = { a0, a1, a2, a3 },
	};

	ck_assert_quick(!hft_engine_hypercall(once.engine, &hypercall));
	ck_assert_quick(!hft_engine_hypercall(second, &hypercall));
}

static void transition(uint64_t vcpu, bool entry)
{
	const struct hft_transition transition = {
		.ts = now += 10,
		.vm = 1,
		.vcpu = vcpu,
		.entry = entry,
		.isa = 2,
		.reason = 0x78,
		.rip = 0xffffffff81000010,
	};

	ck_assert_quick(!hft_engine_transition(once.engine, &transition));
	ck_assert_quick(!hft_engine_transition(second, &transition));
}

static void lost(enum hft_lost_what what)
{
	const struct hft_lost lost = {
		.what = what,
		.counted = true,
		.count = 5,
		.begin = now,
		.end = now + 5,
	};

	ck_assert_quick(!hft_engine_lost(once.engine, &lost));
	ck_assert_quick(!hft_engine_lost(second, &lost));
}

START_TEST(test_by_call)
{
	begin();
	transition(0, false);
	transition(0, true);
	/* Calls before it is known whose they are. */
	hypercall(0, HFT_NR_USER_FUNC, 0x401000, HFT_FUNC_ENTRY, 0, 0);
	hypercall(0, HFT_NR_KERNEL_FUNC, 0xa, HFT_FUNC_ENTRY, 0, 0);
	hypercall(0, HFT_NR_KERNEL_FUNC, 0xb, HFT_FUNC_ENTRY, 0, 1);
	hypercall(0, HFT_NR_SWITCH, 57, 57, 61, 60);
	hypercall(0, HFT_NR_KERNEL_FUNC, 0xc, HFT_FUNC_ENTRY, 0, 0);
	transition(0, false);
	transition(0, true);
	hypercall(0, HFT_NR_SWITCH, 61, 60, 57, 57);
	hypercall(0, HFT_NR_KERNEL_FUNC, 0xb, HFT_FUNC_EXIT, 7, 1);
	/* One whose entry is missing, one whose exit is. */
	hypercall(0, HFT_NR_KERNEL_FUNC, 0xd, HFT_FUNC_EXIT, 9, 1);
	hypercall(0, HFT_NR_USER_FUNC, 0x401000, HFT_FUNC_EXIT, 0, 0);
	lost(HFT_LOST_EVENTS);
	/* The tid of another process. */
	hypercall(1, HFT_NR_SWITCH, 0, 0, 61, 61);
	hypercall(1, HFT_NR_KERNEL_FUNC, 0xe, HFT_FUNC_ENTRY, 0, 0);
	end();
}
END_TEST

START_TEST(test_random_calls)
{
	static const uint64_t numbers[] = { HFT_NR_KERNEL_FUNC,
					    HFT_NR_KERNEL_FUNC,
					    HFT_NR_KERNEL_FUNC,
					    HFT_NR_USER_FUNC, HFT_NR_SWITCH };

	for (int round = 0; round < 300; round++) {
		seed = round;
		begin();
		for (int i = 0; i < 400; i++) {
			uint64_t nr = numbers[pick(5)];

			if (!pick(30))
				transition(pick(2), pick(2));
			else if (!pick(60))
				lost(HFT_LOST_EVENTS + pick(2));
			else if (nr == HFT_NR_SWITCH)
				hypercall(pick(2), nr, pick(4), pick(3),
					  pick(4), pick(3));
			else
				hypercall(pick(2), nr, 0x10 * (1 + pick(4)),
					  pick(2), pick(1000), pick(6));
		}
		end();
	}
}
END_TEST

static struct page_builder page;

static void put(unsigned int kind, uint32_t number, const uint64_t *words,
		size_t n)
{
	page_escape(&page, kind, number, pick(20), words, n);
}

static void put_name(void)
{
	uint64_t words[] = { pick(4), HFT_TASK_EXISTS + pick(3), 0, 0 };

	snprintf((char *)&words[2], 16, "%s",
		 (const char *[]){ "sh", "cat", "a\\b\n", "" }[pick(4)]);
	put(HFT_REC_TASK_NAME, pick(4), words, 4);
}

static void put_record(void)
{
	uint64_t word = pick(4);

	switch (pick(12)) {
	case 0:
		put(HFT_REC_TASK, pick(4), &word, 1);
		break;
	case 1:
		put(HFT_REC_CONTEXT, pick(3), NULL, 0);
		break;
	case 2:
		put(HFT_REC_SYSCALL_ENTER, pick(4), NULL, 0);
		break;
	case 3:
		put(HFT_REC_SYSCALL_EXIT, pick(4), &word, 1);
		break;
	case 4:
		put_name();
		break;
	case 5:
		if (!pick(3))
			put(HFT_REC_TASK_EXIT, pick(4), &word, 1);
		break;
	case 6:
		if (!pick(5))
			put(HFT_REC_LOST, 1 + pick(3), (uint64_t[]){ 3, 0 }, 2);
		break;
	default:
		page_func(&page, pick(2), pick(20),
			  0xffffffff81000000 + 0x10 * pick(4), pick(5));
		break;
	}
}

/* A page of a CPU; sometimes of a session that begins, or one was lost. */
static void send_page(uint64_t vcpu, uint64_t seq[], uint64_t *session)
{
	const struct page_start start = {
		.tsc = now,
		.tid = pick(4),
		.tgid = pick(3),
		.cpu = vcpu,
	};
	uint64_t hello[] = { 0, 1, 0, 1000000 | 2ULL << 32, 10, 0, 0x362e36 };
	struct hft_page event = { .vm = 1, .vcpu = vcpu };

	page.n = 0;
	page_begin(&page, &start);
	if (!pick(15)) {
		++*session;
		seq[0] = seq[1] = 0;
	}
	hello[0] = *session;
	if (!seq[vcpu])
		put(HFT_REC_HELLO, 0, hello, 7);
	for (uint32_t n = pick(40); n; n--)
		put_record();
	if (!pick(10))
		seq[vcpu]++;
	event.ts = now += 1000;
	event.session = *session;
	event.seq = seq[vcpu]++;
	event.guest_tsc = now;
	event.words = page.words;
	event.n_words = page.n;
	ck_assert_quick(!hft_engine_page(once.engine, &event));
	ck_assert_quick(!hft_engine_page(second, &event));
}

START_TEST(test_random_pages)
{
	for (int round = 0; round < 300; round++) {
		uint64_t seq[2] = { 0 }, session = 1;

		seed = round;
		begin();
		for (int i = 0; i < 40; i++) {
			send_page(pick(2), seq, &session);
			if (!pick(5))
				transition(pick(2), pick(2));
			if (!pick(10))
				hypercall(pick(2), HFT_NR_USER_FUNC,
					  0x401000 + 16 * pick(2), pick(2), 0,
					  0);
		}
		end();
	}
}
END_TEST

/* What others traced: functions of programs, by address alone. */
START_TEST(test_plain)
{
	struct hft_told told = {
		.ts = 1000,
		.vm = 5,
		.vcpu = 6,
		.tid = 6,
		.tgid = 5,
		.address = 0x401000,
		.comm = "a\nb",
	};

	begin_scribe(&again);
	ck_assert_int_eq(hft_engine_told(again.engine, &told), 0);
	told.kind = HFT_TOLD_EXIT;
	told.ts = 1500;
	ck_assert_int_eq(hft_engine_told(again.engine, &told), 0);
	hft_engine_finish(again.engine);
	fflush(again.file);
	ck_assert_str_eq(
		again.text,
		"\nswitch 1000 5/6 context 0 task 6/5 - -"
		"\nenter 1000 5/6 context 0 task 6/5 a\\x0ab - "
		"0x401000 401000 level 0 flags 1 since 1000 in - 0 0 0 "
		"0 0 0 0"
		"\nexit 1500 5/6 context 0 task 6/5 a\\x0ab - "
		"0x401000 401000 level 0 flags 9 since 1000 in - 500 "
		"500 0 0 0 0 0");
	end_scribe(&again);
}
END_TEST

/* Anything may be in a trace; names that are no text among it. */
START_TEST(test_nonsense)
{
	static const char *const strings[] = { NULL, "", "sh", "\xff\x1b[2J",
					       "\\" };
	char huge[5000];

	memset(huge, 'x', sizeof(huge) - 1);
	huge[sizeof(huge) - 1] = '\0';
	for (int round = 0; round < 200; round++) {
		seed = round;
		begin_scribe(&again);
		for (int i = 0; i < 500; i++) {
			struct hft_told told;
			unsigned char *bytes = (void *)&told;

			for (size_t j = 0; j < sizeof(told); j++)
				bytes[j] = pick(4) ? 0 : pick(256);
			told.kind = pick(HFT_TOLD_KINDS + 2);
			told.vm = pick(2);
			told.vcpu = pick(2);
			told.tid = pick(5) ? pick(4) : HFT_TOLD_NOBODY;
			told.tgid = pick(3);
			told.comm = strings[pick(5)];
			told.process = strings[pick(5)];
			told.name = pick(50) ? strings[pick(5)] : huge;
			told.address = pick(4);
			told.depth = pick(4) ? pick(6) : told.depth;
			ck_assert_quick(!hft_engine_told(again.engine, &told));
		}
		hft_engine_finish(again.engine);
		fflush(again.file);
		ck_assert_ptr_null(strchr(again.text, '\x1b'));
		ck_assert_ptr_null(strchr(again.text, '\xff'));
		end_scribe(&again);
	}
}
END_TEST

UNIT_MAIN("retell", test_by_call, test_random_calls, test_random_pages,
	  test_plain, test_nonsense)
