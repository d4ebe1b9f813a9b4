/* SPDX-License-Identifier: MIT */
/* From pages to steps, lane by lane. */
#include <stdio.h>
#include <string.h>

#include "../../../consumer/engine/page.h"
#include "array.h"
#include "source.h"

struct decoder {
	struct source *source;
	struct lane_steps *lanes;
	unsigned int max_lanes;
	/* Of the page at hand. */
	unsigned int lane;
	uint64_t clock;
	uint16_t task;
	uint8_t context;
	/* A function was seen: what is told from here on happens again. */
	bool begun;
};

static struct step *add_step(struct decoder *d, enum step_kind kind)
{
	struct lane_steps *lane = &d->lanes[d->lane];
	struct step *step = array_add(lane->steps, lane->n);

	*step = (struct step){
		.clock = d->clock,
		.task = d->task,
		.lane = d->lane,
		.context = d->context,
		.kind = kind,
	};
	return step;
}

static void run(struct decoder *d, uint32_t tid, uint32_t tgid)
{
	struct source *source = d->source;

	d->task = source_task(source, tid, d->lane);
	source->tasks[d->task].tgid = tgid;
	add_step(d, STEP_RUN);
}

static void take_hello(struct source *source,
		       const struct source_message *message)
{
	struct source_hello *hello = &source->hello;
	const char *release = (const char *)(message->words + 6);

	if (message->n < 7 || hello->khz)
		return;
	memcpy(hello->boot_id, message->words + 1, sizeof(hello->boot_id));
	hello->khz = message->words[3];
	hello->clock_is_ns = message->words[5] & HFT_HELLO_NS;
	snprintf(hello->release, sizeof(hello->release), "%.*s",
		 (int)((message->n - 6) * sizeof(uint64_t)), release);
}

static struct source_task *task_of(struct decoder *d, uint32_t tid)
{
	uint16_t i = source_task(d->source, tid, d->lane);

	return &d->source->tasks[i];
}

static void take_name(struct decoder *d, const struct source_message *message)
{
	struct source_task *task;

	if (message->n < 4)
		return;
	task = task_of(d, message->number);
	task->tgid = message->words[0];
	task->parent = message->words[0] >> 32;
	memcpy(task->last_comm, message->words + 2, SOURCE_COMM);
	if (!d->begun || !*task->comm)
		memcpy(task->comm, message->words + 2, SOURCE_COMM);
	if (d->begun && message->words[1] == HFT_TASK_FORKED)
		task->forked = true;
}

static void add_message(struct decoder *d, const struct source_message *message,
			bool once)
{
	struct source *source = d->source;

	if (once) {
		*array_add(source->preamble, source->n_preamble) = *message;
		return;
	}
	add_step(d, STEP_MESSAGE)->what = source->n_messages;
	*array_add(source->messages, source->n_messages) = *message;
}

/* What the guest says of itself, the losses, the end: the replica has its own.
 */
static void take_message(struct decoder *d,
			 const struct source_message *message)
{
	switch (message->kind) {
	case HFT_REC_HELLO:
		take_hello(d->source, message);
		return;
	case HFT_REC_SYMBOLS:
		source_add_symbols(d->source, message);
		add_message(d, message, true);
		return;
	case HFT_REC_MODULE:
		add_message(d, message, true);
		return;
	case HFT_REC_MAP:
		add_message(d, message, !d->begun);
		return;
	case HFT_REC_TASK_NAME:
		take_name(d, message);
		break;
	case HFT_REC_TASK_EXIT:
		task_of(d, message->number)->ended |= d->begun;
		break;
	case HFT_REC_EXEC:
	case HFT_REC_SYSCALL_ENTER:
	case HFT_REC_SYSCALL_EXIT:
		break;
	default:
		return;
	}
	if (d->begun)
		add_message(d, message, false);
}

static void take_record(struct decoder *d, const struct hft_record *record)
{
	const struct source_message message = {
		.kind = record->kind,
		.number = record->number,
		.n = record->n_words,
		.words = record->words,
	};

	switch (record->kind) {
	case HFT_REC_FUNC:
		d->begun = true;
		add_step(d, record->exit ? STEP_EXIT : STEP_ENTER)->what =
			source_function(d->source, record->address);
		break;
	case HFT_REC_TASK:
		run(d, record->number, record->words[0]);
		break;
	case HFT_REC_CONTEXT:
		d->context = record->number;
		break;
	default:
		take_message(d, &message);
		break;
	}
}

static void take_page(struct decoder *d, const struct capture_page *page)
{
	struct hft_page_summary summary = hft_page_check(page->words, page->n);
	const uint64_t *at = page->words, *end = at + summary.n_words;
	struct hft_record record = { 0 };

	d->lane = summary.begin.cpu;
	if (!summary.n_words || d->lane >= d->max_lanes)
		return;
	if (d->lane >= d->source->n_lanes)
		d->source->n_lanes = d->lane + 1;
	d->clock = summary.begin.tsc;
	d->context = summary.begin.context;
	run(d, summary.begin.task.tid, summary.begin.task.tgid);
	while (at < end) {
		d->clock = hft_record_tsc(at, d->clock);
		at = hft_record_read(at, &record);
		take_record(d, &record);
	}
}

void source_decode(struct source *source, unsigned int max_lanes,
		   struct lane_steps *lanes)
{
	struct decoder d = {
		.source = source,
		.lanes = lanes,
		.max_lanes = max_lanes,
	};

	for (size_t i = 0; i < source->capture.n; i++)
		take_page(&d, &source->capture.pages[i]);
}
