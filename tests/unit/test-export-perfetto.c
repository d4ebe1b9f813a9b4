/* SPDX-License-Identifier: MIT */
#include "exporting.h"
#include "proto/perfetto.pb-c.h"

/* What was written, read back and told in short lines. */
static char *story;
static size_t story_size;
static FILE *lines;
static uint64_t clock_now;
static const char *event_names[64];
/* By the track: slices that are open, and the time of the last event. */
static struct {
	unsigned int open;
	uint64_t last;
} on_track[1 << 17];

static void tell_track(const Perfetto__TrackDescriptor *track)
{
	fprintf(lines, "track %s", track->name);
	if (track->process)
		fprintf(lines, " = process %d", track->process->pid);
	if (track->thread)
		fprintf(lines, " = thread %d/%d", track->thread->pid,
			track->thread->tid);
	if (track->has_parent_uuid)
		ck_assert_uint_ge(track->parent_uuid, (uint64_t)1 << 63);
	fprintf(lines, "\n");
}

static uint64_t time_of(const Perfetto__TracePacket *packet)
{
	ck_assert(packet->has_timestamp);
	if (packet->has_timestamp_clock_id) {
		ck_assert_uint_eq(packet->timestamp_clock_id, 6);
		return packet->timestamp;
	}
	clock_now += packet->timestamp;
	return clock_now;
}

static void check_nesting(const Perfetto__TrackEvent *event, uint64_t ts)
{
	uint64_t track = event->track_uuid;

	if (event->type == PERFETTO__TRACK_EVENT__TYPE__TYPE_INSTANT)
		return;
	ck_assert_quick(track < sizeof(on_track) / sizeof(*on_track));
	ck_assert_quick(ts >= on_track[track].last);
	on_track[track].last = ts;
	if (event->type == PERFETTO__TRACK_EVENT__TYPE__TYPE_SLICE_BEGIN) {
		on_track[track].open++;
		return;
	}
	ck_assert_quick(on_track[track].open);
	on_track[track].open--;
}

static void tell_event(const Perfetto__TracePacket *packet)
{
	const Perfetto__TrackEvent *event = packet->track_event;
	const char *name = event->name;
	uint64_t ts;

	if (event->has_name_iid) {
		ck_assert_uint_lt(event->name_iid, 64);
		name = event_names[event->name_iid];
		ck_assert_ptr_nonnull(name);
	}
	ts = time_of(packet);
	check_nesting(event, ts);
	fprintf(lines, "%lu on %lu: ", ts, event->track_uuid);
	if (event->type == PERFETTO__TRACK_EVENT__TYPE__TYPE_SLICE_END)
		fprintf(lines, "end");
	else
		fprintf(lines, "%s%s %lu",
			event->type == PERFETTO__TRACK_EVENT__TYPE__TYPE_INSTANT
				? "instant "
				: "",
			name, event->category_iids[0]);
	for (size_t i = 0; i < event->n_debug_annotations; i++)
		fprintf(lines, " (%s: %s)", event->debug_annotations[i]->name,
			event->debug_annotations[i]->string_value);
	fprintf(lines, "\n");
}

static void tell_packet(const Perfetto__TracePacket *packet)
{
	const Perfetto__InternedData *interned = packet->interned_data;

	if (packet->clock_snapshot) {
		ck_assert_uint_eq(packet->sequence_flags, 1);
		ck_assert_uint_eq(packet->clock_snapshot->n_clocks, 3);
		clock_now = packet->clock_snapshot->clocks[2]->timestamp;
	}
	for (size_t i = 0; interned && i < interned->n_event_names; i++) {
		ck_assert_ptr_null(event_names[interned->event_names[i]->iid]);
		event_names[interned->event_names[i]->iid] =
			interned->event_names[i]->name;
	}
	if (packet->track_descriptor)
		tell_track(packet->track_descriptor);
	if (packet->track_event) {
		ck_assert_uint_eq(packet->trusted_packet_sequence_id, 1);
		tell_event(packet);
	}
}

/* The footer, which comes last, is not told. */
static const char *told(const char *why)
{
	Perfetto__Trace *trace;

	finished(why);
	trace = perfetto__trace__unpack(NULL, size, (const uint8_t *)text);
	ck_assert_ptr_nonnull(trace);
	memset(event_names, 0, sizeof(event_names));
	memset(on_track, 0, sizeof(on_track));
	lines = open_memstream(&story, &story_size);
	for (size_t i = 0; i < trace->n_packet; i++)
		tell_packet(trace->packet[i]);
	fclose(lines);
	for (size_t i = 0; i < sizeof(on_track) / sizeof(*on_track); i++)
		ck_assert_quick(!on_track[i].open);
	perfetto__trace__free_unpacked(trace, NULL);
	*strstr(story, "track hyperftrace\n") = '\0';
	return story;
}

static void end_told(void)
{
	free(story);
	end();
}

START_TEST(test_calls)
{
	begin("perfetto");
	switch_task(0, 57, 57);
	user(0, 0xc, false);
	enter(0, 0xa, 0);
	enter(0, 0xb, 1);
	leave(0, 0xb, 70, 1);
	enter(0, 0xb, 1);
	leave(0, 0xb, 70, 1);
	leave(0, 0xa, 500, 0);
	user(0, 0xc, true);
	ck_assert_str_eq(told(NULL), "track VM 7 = process 7\n"
				     "track vCPU 0\n"
				     "1000 on 2: task 57 6\n"
				     "track task 57 = thread 7/57\n"
				     "1100 on 3: 0xc 2\n"
				     "1200 on 3: 0xa 1\n"
				     "1300 on 3: 0xb 1\n"
				     "1400 on 3: end\n"
				     "1500 on 3: 0xb 1\n"
				     "1600 on 3: end\n"
				     "1700 on 3: end\n"
				     "1800 on 3: end\n"
				     "1800 on 2: end\n");
	end_told();
}
END_TEST

START_TEST(test_tasks_and_vcpus)
{
	begin("perfetto");
	enter(0, 0xa, 0);
	switch_task(0, 57, 61);
	switch_task(1, 0, 57);
	leave(1, 0xa, 100, 0);
	switch_task(1, 57, 0);
	ck_assert_str_eq(told(NULL), "track VM 7 = process 7\n"
				     "track vCPU 0\n"
				     /* Not known yet, it is no thread. */
				     "track unknown task, vCPU 0\n"
				     "1000 on 3: 0xa 1\n"
				     "1100 on 2: task 61 6\n"
				     "track vCPU 1\n"
				     "1200 on 4: task 57 6\n"
				     "1300 on 3: end\n"
				     "1400 on 4: end\n"
				     "1400 on 2: end\n");
	end_told();
}
END_TEST

START_TEST(test_vm_exits)
{
	begin("perfetto");
	switch_task(0, 57, 57);
	transition(0, false, 0x400);
	transition(0, true, 0);
	/* Older than what was told: the time itself. */
	switch_task(1, 61, 61);
	transition(0, false, 0x7c);
	switch_task(1, 61, 62);
	transition(0, true, 0);
	ck_assert_str_eq(told(NULL), "track VM 7 = process 7\n"
				     "track vCPU 0\n"
				     "1000 on 2: task 57 6\n"
				     "1100 on 2: npf 7\n"
				     "1200 on 2: end\n"
				     "track vCPU 1\n"
				     "1300 on 4: task 61 6\n"
				     "1500 on 4: end\n"
				     "1500 on 4: task 62 6\n"
				     "1400 on 2: msr 7\n"
				     "1600 on 2: end\n"
				     "1600 on 2: end\n"
				     "1600 on 4: end\n");
	end_told();
}
END_TEST

START_TEST(test_not_seen)
{
	begin("perfetto");
	switch_task(0, 57, 57);
	enter(0, 0xa, 0);
	enter(0, 0xb, 1);
	leave(0, 0xa, 200, 0);
	leave(0, 0xd, 200, 0);
	enter(0, 0xa, 0);
	told(NULL);
	ck_assert_str_eq(behind(story, "1200 on 3: 0xb 1\n"),
			 "1300 on 3: end (exit: not seen)\n"
			 "1300 on 3: end\n"
			 "1500 on 3: 0xa 1\n"
			 "1500 on 3: end (exit: not seen)\n"
			 "1500 on 2: end\n");
	end_told();
}
END_TEST

START_TEST(test_lost)
{
	const struct hft_lost lost = {
		.what = HFT_LOST_EVENTS,
		.counted = true,
		.count = 5,
		.begin = 1000,
		.end = 2000,
	};

	begin("perfetto");
	ck_assert_int_eq(hft_engine_lost(engine, &lost), 0);
	finished("why");
	ck_assert_ptr_nonnull(
		memmem(text, size, "5 events discarded by LTTng", 27));
	ck_assert_ptr_nonnull(memmem(text, size, "# why\n# 0 events", 16));
	end();
}
END_TEST

/* Described again when its name is another, or when it has been forgotten. */
START_TEST(test_many_tasks)
{
	size_t n = 0;

	begin("perfetto");
	for (int i = 1; i < 40000; i++) {
		switch_task(0, i, i + 1);
		enter(0, 0xa, 0);
		leave(0, 0xa, 10, 0);
	}
	switch_task(0, 40000, 2);
	enter(0, 0xa, 0);
	told(NULL);
	for (const char *p = story; (p = strstr(p, "= thread 7/")); p++)
		n++;
	ck_assert_uint_eq(n, 40000);
	end_told();
}
END_TEST

START_TEST(test_numbers_that_are_no_process)
{
	struct hft_hypercall hypercall = {
		.ts = 1000,
		.vm = (uint64_t)-1,
		.vcpu = (uint64_t)-1,
		.nr = HFT_NR_SWITCH,
		.args = { 57, 57, 57, 57 },
	};

	begin("perfetto");
	ck_assert_int_eq(hft_engine_hypercall(engine, &hypercall), 0);
	hypercall.nr = HFT_NR_KERNEL_FUNC;
	hypercall.args[1] = HFT_FUNC_ENTRY;
	ck_assert_int_eq(hft_engine_hypercall(engine, &hypercall), 0);
	ck_assert_str_eq(told(NULL), "track VM ?\n"
				     "track vCPU ?\n"
				     "1000 on 2: task 57 6\n"
				     "track task 57\n"
				     "1000 on 3: 0x39 1\n"
				     "1000 on 3: end (exit: not seen)\n"
				     "1000 on 2: end\n");
	end_told();
}
END_TEST

/* Whatever comes, slices nest, and end. */
START_TEST(test_anything)
{
	for (seed = 0; seed < 200; seed++) {
		begin("perfetto");
		now = 1000000;
		for (int i = 0; i < 1000; i++)
			send_anything();
		told(NULL);
		end_told();
	}
}
END_TEST

UNIT_MAIN("export-perfetto", test_calls, test_tasks_and_vcpus, test_vm_exits,
	  test_not_seen, test_lost, test_many_tasks,
	  test_numbers_that_are_no_process, test_anything)
