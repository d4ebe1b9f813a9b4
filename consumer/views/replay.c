/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "line.h"
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
	PENDING_SWITCH,
	PENDING_LOST,
	PENDING_LANES,
};

struct pending {
	enum pending_kind kind;
	/* An entry that may turn into a leaf. */
	bool waiting;
	union {
		struct hft_call call;
		struct hft_switch sw;
		struct hft_lost lost;
		enum hft_lane_kind lanes;
	};
};

#define NOTHING_WAITS UINT64_MAX

struct lane {
	/* The number of its line that waits. */
	uint64_t waiting;
	/* Whose calls were shown last. */
	bool task_shown;
	struct hft_task_name task;
};

struct hft_replay {
	FILE *file;
	int error;
	bool begun;
	int64_t begin;
	/* A ring: line number i is pending[i % PENDING_MAX]. */
	struct pending pending[PENDING_MAX];
	uint64_t head;
	uint64_t tail;
	struct lane *lanes;
	uint32_t n_lanes;
};

struct hft_replay *hft_replay_create(FILE *file)
{
	struct hft_replay *replay = calloc(1, sizeof(*replay));

	if (replay)
		replay->file = file;
	return replay;
}

void hft_replay_destroy(struct hft_replay *replay)
{
	if (!replay)
		return;
	free(replay->lanes);
	free(replay);
}

static void write_text(struct hft_replay *replay, const char *text, size_t n)
{
	if (replay->error)
		return;
	errno = 0;
	if (fwrite(text, 1, n, replay->file) != n)
		replay->error = errno ? errno : EIO;
}

static void write_line(struct hft_replay *replay, struct hft_line *line)
{
	/* A cut line still ends. */
	if (line->length == HFT_LINE_MAX)
		line->length--;
	hft_line_mem(line, "\n", 1);
	write_text(replay, line->text, line->length);
}

static void put_ns(struct hft_line *line, uint64_t ns, size_t width)
{
	hft_line_uint(line, ns / 1000000000, width, ' ');
	hft_line_mem(line, ".", 1);
	hft_line_uint(line, ns % 1000000000, 9, '0');
}

/* Seconds since the first event; what is older than that has a sign. */
static void put_time(struct hft_line *line, const struct hft_replay *replay,
		     int64_t ts, size_t width)
{
	uint64_t ns = (uint64_t)ts - (uint64_t)replay->begin;
	char text[32];
	size_t end;

	if (ts >= replay->begin) {
		put_ns(line, ns, width);
		return;
	}
	snprintf(text, sizeof(text), "-%llu.%09llu",
		 (unsigned long long)(-ns / 1000000000),
		 (unsigned long long)(-ns % 1000000000));
	end = line->length + width + 10;
	hft_line_pad(line, end > strlen(text) ? end - strlen(text) : 0);
	hft_line_str(line, text);
}

/* The host's module sends -1 where it could not find out. */
static void put_id(struct hft_line *line, uint64_t id)
{
	if (id == (uint64_t)-1)
		hft_line_mem(line, "?", 1);
	else
		hft_line_uint(line, id, 1, ' ');
}

static void put_lane(struct hft_line *line, const struct hft_place *place)
{
	put_id(line, place->vm);
	hft_line_mem(line, "/", 1);
	put_id(line, place->vcpu);
	hft_line_mem(line, ")", 1);
}

/* The lane right-aligned, after the time. */
static void put_lane_column(struct hft_line *line,
			    const struct hft_place *place)
{
	struct hft_line lane;
	size_t end = line->length + 12;

	lane.length = 0;
	put_lane(&lane, place);
	if (lane.length < 11)
		hft_line_pad(line, end - lane.length);
	else
		hft_line_mem(line, " ", 1);
	hft_line_mem(line, lane.text, lane.length);
}

/* The marks of function_graph: the longer a call, the louder. */
static char mark_of(uint64_t ns)
{
	static const struct {
		uint64_t above;
		char mark;
	} marks[] = {
		{ 1000000000, '$' }, { 100000000, '@' }, { 10000000, '*' },
		{ 1000000, '#' },    { 100000, '!' },	 { 10000, '+' },
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (ns > marks[i].above)
			return marks[i].mark;
	}
	return ' ';
}

static void put_duration(struct hft_line *line, const struct hft_call *call)
{
	size_t end = line->length + 19;
	char mark[] = { ' ', mark_of(call->duration), ' ' };

	if (call->flags & HFT_CALL_TIMED) {
		hft_line_mem(line, mark, sizeof(mark));
		hft_line_uint(line, call->duration / 1000, 1, ' ');
		hft_line_mem(line, ".", 1);
		hft_line_uint(line, call->duration % 1000, 3, '0');
		hft_line_str(line, " us ");
	}
	hft_line_pad(line, end);
	hft_line_str(line, "|  ");
}

static void put_call(struct hft_line *line, const struct hft_replay *replay,
		     const struct hft_call *call)
{
	uint32_t level = call->level;

	put_time(line, replay, call->ts, 6);
	put_lane_column(line, &call->place);
	put_duration(line, call);
	if (level > HFT_REPLAY_INDENT_MAX)
		level = HFT_REPLAY_INDENT_MAX;
	hft_line_pad(line, line->length + 2 * level);
}

static void put_entry(struct hft_line *line, const struct hft_call *call,
		      bool leaf)
{
	hft_line_symbol(line, call->symbol, call->address);
	hft_line_str(line, leaf ? "();" : "() {");
	if (call->flags & HFT_CALL_LOST)
		hft_line_str(line, call->flags & HFT_CALL_USER
					   ? " /* user, exit not seen */"
					   : " /* exit not seen */");
	else if (call->flags & HFT_CALL_USER)
		hft_line_str(line, " /* user */");
}

static void put_exit(struct hft_line *line, const struct hft_call *call)
{
	hft_line_str(line, "} /* ");
	hft_line_symbol(line, call->symbol, call->address);
	if (call->flags & HFT_CALL_USER)
		hft_line_str(line, ", user");
	if (call->flags & HFT_CALL_LOST)
		hft_line_str(line, ": exit not seen");
	hft_line_str(line, " */");
}

static void put_task(struct hft_line *line, struct hft_task_name task)
{
	if (!task.tid) {
		hft_line_str(line, "<idle>");
		return;
	}
	hft_line_str(line, "task ");
	hft_line_uint(line, task.tid, 1, ' ');
	if (task.tgid == task.tid)
		return;
	hft_line_str(line, " (process ");
	hft_line_uint(line, task.tgid, 1, ' ');
	hft_line_mem(line, ")", 1);
}

#define RULER " ------------------------------------------"

static void put_switch(struct hft_line *line, const struct hft_switch *sw)
{
	hft_line_str(line, RULER "\n ");
	put_lane(line, &sw->place);
	hft_line_str(line, "   ");
	if (sw->prev_known) {
		put_task(line, sw->prev);
		hft_line_str(line, "  ");
	}
	hft_line_str(line, "=>  ");
	put_task(line, sw->place.task);
	hft_line_str(line, "\n" RULER);
}

static void put_lost(struct hft_line *line, const struct hft_replay *replay,
		     const struct hft_lost *lost)
{
	const char *what = lost->what == HFT_LOST_EVENTS ? "event" : "packet";

	hft_line_str(line, "# LTTng discarded ");
	if (lost->counted) {
		hft_line_uint(line, lost->count, 1, ' ');
		hft_line_mem(line, " ", 1);
	}
	hft_line_str(line, what);
	hft_line_str(line, lost->counted && lost->count == 1 ? "" : "s");
	hft_line_str(line, " between ");
	put_time(line, replay, lost->begin, 0);
	hft_line_str(line, " and ");
	put_time(line, replay, lost->end, 0);
	hft_line_str(line, " s");
}

static void put_lanes(struct hft_line *line, enum hft_lane_kind kind)
{
	static const char *const texts[] = {
		[HFT_LANES_VCPU] = "VM/VCPU",
		[HFT_LANES_THREAD] = "PID/TID of the host's threads",
		[HFT_LANES_CPU] = "0/CPU of the host",
	};
	static const char *const columns[] = {
		[HFT_LANES_VCPU] = "VM/VCPU",
		[HFT_LANES_THREAD] = "PID/TID",
		[HFT_LANES_CPU] = "  0/CPU",
	};

	hft_line_str(line, "# lanes are ");
	hft_line_str(line, texts[kind]);
	if (kind != HFT_LANES_VCPU)
		hft_line_str(line, ": the trace names no VM and no vCPU");
	hft_line_str(line, "\n#       TIME (s)    ");
	hft_line_str(line, columns[kind]);
	hft_line_str(line, "    DURATION           FUNCTION CALLS");
}

static void write_pending(struct hft_replay *replay,
			  const struct pending *pending)
{
	struct hft_line line;

	line.length = 0;
	switch (pending->kind) {
	case PENDING_ENTER:
	case PENDING_LEAF:
		put_call(&line, replay, &pending->call);
		put_entry(&line, &pending->call, pending->kind == PENDING_LEAF);
		break;
	case PENDING_EXIT:
		put_call(&line, replay, &pending->call);
		put_exit(&line, &pending->call);
		break;
	case PENDING_SWITCH:
		put_switch(&line, &pending->sw);
		break;
	case PENDING_LOST:
		put_lost(&line, replay, &pending->lost);
		break;
	case PENDING_LANES:
		put_lanes(&line, pending->lanes);
		break;
	}
	write_line(replay, &line);
}

static void write_ready(struct hft_replay *replay)
{
	while (replay->head != replay->tail) {
		struct pending *pending =
			&replay->pending[replay->head % PENDING_MAX];

		if (pending->waiting)
			return;
		write_pending(replay, pending);
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
		settle(replay, pending->call.place.lane);
		write_ready(replay);
	}
	pending = &replay->pending[replay->tail++ % PENDING_MAX];
	pending->kind = kind;
	pending->waiting = false;
	return pending;
}

static int reserve_lane(struct hft_replay *replay, uint32_t lane)
{
	uint32_t n = replay->n_lanes ? replay->n_lanes : 16;
	struct lane *bigger;

	if (lane < replay->n_lanes)
		return 0;
	while (n <= lane)
		n *= 2;
	bigger = reallocarray(replay->lanes, n, sizeof(*bigger));
	if (!bigger) {
		replay->error = ENOMEM;
		return -1;
	}
	for (uint32_t i = replay->n_lanes; i < n; i++)
		bigger[i] = (struct lane){ .waiting = NOTHING_WAITS };
	replay->lanes = bigger;
	replay->n_lanes = n;
	return 0;
}

/*
 * Say whose calls follow, where that is not whose calls were shown last. Most
 * switches are between tasks without a traced call; they are only counted.
 */
static void show_task(struct hft_replay *replay, const struct hft_place *place)
{
	struct lane *lane = &replay->lanes[place->lane];

	if (!place->task_known ||
	    (lane->task_shown && lane->task.tid == place->task.tid &&
	     lane->task.tgid == place->task.tgid))
		return;
	append(replay, PENDING_SWITCH)->sw = (struct hft_switch){
		.place = *place,
		.prev_known = lane->task_shown,
		.prev = lane->task,
	};
	lane->task_shown = true;
	lane->task = place->task;
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct hft_replay *replay = view;
	uint32_t lane = call->place.lane;
	struct pending *pending;

	if (reserve_lane(replay, lane))
		return;
	settle(replay, lane);
	show_task(replay, &call->place);
	pending = append(replay, PENDING_ENTER);
	pending->call = *call;
	pending->waiting = true;
	replay->lanes[lane].waiting = replay->tail - 1;
	write_ready(replay);
}

/* Whether an exit is of the call whose entry was the lane's last line. */
static bool is_leaf(const struct pending *entry, const struct hft_call *call)
{
	return entry && !(call->flags & HFT_CALL_ORPHAN) &&
	       entry->call.ts == call->entered &&
	       entry->call.address == call->address;
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	struct hft_replay *replay = view;
	uint32_t lane = call->place.lane;
	struct pending *pending;

	if (reserve_lane(replay, lane))
		return;
	pending = waiting_on(replay, lane);
	if (is_leaf(pending, call)) {
		pending->kind = PENDING_LEAF;
		pending->call.duration = call->duration;
		pending->call.flags = call->flags;
		settle(replay, lane);
	} else {
		settle(replay, lane);
		show_task(replay, &call->place);
		append(replay, PENDING_EXIT)->call = *call;
	}
	write_ready(replay);
}

/* What was shown without a task was of this one. */
static void on_task_named(void *view, const struct hft_place *place)
{
	struct hft_replay *replay = view;

	if (reserve_lane(replay, place->lane))
		return;
	replay->lanes[place->lane].task_shown = true;
	replay->lanes[place->lane].task = place->task;
}

static void on_lost(void *view, const struct hft_lost *lost)
{
	struct hft_replay *replay = view;

	append(replay, PENDING_LOST)->lost = *lost;
	write_ready(replay);
}

const struct hft_engine_ops hft_replay_ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.task_named = on_task_named,
	.lost = on_lost,
};

void hft_replay_begin(struct hft_replay *replay, int64_t ts)
{
	struct hft_line line;

	line.length = 0;
	hft_line_str(&line, "# hyperftrace replay\n# time 0 is ");
	replay->begin = 0;
	put_time(&line, replay, ts, 0);
	hft_line_str(&line, " s of the host's trace clock");
	write_line(replay, &line);
	replay->begin = ts;
	replay->begun = true;
}

void hft_replay_lanes(struct hft_replay *replay, enum hft_lane_kind kind)
{
	append(replay, PENDING_LANES)->lanes = kind;
	write_ready(replay);
}

void hft_replay_finish(struct hft_replay *replay,
		       const struct hft_quality *quality, const char *why)
{
	for (uint32_t i = 0; i < replay->n_lanes; i++)
		settle(replay, i);
	write_ready(replay);
	if (replay->error)
		return;
	errno = 0;
	if (!replay->begun)
		fputs("# hyperftrace replay\n", replay->file);
	if (why)
		fprintf(replay->file, "# %s\n", why);
	hft_quality_print(quality, replay->file);
	if (fflush(replay->file) || ferror(replay->file))
		replay->error = errno ? errno : EIO;
}

int hft_replay_error(const struct hft_replay *replay)
{
	return replay->error;
}
