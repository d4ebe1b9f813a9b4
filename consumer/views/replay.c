/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "line.h"
#include "out.h"
#include "replay-json.h"
#include "replay-options.h"
#include "replay-text.h"
#include "replay.h"

/*
 * A call without calls in it is one line, func(); so an entry's line waits
 * for the next line of its vCPU. Lines of other vCPUs wait behind it, to
 * keep the order of time: this many, then the entry is written as func() {.
 */
#define PENDING_MAX 256

enum pending_kind {
	PENDING_ENTER,
	PENDING_LEAF,
	PENDING_EXIT,
	PENDING_TEXT,
};

struct pending {
	enum pending_kind kind;
	/* An entry that may turn into a leaf. */
	bool waiting;
	union {
		struct hft_text_call call;
		/* A line, with its newline: freed when it is written. */
		struct {
			char *text;
			size_t length;
		};
	};
};

#define NOTHING_WAITS UINT64_MAX

struct lane {
	/* The number of its line that waits. */
	uint64_t waiting;
	uint64_t vm;
	/* Whose calls were shown last. */
	struct hft_text_task task;
};

/* The session that a VM was last in, as far as it was shown. */
struct session {
	uint64_t vm;
	uint64_t session;
};

struct hft_replay {
	struct hft_out out;
	struct hft_text text;
	bool begun;
	bool is_json;
	struct hft_json json;
	/* A ring: line number i is pending[i % PENDING_MAX]. */
	struct pending pending[PENDING_MAX];
	uint64_t head;
	uint64_t tail;
	struct lane *lanes;
	uint32_t n_lanes;
	struct session *sessions;
	size_t n_sessions;
};

static void *create(const void *options, FILE *file, struct hft_error *error)
{
	struct hft_replay *replay = calloc(1, sizeof(*replay));

	if (!replay) {
		hft_error_set(error, "out of memory");
		return NULL;
	}
	replay->out.file = file;
	replay->is_json = ((const struct hft_replay_options *)options)->format;
	replay->json.out = &replay->out;
	if (hft_replay_text(&replay->text, options, file, error)) {
		free(replay);
		return NULL;
	}
	return replay;
}

static void destroy(void *view)
{
	struct hft_replay *replay = view;

	for (; replay->head != replay->tail; replay->head++) {
		struct pending *pending =
			&replay->pending[replay->head % PENDING_MAX];

		if (pending->kind == PENDING_TEXT)
			free(pending->text);
	}
	free(replay->sessions);
	free(replay->lanes);
	free(replay);
}

static void write_call(struct hft_replay *replay, const struct pending *pending)
{
	struct hft_line line;

	line.length = 0;
	if (pending->kind == PENDING_EXIT)
		hft_text_exit(&replay->text, &line, &pending->call);
	else
		hft_text_entry(&replay->text, &line, &pending->call,
			       pending->kind == PENDING_LEAF);
	hft_out_line(&replay->out, &line);
}

static void write_ready(struct hft_replay *replay)
{
	while (replay->head != replay->tail) {
		struct pending *pending =
			&replay->pending[replay->head % PENDING_MAX];

		if (pending->waiting)
			return;
		if (pending->kind == PENDING_TEXT) {
			hft_out_write(&replay->out, pending->text,
				      pending->length);
			free(pending->text);
		} else {
			write_call(replay, pending);
		}
		replay->head++;
	}
}

/* The lane's line that waits, or NULL. */
static struct pending *waiting_on(struct hft_replay *replay, uint32_t lane)
{
	uint64_t number;

	if (lane >= replay->n_lanes)
		return NULL;
	number = replay->lanes[lane].waiting;
	if (number == NOTHING_WAITS)
		return NULL;
	return &replay->pending[number % PENDING_MAX];
}

/* The lane goes on: its entry that waits, if any, has a call in it. */
static void settle(struct hft_replay *replay, uint32_t lane)
{
	struct pending *pending = waiting_on(replay, lane);

	if (!pending)
		return;
	pending->waiting = false;
	replay->lanes[lane].waiting = NOTHING_WAITS;
}

/* A new line at the end; to be filled in, then write_ready(). */
static struct pending *append(struct hft_replay *replay, enum pending_kind kind)
{
	struct pending *pending;

	if (replay->tail - replay->head == PENDING_MAX) {
		pending = &replay->pending[replay->head % PENDING_MAX];
		settle(replay, pending->call.lane);
		write_ready(replay);
	}
	pending = &replay->pending[replay->tail++ % PENDING_MAX];
	pending->kind = kind;
	pending->waiting = false;
	return pending;
}

static void append_line(struct hft_replay *replay, struct hft_line *line)
{
	struct pending *pending;
	char *text;

	text = malloc(line->length + 1);
	if (!text) {
		replay->out.error = ENOMEM;
		return;
	}
	memcpy(text, line->text, line->length);
	text[line->length] = '\n';
	pending = append(replay, PENDING_TEXT);
	pending->text = text;
	pending->length = line->length + 1;
}

static int reserve_lane(struct hft_replay *replay,
			const struct hft_place *place)
{
	uint32_t lane = place->lane;
	uint32_t n = replay->n_lanes ? replay->n_lanes : 16;
	struct lane *bigger;

	if (lane < replay->n_lanes)
		goto found;
	while (n <= lane)
		n *= 2;
	bigger = reallocarray(replay->lanes, n, sizeof(*bigger));
	if (!bigger) {
		replay->out.error = ENOMEM;
		return -1;
	}
	for (uint32_t i = replay->n_lanes; i < n; i++)
		bigger[i] = (struct lane){ .waiting = NOTHING_WAITS };
	replay->lanes = bigger;
	replay->n_lanes = n;
found:
	replay->lanes[lane].vm = place->vm;
	return 0;
}

static void remember_task(struct hft_text_task *task,
			  const struct hft_place *place)
{
	task->shown = true;
	task->name = place->task;
	snprintf(task->comm, sizeof(task->comm), "%s",
		 place->comm ? place->comm : "");
}

/* A name that has been forgotten is no other name. */
static bool is_shown(const struct hft_text_task *task,
		     const struct hft_place *place)
{
	return task->shown && task->name.tid == place->task.tid &&
	       task->name.tgid == place->task.tgid &&
	       (!place->comm || !strcmp(task->comm, place->comm));
}

/*
 * Say whose calls follow, where that is not whose calls were shown last. Most
 * switches are between tasks without a traced call; they are only counted.
 */
static void show_task(struct hft_replay *replay, const struct hft_place *place)
{
	struct hft_text_task *task = &replay->lanes[place->lane].task;
	struct hft_line line;

	if (!place->task_known || is_shown(task, place))
		return;
	line.length = 0;
	hft_text_switch(&line, place, task);
	append_line(replay, &line);
	remember_task(task, place);
}

static struct hft_text_call text_of(const struct hft_call *call)
{
	return (struct hft_text_call){
		.function = call->function,
		.ts = call->ts,
		.vm = call->place->vm,
		.vcpu = call->place->vcpu,
		.duration = call->times.total,
		.self = call->times.self,
		.lane = call->place->lane,
		.level = call->level,
		.tid = call->place->task.tid,
		.flags = call->flags,
	};
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct hft_replay *replay = view;
	uint32_t lane = call->place->lane;
	struct pending *pending;

	if (replay->is_json) {
		hft_replay_json_call(&replay->json, "enter", call);
		return;
	}
	if (reserve_lane(replay, call->place))
		return;
	settle(replay, lane);
	show_task(replay, call->place);
	pending = append(replay, PENDING_ENTER);
	pending->call = text_of(call);
	pending->waiting = true;
	replay->lanes[lane].waiting = replay->tail - 1;
	write_ready(replay);
}

/* Whether an exit is of the call whose entry was the lane's last line. */
static bool is_leaf(const struct pending *entry, const struct hft_call *call)
{
	return entry && !(call->flags & HFT_CALL_ORPHAN) &&
	       entry->call.ts == call->entered &&
	       entry->call.function == call->function;
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	struct hft_replay *replay = view;
	uint32_t lane = call->place->lane;
	struct pending *pending;

	if (replay->is_json) {
		hft_replay_json_call(&replay->json, "exit", call);
		return;
	}
	if (reserve_lane(replay, call->place))
		return;
	pending = waiting_on(replay, lane);
	if (is_leaf(pending, call)) {
		pending->kind = PENDING_LEAF;
		pending->call.duration = call->times.total;
		pending->call.self = call->times.self;
		pending->call.flags = call->flags;
		settle(replay, lane);
	} else {
		settle(replay, lane);
		show_task(replay, call->place);
		append(replay, PENDING_EXIT)->call = text_of(call);
	}
	write_ready(replay);
}

/* The text does not show that nothing is known of an end. */
static void on_left_open(void *view, const struct hft_call *call)
{
	struct hft_replay *replay = view;

	if (replay->is_json)
		hft_replay_json_call(&replay->json, "left_open", call);
}

/* What was shown without a task was of this one. */
static void on_task_named(void *view, const struct hft_place *place)
{
	struct hft_replay *replay = view;

	if (!reserve_lane(replay, place))
		remember_task(&replay->lanes[place->lane].task, place);
}

static void on_lost(void *view, const struct hft_lost *lost)
{
	struct hft_replay *replay = view;
	struct hft_line line;

	if (replay->is_json) {
		hft_replay_json_lost(&replay->json, lost);
		return;
	}
	/* Calls in the one that waits may be among what is lost. */
	if (lost->what == HFT_LOST_RECORDS || lost->what == HFT_LOST_IN_GUEST)
		settle(replay, lost->place->lane);
	line.length = 0;
	hft_text_lost(&replay->text, &line, lost);
	append_line(replay, &line);
	write_ready(replay);
}

/* Whether a VM's session has been shown; from now on it has. */
static bool was_shown(struct hft_replay *replay, uint64_t vm, uint64_t session)
{
	struct session *bigger;

	for (size_t i = 0; i < replay->n_sessions; i++) {
		uint64_t before = replay->sessions[i].session;

		if (replay->sessions[i].vm != vm)
			continue;
		replay->sessions[i].session = session;
		return before == session;
	}
	bigger = reallocarray(replay->sessions, replay->n_sessions + 1,
			      sizeof(*bigger));
	if (!bigger) {
		replay->out.error = ENOMEM;
		return true;
	}
	replay->sessions = bigger;
	replay->sessions[replay->n_sessions++] =
		(struct session){ vm, session };
	return false;
}

/* No task goes on. */
static void on_epoch(void *view, uint64_t vm)
{
	struct hft_replay *replay = view;

	for (uint32_t i = 0; i < replay->n_lanes; i++) {
		settle(replay, i);
		if (replay->lanes[i].vm == vm)
			replay->lanes[i].task.shown = false;
	}
	write_ready(replay);
}

static void on_hello(void *view, uint64_t vm, const struct hft_hello *hello,
		     bool new_epoch)
{
	struct hft_replay *replay = view;
	struct hft_line line;

	if (was_shown(replay, vm, hello->session) && !new_epoch)
		return;
	if (replay->is_json) {
		hft_replay_json_hello(&replay->json, vm, hello);
		return;
	}
	line.length = 0;
	hft_text_hello(&line, vm, hello);
	append_line(replay, &line);
	write_ready(replay);
}

static void begin(void *view, int64_t ts)
{
	struct hft_replay *replay = view;
	struct hft_line line;

	line.length = 0;
	replay->text.begin = ts;
	replay->begun = true;
	if (replay->is_json) {
		hft_replay_json_begin(&replay->json, ts);
		return;
	}
	hft_text_begin(&replay->text, &line);
	hft_out_line(&replay->out, &line);
}

static void lanes(void *view, enum hft_lane_kind kind)
{
	struct hft_replay *replay = view;
	struct hft_line line;

	if (replay->is_json) {
		hft_replay_json_lanes(&replay->json, kind);
		return;
	}
	line.length = 0;
	hft_text_lanes(&replay->text, &line, kind);
	append_line(replay, &line);
	write_ready(replay);
}

static void finish(void *view, const struct hft_quality *quality,
		   const char *why)
{
	struct hft_replay *replay = view;

	if (replay->is_json) {
		hft_replay_json_finish(&replay->json, replay->begun, quality,
				       why);
		hft_out_flush(&replay->out);
		return;
	}
	for (uint32_t i = 0; i < replay->n_lanes; i++)
		settle(replay, i);
	write_ready(replay);
	if (!replay->begun)
		hft_out_format(&replay->out, "# hyperftrace replay\n");
	hft_out_footer(&replay->out, quality, why);
}

static int failure(const void *view)
{
	const struct hft_replay *replay = view;

	return replay->out.error;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.left_open = on_left_open,
	.task_named = on_task_named,
	.lost = on_lost,
	.epoch = on_epoch,
	.hello = on_hello,
};

const struct hft_view hft_replay_view = {
	.ops = &ops,
	.options = hft_replay_options,
	.n_options = HFT_REPLAY_N_OPTIONS,
	.options_size = sizeof(struct hft_replay_options),
	.create = create,
	.destroy = destroy,
	.begin = begin,
	.lanes = lanes,
	.finish = finish,
	.failure = failure,
};
