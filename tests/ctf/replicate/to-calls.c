/* SPDX-License-Identifier: MIT */
/* By call, as the guest module does: functions alone are hypercalls. */
#include "array.h"
#include "events.h"

struct writer {
	struct events events;
	struct replica_task tasks[SOURCE_LANES];
	bool known[SOURCE_LANES];
};

static void *open_calls(const char *path, const struct replica *replica)
{
	struct writer *w = must(calloc(1, sizeof(*w)));

	events_open(&w->events, path, replica);
	return w;
}

static void run(void *writer, const struct replica_place *place)
{
	struct writer *w = writer;
	struct replica_task *task = &w->tasks[place->lane];

	if (!w->known[place->lane]) {
		w->known[place->lane] = true;
		*task = place->task;
	} else if (task->tid == place->task.tid) {
		return;
	}
	events_hypercall(&w->events, place, HFT_NR_SWITCH,
			 (uint64_t[]){ task->tid, task->tgid, place->task.tid,
				       place->task.tgid });
	*task = place->task;
}

static void enter(void *writer, const struct replica_place *place,
		  uint64_t address, uint32_t depth)
{
	struct writer *w = writer;

	run(w, place);
	events_hypercall(&w->events, place, HFT_NR_KERNEL_FUNC,
			 (uint64_t[]){ address, HFT_FUNC_ENTRY, 0, depth });
}

static void leave(void *writer, const struct replica_place *place,
		  uint64_t address, uint32_t depth, uint64_t entered)
{
	struct writer *w = writer;
	uint64_t ns = replica_ns(w->events.replica, place->clock - entered);

	run(w, place);
	events_hypercall(&w->events, place, HFT_NR_KERNEL_FUNC,
			 (uint64_t[]){ address, HFT_FUNC_EXIT, ns, depth });
}

/* Each is handed over at once. System calls are not told by call. */
static void tell(void *writer, const struct replica_place *place,
		 const struct source_message *message)
{
	struct writer *w = writer;

	if (message->kind == HFT_REC_SYSCALL_ENTER ||
	    message->kind == HFT_REC_SYSCALL_EXIT)
		return;
	events_begin(&w->events, place);
	page_escape(&w->events.buffers[place->lane].page, message->kind,
		    message->number, 0, message->words, message->n);
	events_page(&w->events, place->lane, place->clock, HFT_FLUSH_MESSAGE);
}

static void close_calls(void *writer, const uint64_t *clocks)
{
	struct writer *w = writer;
	const struct replica_place place = { .clock = clocks[0] };
	const struct source_message bye = {
		.kind = HFT_REC_BYE,
		.number = HFT_BYE_UNLOAD,
	};

	tell(w, &place, &bye);
	events_close(&w->events);
	free(w);
}

const struct replica_writer_ops replica_to_calls = {
	.open = open_calls,
	.run = run,
	.enter = enter,
	.exit = leave,
	.message = tell,
	.close = close_calls,
};
