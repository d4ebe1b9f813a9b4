/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "replay-text.h"

static void put_ns(struct hft_line *line, uint64_t ns, size_t width)
{
	hft_line_uint(line, ns / 1000000000, width, ' ');
	hft_line_mem(line, ".", 1);
	hft_line_uint(line, ns % 1000000000, 9, '0');
}

/* Seconds since the first event; what is older than that has a sign. */
static void put_time(struct hft_line *line, int64_t begin, int64_t ts,
		     size_t width)
{
	uint64_t ns = (uint64_t)ts - (uint64_t)begin;
	char text[32];
	size_t end;

	if (ts >= begin) {
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

static void put_ids(struct hft_line *line, uint64_t vm, uint64_t vcpu)
{
	put_id(line, vm);
	hft_line_mem(line, "/", 1);
	put_id(line, vcpu);
}

static void put_lane(struct hft_line *line, const struct hft_place *place)
{
	put_ids(line, place->vm, place->vcpu);
	hft_line_mem(line, ")", 1);
}

/* The lane right-aligned, with the columns' separator behind it. */
static void put_vcpu(struct hft_line *line, const struct hft_text_call *call)
{
	struct hft_line lane;
	size_t end = line->length + 12;

	lane.length = 0;
	put_ids(&lane, call->vm, call->vcpu);
	hft_line_mem(&lane, ")", 1);
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

/* Escape sequences for terminals: by the mark of a duration, and others. */
#define DIM "\033[2m"
#define PLAIN "\033[0m"

static const char *color_of(char mark)
{
	switch (mark) {
	case '$':
	case '@':
		return "\033[1;31m";
	case '*':
	case '#':
		return "\033[31m";
	case '!':
		return "\033[33m";
	default:
		return NULL;
	}
}

static void put_us(struct hft_line *line, uint64_t ns)
{
	char mark[] = { ' ', mark_of(ns), ' ' };

	hft_line_mem(line, mark, sizeof(mark));
	hft_line_uint(line, ns / 1000, 1, ' ');
	hft_line_mem(line, ".", 1);
	hft_line_uint(line, ns % 1000, 3, '0');
	hft_line_str(line, " us ");
}

static void put_duration(const struct hft_text *text, struct hft_line *line,
			 const struct hft_text_call *call, uint64_t ns)
{
	const char *color = text->colors ? color_of(mark_of(ns)) : NULL;
	size_t end = line->length + 19;

	if (!(call->flags & HFT_CALL_TIMED)) {
		hft_line_pad(line, end);
		return;
	}
	if (color) {
		end += strlen(color);
		hft_line_str(line, color);
	}
	put_us(line, ns);
	hft_line_pad(line, end);
	if (color)
		hft_line_str(line, PLAIN);
}

static void put_tid(struct hft_line *line, const struct hft_text_call *call)
{
	if (call->tid)
		hft_line_uint(line, call->tid, 8, ' ');
	else
		hft_line_str(line, "  <idle>");
}

static void put_column(const struct hft_text *text, struct hft_line *line,
		       const struct hft_text_call *call,
		       enum hft_text_column column)
{
	switch (column) {
	case HFT_COLUMN_TIME:
		put_time(line, text->begin, call->ts, 6);
		break;
	case HFT_COLUMN_VCPU:
		put_vcpu(line, call);
		break;
	case HFT_COLUMN_TASK:
		put_tid(line, call);
		break;
	case HFT_COLUMN_DURATION:
		put_duration(text, line, call, call->duration);
		break;
	case HFT_COLUMN_SELF:
		put_duration(text, line, call, call->self);
		break;
	case HFT_COLUMNS:
		break;
	}
}

static void put_call(const struct hft_text *text, struct hft_line *line,
		     const struct hft_text_call *call)
{
	uint32_t level = call->level;

	for (size_t i = 0; i < text->n_columns; i++)
		put_column(text, line, call, text->columns[i]);
	hft_line_str(line, text->n_columns ? "|  " : "");
	if (level > HFT_REPLAY_INDENT_MAX)
		level = HFT_REPLAY_INDENT_MAX;
	hft_line_pad(line, line->length + 2 * level);
}

/* Behind a call that begins. */
static void put_remarks(struct hft_line *line, const struct hft_text_call *call)
{
	const char *before = " /* ";

	if (call->flags & HFT_CALL_USER) {
		hft_line_str(line, " /* user");
		before = ", ";
	}
	if (call->function->source) {
		hft_line_str(line, before);
		hft_line_str(line, call->function->source);
		before = ", ";
	}
	if (call->flags & HFT_CALL_LOST) {
		hft_line_str(line, before);
		hft_line_str(line, "exit not seen");
		before = ", ";
	}
	if (*before == ',')
		hft_line_str(line, " */");
}

void hft_text_entry(const struct hft_text *text, struct hft_line *line,
		    const struct hft_text_call *call, bool leaf)
{
	put_call(text, line, call);
	hft_line_function(line, call->function);
	hft_line_str(line, leaf ? "();" : "() {");
	put_remarks(line, call);
}

void hft_text_exit(const struct hft_text *text, struct hft_line *line,
		   const struct hft_text_call *call)
{
	put_call(text, line, call);
	hft_line_str(line, text->colors ? "} " DIM "/* " : "} /* ");
	hft_line_function(line, call->function);
	if (call->flags & HFT_CALL_USER)
		hft_line_str(line, ", user");
	if (call->flags & HFT_CALL_LOST)
		hft_line_str(line, ": exit not seen");
	hft_line_str(line, text->colors ? " */" PLAIN : " */");
}

static void put_task(struct hft_line *line, struct hft_task_name task,
		     const char *comm)
{
	if (!task.tid) {
		hft_line_str(line, "<idle>");
		return;
	}
	hft_line_str(line, comm ? comm : "task");
	hft_line_mem(line, comm ? "-" : " ", 1);
	hft_line_uint(line, task.tid, 1, ' ');
	if (task.tgid == task.tid)
		return;
	hft_line_str(line, " (process ");
	hft_line_uint(line, task.tgid, 1, ' ');
	hft_line_mem(line, ")", 1);
}

#define RULER " ------------------------------------------"

void hft_text_switch(struct hft_line *line, const struct hft_place *place,
		     const struct hft_text_task *prev)
{
	hft_line_str(line, RULER "\n ");
	put_lane(line, place);
	hft_line_str(line, "   ");
	if (prev->shown) {
		put_task(line, prev->name, *prev->comm ? prev->comm : NULL);
		hft_line_str(line, "  ");
	}
	hft_line_str(line, "=>  ");
	put_task(line, place->task, place->comm);
	hft_line_str(line, "\n" RULER);
}

void hft_text_lost(const struct hft_text *text, struct hft_line *line,
		   const struct hft_lost *lost)
{
	static const struct {
		const char *who;
		const char *what;
		bool of_lane;
	} texts[] = {
		[HFT_LOST_EVENTS] = { "LTTng discarded", "event", false },
		[HFT_LOST_PACKETS] = { "LTTng discarded", "packet", false },
		[HFT_LOST_RECORDS] = { "the trace lacks", "record", true },
		[HFT_LOST_IN_GUEST] = { "the guest could not record", "event",
					true },
	};

	hft_line_str(line, "# ");
	hft_line_str(line, texts[lost->what].who);
	hft_line_mem(line, " ", 1);
	if (lost->counted) {
		hft_line_uint(line, lost->count, 1, ' ');
		hft_line_mem(line, " ", 1);
	}
	hft_line_str(line, texts[lost->what].what);
	hft_line_str(line, lost->counted && lost->count == 1 ? "" : "s");
	if (texts[lost->what].of_lane) {
		hft_line_str(line, " of ");
		put_ids(line, lost->place->vm, lost->place->vcpu);
	}
	hft_line_str(line, " between ");
	put_time(line, text->begin, lost->begin, 0);
	hft_line_str(line, " and ");
	put_time(line, text->begin, lost->end, 0);
	hft_line_str(line, " s");
}

static void put_head(struct hft_line *line, enum hft_text_column column,
		     enum hft_lane_kind kind)
{
	static const char *const heads[] = {
		[HFT_COLUMN_TIME] = "        TIME (s)",
		[HFT_COLUMN_TASK] = "     TID",
		[HFT_COLUMN_DURATION] = "   DURATION        ",
		[HFT_COLUMN_SELF] = "   SELF            ",
	};
	static const char *const lanes[] = {
		[HFT_LANES_VCPU] = "    VM/VCPU ",
		[HFT_LANES_THREAD] = "    PID/TID ",
		[HFT_LANES_CPU] = "      0/CPU ",
	};

	hft_line_str(line,
		     column == HFT_COLUMN_VCPU ? lanes[kind] : heads[column]);
}

void hft_text_lanes(const struct hft_text *text, struct hft_line *line,
		    enum hft_lane_kind kind)
{
	static const char *const texts[] = {
		[HFT_LANES_VCPU] = "VM/VCPU",
		[HFT_LANES_THREAD] = "PID/TID of the host's threads",
		[HFT_LANES_CPU] = "0/CPU of the host",
	};
	struct hft_line heads;

	hft_line_str(line, "# lanes are ");
	hft_line_str(line, texts[kind]);
	if (kind != HFT_LANES_VCPU)
		hft_line_str(line, ": the trace names no VM and no vCPU");
	hft_line_str(line, "\n#");
	heads.length = 0;
	for (size_t i = 0; i < text->n_columns; i++)
		put_head(&heads, text->columns[i], kind);
	/* The # stands in the first column of the heads. */
	if (heads.length)
		hft_line_mem(line, heads.text + 1, heads.length - 1);
	hft_line_str(line, "   FUNCTION CALLS");
}

/* The bytes of the words, with the dashes of a UUID. */
static void put_boot_id(struct hft_line *line, const uint64_t words[2])
{
	char text[40];
	size_t n = 0;

	for (unsigned int i = 0; i < 16; i++) {
		unsigned int byte = words[i / 8] >> i % 8 * 8 & 0xff;

		if (i >= 4 && i <= 10 && i % 2 == 0)
			text[n++] = '-';
		n += snprintf(text + n, sizeof(text) - n, "%02x", byte);
	}
	hft_line_mem(line, text, n);
}

void hft_text_hello(struct hft_line *line, uint64_t vm,
		    const struct hft_hello *hello)
{
	hft_line_str(line, "# VM ");
	put_id(line, vm);
	hft_line_str(line, ": Linux ");
	hft_line_str(line, hello->release);
	hft_line_str(line, ", ");
	hft_line_uint(line, hello->n_cpus, 1, ' ');
	hft_line_str(line, hello->n_cpus == 1 ? " CPU" : " CPUs");
	if (hello->tsc_khz) {
		hft_line_str(line, ", TSC ");
		hft_line_uint(line, hello->tsc_khz / 1000, 1, ' ');
		if (hello->tsc_khz % 1000) {
			hft_line_mem(line, ".", 1);
			hft_line_uint(line, hello->tsc_khz % 1000, 3, '0');
		}
		hft_line_str(line, " MHz");
	}
	if (hello->boot_id[0] || hello->boot_id[1]) {
		hft_line_str(line, ", boot id ");
		put_boot_id(line, hello->boot_id);
	}
}

void hft_text_begin(const struct hft_text *text, struct hft_line *line)
{
	hft_line_str(line, "# hyperftrace replay\n# time 0 is ");
	put_time(line, 0, text->begin, 0);
	hft_line_str(line, " s of the host's trace clock");
}
