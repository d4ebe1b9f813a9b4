/* SPDX-License-Identifier: MIT */
/* By page, as the guest module does. */
#include "array.h"
#include "events.h"

/* The module's default, and what it keeps free for a record. */
#define BUFFER_WORDS (65536 / sizeof(uint64_t))
#define ROOM_WORDS 16
#define FLUSH_NS 100000000

struct lane {
	/* Whose records follow; the buffer has begun. */
	bool begun;
	struct replica_task task;
	unsigned int context;
	/* A buffer that began before is flushed by the timer. */
	uint64_t begin;
};

struct writer {
	struct events events;
	uint64_t flush_ticks;
	struct lane lanes[SOURCE_LANES];
	/* Functions in the buffers. */
	uint64_t functions[SOURCE_LANES];
};

static void *open_pages(const char *path, const struct replica *replica)
{
	struct writer *w = must(calloc(1, sizeof(*w)));

	events_open(&w->events, path, replica);
	w->flush_ticks = FLUSH_NS;
	if (!replica->source->hello.clock_is_ns)
		w->flush_ticks =
			FLUSH_NS / 1000000ULL * replica->source->hello.khz;
	return w;
}

/* The buffer begins anew at once, as the guest's does. */
static void flush(struct writer *w, unsigned int i, uint64_t clock,
		  unsigned int why)
{
	struct lane *lane = &w->lanes[i];
	const struct replica_place place = {
		.lane = i,
		.clock = clock,
		.task = lane->task,
		.context = lane->context,
	};

	events_page(&w->events, i, clock, why);
	w->events.buffers[i].functions += w->functions[i];
	w->functions[i] = 0;
	events_begin(&w->events, &place);
	lane->begin = clock;
}

static void begin(struct writer *w, const struct replica_place *place)
{
	struct lane *lane = &w->lanes[place->lane];

	lane->begun = true;
	lane->task = place->task;
	lane->context = place->context;
	lane->begin = place->clock;
	events_begin(&w->events, place);
}

/*
 * Write what a record implies that comes next: time, task, context. Returns
 * the ticks that are left for it.
 */
static uint64_t catch_up(struct writer *w, const struct replica_place *place)
{
	struct events_buffer *buffer = &w->events.buffers[place->lane];
	struct lane *lane = &w->lanes[place->lane];
	const uint64_t clock = place->clock, tgid = place->task.tgid;
	uint64_t delta = clock - buffer->clock;

	if (delta >> HFT_REC_DELTA_BITS) {
		page_escape(&buffer->page, HFT_REC_TIME, 0, 0, &clock, 1);
		delta = 0;
	}
	if (lane->task.tid != place->task.tid) {
		page_escape(&buffer->page, HFT_REC_TASK, place->task.tid, delta,
			    &tgid, 1);
		delta = 0;
	}
	if (lane->context != place->context) {
		page_escape(&buffer->page, HFT_REC_CONTEXT, place->context,
			    delta, NULL, 0);
		delta = 0;
	}
	lane->task = place->task;
	lane->context = place->context;
	buffer->clock = clock;
	return delta;
}

/* Make room for a record that comes next, and catch up. */
static uint64_t prepare(struct writer *w, const struct replica_place *place,
			size_t n_words)
{
	struct events_buffer *buffer = &w->events.buffers[place->lane];
	struct lane *lane = &w->lanes[place->lane];

	if (!lane->begun)
		begin(w, place);
	if (place->clock - lane->begin > w->flush_ticks &&
	    buffer->page.n > 1 + HFT_BEGIN_WORDS)
		flush(w, place->lane, buffer->clock, HFT_FLUSH_TIMER);
	else if (buffer->page.n + n_words + ROOM_WORDS > BUFFER_WORDS)
		flush(w, place->lane, buffer->clock, HFT_FLUSH_FULL);
	return catch_up(w, place);
}

static void run(void *writer, const struct replica_place *place)
{
	struct writer *w = writer;
	const struct lane *lane = &w->lanes[place->lane];

	if (!lane->begun || lane->task.tid != place->task.tid)
		prepare(w, place, 0);
}

static void put(struct writer *w, const struct replica_place *place, bool exit,
		uint64_t address, uint32_t depth)
{
	uint64_t delta = prepare(w, place, 0);

	page_func(&w->events.buffers[place->lane].page, exit, delta, address,
		  depth);
	w->functions[place->lane]++;
}

static void enter(void *writer, const struct replica_place *place,
		  uint64_t address, uint32_t depth)
{
	put(writer, place, false, address, depth);
}

static void leave(void *writer, const struct replica_place *place,
		  uint64_t address, uint32_t depth, uint64_t entered)
{
	(void)entered;
	put(writer, place, true, address, depth);
}

static void tell(void *writer, const struct replica_place *place,
		 const struct source_message *message)
{
	struct writer *w = writer;
	uint64_t delta = prepare(w, place, message->n);

	page_escape(&w->events.buffers[place->lane].page, message->kind,
		    message->number, delta, message->words, message->n);
}

static void close_pages(void *writer, const uint64_t *clocks)
{
	struct writer *w = writer;
	struct page_builder *page;

	for (unsigned int i = 0; i < w->events.replica->n_lanes; i++) {
		page = &w->events.buffers[i].page;
		if (!i)
			page_escape(page, HFT_REC_BYE, HFT_BYE_UNLOAD, 0, NULL,
				    0);
		events_page(&w->events, i, clocks[i], HFT_FLUSH_UNLOAD);
	}
	events_close(&w->events);
	free(w);
}

const struct replica_writer_ops replica_to_pages = {
	.open = open_pages,
	.run = run,
	.enter = enter,
	.exit = leave,
	.message = tell,
	.close = close_pages,
};
