/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>

#include "timeline-text.h"

int hft_where_keep(struct hft_where *where, const struct hft_place *place,
		   struct hft_functions *names)
{
	const struct hft_function *comm = NULL;

	if (place->comm) {
		comm = hft_functions_intern(names, place->comm, false, NULL);
		if (!comm)
			return -ENOMEM;
	}
	*where = (struct hft_where){
		.vm = place->vm,
		.vcpu = place->vcpu,
		.comm = comm ? comm->name : NULL,
		.tid = place->task.tid,
		.task_known = place->task_known,
	};
	return 0;
}

uint64_t hft_timeline_adjust(const struct hft_timeline_print *print,
			     uint64_t total, uint64_t calls)
{
	uint64_t cost = print->cost_in;

	if (__builtin_mul_overflow(calls, print->cost_in + print->cost_out,
				   &calls) ||
	    __builtin_add_overflow(cost, calls, &cost) || cost > total)
		return 0;
	return total - cost;
}

/* Text at the right of so many characters, with a space in front. */
static void put_right(struct hft_line *line, const char *text, size_t width)
{
	size_t length = strlen(text);

	hft_line_mem(line, " ", 1);
	if (length < width)
		hft_line_pad(line, line->length + width - length);
	hft_line_mem(line, text, length);
}

void hft_line_time(struct hft_line *line,
		   const struct hft_timeline_print *print, int64_t ts)
{
	bool before = ts < print->begin;
	uint64_t ns = before ? (uint64_t)print->begin - (uint64_t)ts
			     : (uint64_t)ts - (uint64_t)print->begin;
	char text[40];

	snprintf(text, sizeof(text), "%s%llu.%09llu", before ? "-" : "",
		 (unsigned long long)(ns / 1000000000),
		 (unsigned long long)(ns % 1000000000));
	put_right(line, text, 16);
}

void hft_line_us(struct hft_line *line, uint64_t ns)
{
	char text[40];

	snprintf(text, sizeof(text), "%llu.%03llu",
		 (unsigned long long)(ns / 1000),
		 (unsigned long long)(ns % 1000));
	put_right(line, text, 15);
}

void hft_line_number(struct hft_line *line, uint64_t value, size_t width)
{
	hft_line_mem(line, " ", 1);
	hft_line_uint(line, value, width, ' ');
}

void hft_line_share(struct hft_line *line,
		    const struct hft_timeline_print *print, uint64_t ns)
{
	uint64_t span = hft_timeline_span(print);
	char text[40] = "";

	if (span)
		snprintf(text, sizeof(text), "%.1f %%",
			 100.0 * (double)ns / (double)span);
	put_right(line, text, 7);
}

static void put_id(char *text, size_t size, uint64_t id)
{
	if (id == (uint64_t)-1)
		snprintf(text, size, "?");
	else
		snprintf(text, size, "%llu", (unsigned long long)id);
}

void hft_line_vcpu(struct hft_line *line, const struct hft_where *where)
{
	char vm[24], vcpu[24], text[64];

	put_id(vm, sizeof(vm), where->vm);
	put_id(vcpu, sizeof(vcpu), where->vcpu);
	snprintf(text, sizeof(text), "%s/%s", vm, vcpu);
	put_right(line, text, 10);
}

void hft_line_who(struct hft_line *line, const struct hft_where *where)
{
	if (!where->task_known) {
		hft_line_mem(line, "?", 1);
		return;
	}
	if (!where->tid) {
		hft_line_str(line, "<idle>");
		return;
	}
	hft_line_str(line, where->comm ? where->comm : "task");
	hft_line_mem(line, where->comm ? "-" : " ", 1);
	hft_line_uint(line, where->tid, 1, ' ');
}

void hft_line_task(struct hft_line *line, const struct hft_where *where,
		   size_t width)
{
	size_t end = line->length + 1 + width;

	hft_line_mem(line, " ", 1);
	hft_line_who(line, where);
	hft_line_pad(line, end);
}

const char *hft_timeline_lanes(const struct hft_timeline_print *print)
{
	static const char *const heads[] = {
		[HFT_LANES_VCPU] = "    VM/VCPU",
		[HFT_LANES_THREAD] = "    PID/TID",
		[HFT_LANES_CPU] = "      0/CPU",
	};

	return heads[print->lanes];
}

void hft_json_time(struct hft_json *json, const char *key,
		   const struct hft_timeline_print *print, int64_t ts)
{
	hft_json_int(json, key,
		     (int64_t)((uint64_t)ts - (uint64_t)print->begin));
}

void hft_json_where(struct hft_json *json, const struct hft_where *where)
{
	hft_json_int(json, "vm", (int64_t)where->vm);
	hft_json_int(json, "vcpu", (int64_t)where->vcpu);
	if (where->task_known)
		hft_json_uint(json, "tid", where->tid);
	else
		hft_json_string(json, "tid", NULL);
	hft_json_string(json, "comm", where->comm);
}
