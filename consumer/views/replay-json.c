/* SPDX-License-Identifier: MIT */
#include "replay-json.h"

static void begin_event(struct hft_json *json, const char *event)
{
	hft_json_object(json, NULL);
	hft_json_string(json, "event", event);
}

/* One event a line. */
static void end_event(struct hft_json *json)
{
	hft_json_end_object(json);
	hft_out_write(json->out, "\n", 1);
}

static void put_place(struct hft_json *json, const struct hft_place *place)
{
	hft_json_int(json, "vm", (int64_t)place->vm);
	hft_json_int(json, "vcpu", (int64_t)place->vcpu);
	if (!place->task_known)
		return;
	hft_json_uint(json, "tid", place->task.tid);
	hft_json_uint(json, "tgid", place->task.tgid);
	hft_json_string(json, "comm", place->comm);
}

static void put_head(struct hft_json *json)
{
	hft_json_object(json, NULL);
	hft_json_uint(json, "version", 1);
	hft_json_string(json, "view", "replay");
}

void hft_replay_json_begin(struct hft_json *json, int64_t ts)
{
	put_head(json);
	hft_json_int(json, "begin_ns", ts);
	hft_json_array(json, "events");
}

void hft_replay_json_lanes(struct hft_json *json, enum hft_lane_kind kind)
{
	static const char *const kinds[] = {
		[HFT_LANES_VCPU] = "VM/VCPU",
		[HFT_LANES_THREAD] = "PID/TID",
		[HFT_LANES_CPU] = "0/CPU",
	};

	begin_event(json, "lanes");
	hft_json_string(json, "kind", kinds[kind]);
	end_event(json);
}

void hft_replay_json_call(struct hft_json *json, const char *event,
			  const struct hft_call *call)
{
	begin_event(json, event);
	hft_json_int(json, "ts_ns", call->ts);
	put_place(json, call->place);
	hft_json_string(json, "name", call->function->name);
	if (call->function->source)
		hft_json_string(json, "source", call->function->source);
	hft_json_uint(json, "level", call->level);
	if (call->flags & HFT_CALL_USER)
		hft_json_bool(json, "user", true);
	if (call->flags & HFT_CALL_LOST)
		hft_json_bool(json, "exit_seen", false);
	if (call->flags & HFT_CALL_ORPHAN)
		hft_json_bool(json, "entry_seen", false);
	if (call->flags & HFT_CALL_TIMED) {
		hft_json_uint(json, "total_ns", call->times.total);
		hft_json_uint(json, "self_ns", call->times.self);
		hft_json_uint(json, "total_out_ns", call->times.total_out);
	}
	end_event(json);
}

void hft_replay_json_lost(struct hft_json *json, const struct hft_lost *lost)
{
	static const char *const whats[] = {
		[HFT_LOST_EVENTS] = "events",
		[HFT_LOST_PACKETS] = "packets",
		[HFT_LOST_RECORDS] = "records",
		[HFT_LOST_IN_GUEST] = "in_guest",
	};

	begin_event(json, "lost");
	hft_json_string(json, "what", whats[lost->what]);
	if (lost->counted)
		hft_json_uint(json, "count", lost->count);
	hft_json_int(json, "begin_ns", lost->begin);
	hft_json_int(json, "end_ns", lost->end);
	if (lost->place)
		put_place(json, lost->place);
	end_event(json);
}

void hft_replay_json_hello(struct hft_json *json, uint64_t vm,
			   const struct hft_hello *hello)
{
	begin_event(json, "hello");
	hft_json_int(json, "vm", (int64_t)vm);
	hft_json_string(json, "release", hello->release);
	hft_json_uint(json, "cpus", hello->n_cpus);
	hft_json_uint(json, "tsc_khz", hello->tsc_khz);
	end_event(json);
}

void hft_replay_json_finish(struct hft_json *json, bool begun,
			    const struct hft_quality *quality, const char *why)
{
	if (begun)
		hft_json_end_array(json);
	else
		put_head(json);
	hft_json_quality(json, quality, why);
	hft_json_end_object(json);
	hft_json_newline(json);
}
