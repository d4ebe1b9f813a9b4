/* SPDX-License-Identifier: MIT */
#include "timeline-write.h"

static void put_seconds(struct hft_line *line, uint64_t ns)
{
	hft_line_uint(line, ns / 1000000000, 1, ' ');
	hft_line_mem(line, ".", 1);
	hft_line_uint(line, ns % 1000000000, 9, '0');
	hft_line_str(line, " s");
}

static void put_head(struct hft_timeline *timeline)
{
	static const char *const lanes[] = {
		[HFT_LANES_VCPU] = "VM/VCPU",
		[HFT_LANES_THREAD] = "PID/TID of the host's threads: the trace "
				     "names no VM and no vCPU",
		[HFT_LANES_CPU] = "0/CPU of the host: the trace names no VM "
				  "and no vCPU",
	};
	const struct hft_timeline_print *print = &timeline->print;
	struct hft_line line = { .length = 0 };

	hft_out_format(&timeline->out, "# hyperftrace timeline\n");
	if (!timeline->begun)
		return;
	hft_line_str(&line, "# time 0 is ");
	put_seconds(&line, print->begin);
	hft_line_str(&line, " of the host's trace clock, the end ");
	put_seconds(&line, hft_timeline_span(print));
	hft_line_str(&line, " later");
	hft_out_line(&timeline->out, &line);
	hft_out_format(&timeline->out, "# lanes are %s\n", lanes[print->lanes]);
}

static void write_text(struct hft_timeline *timeline,
		       const struct hft_quality *quality, const char *why)
{
	const struct hft_timeline_print *print = &timeline->print;

	put_head(timeline);
	if (timeline->sections & HFT_TIMELINE_PHASES)
		hft_phases_text(&timeline->boots, print);
	if (timeline->sections & HFT_TIMELINE_INITCALLS)
		hft_initcalls_text(&timeline->initcalls, &timeline->boots,
				   print);
	if (timeline->sections & HFT_TIMELINE_SYSCALLS)
		hft_syscalls_text(timeline->syscalls, print);
	if (timeline->sections & HFT_TIMELINE_GAPS)
		hft_gaps_text(&timeline->gaps, &timeline->lanes, print);
	if (timeline->sections & HFT_TIMELINE_LANDMARKS)
		hft_landmarks_text(&timeline->landmarks, print);
	hft_out_format(&timeline->out, "\n");
	hft_out_footer(&timeline->out, quality, why);
}

static void write_json(struct hft_timeline *timeline,
		       const struct hft_quality *quality, const char *why)
{
	static const char *const lanes[] = {
		[HFT_LANES_VCPU] = "vcpu",
		[HFT_LANES_THREAD] = "thread",
		[HFT_LANES_CPU] = "cpu",
	};
	const struct hft_timeline_print *print = &timeline->print;
	struct hft_json json = { .out = &timeline->out };

	hft_json_object(&json, NULL);
	hft_json_uint(&json, "version", 1);
	hft_json_string(&json, "view", "timeline");
	hft_json_int(&json, "begin_ns", print->begin);
	hft_json_uint(&json, "duration_ns", hft_timeline_span(print));
	hft_json_string(&json, "lanes", lanes[print->lanes]);
	if (timeline->sections & HFT_TIMELINE_PHASES)
		hft_phases_json(&timeline->boots, print, &json);
	if (timeline->sections & HFT_TIMELINE_INITCALLS)
		hft_initcalls_json(&timeline->initcalls, print, &json);
	if (timeline->sections & HFT_TIMELINE_SYSCALLS)
		hft_syscalls_json(timeline->syscalls, print, &json);
	if (timeline->sections & HFT_TIMELINE_GAPS)
		hft_gaps_json(&timeline->gaps, print, &json);
	if (timeline->sections & HFT_TIMELINE_LANDMARKS)
		hft_landmarks_json(&timeline->landmarks, print, &json);
	hft_json_quality(&json, quality, why);
	hft_json_end_object(&json);
	hft_json_newline(&json);
	hft_out_flush(&timeline->out);
}

void hft_timeline_write(struct hft_timeline *timeline,
			const struct hft_quality *quality, const char *why)
{
	timeline->print.cost_in = quality->cost_in_ns;
	timeline->print.cost_out = quality->cost_out_ns;
	hft_landmarks_sort(&timeline->landmarks);
	hft_gaps_sort(&timeline->gaps);
	if (timeline->json)
		write_json(timeline, quality, why);
	else
		write_text(timeline, quality, why);
}
