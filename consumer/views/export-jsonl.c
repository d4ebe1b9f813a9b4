/* SPDX-License-Identifier: MIT */
/* Calls as JSON, one a line, in the order of their ends. */
#include <stdlib.h>

#include <hyperftrace/protocol.h>

#include "export.h"
#include "json.h"

struct jsonl {
	struct hft_out out;
	int64_t begin;
};

static void *create(const void *options, FILE *file, struct hft_error *error)
{
	struct jsonl *jsonl = calloc(1, sizeof(*jsonl));

	(void)options;
	if (!jsonl) {
		hft_error_set(error, "out of memory");
		return NULL;
	}
	jsonl->out.file = file;
	return jsonl;
}

static void begin(void *view, int64_t ts)
{
	struct jsonl *jsonl = view;

	jsonl->begin = ts;
}

static const char *context_of(unsigned int context)
{
	if (context & HFT_CONTEXT_NMI)
		return "nmi";
	if (context & HFT_CONTEXT_HARDIRQ)
		return "hardirq";
	return context & HFT_CONTEXT_SOFTIRQ ? "softirq" : "task";
}

static void put_times(struct hft_json *json, const struct hft_call *call)
{
	if (!(call->flags & HFT_CALL_TIMED))
		return;
	hft_json_uint(json, "duration_ns", call->times.total);
	if (!(call->flags & HFT_CALL_ORPHAN))
		hft_json_uint(json, "self_ns", call->times.self);
}

static void put_place(struct hft_json *json, const struct hft_place *place)
{
	if (place->task_known) {
		hft_json_string(json, "task", place->comm);
		hft_json_uint(json, "tid", place->task.tid);
		hft_json_uint(json, "tgid", place->task.tgid);
	}
	hft_json_int(json, "vm", (int64_t)place->vm);
	hft_json_int(json, "vcpu", (int64_t)place->vcpu);
	hft_json_string(json, "context", context_of(place->context));
}

static void put_call(struct jsonl *jsonl, const struct hft_call *call,
		     bool exit_seen)
{
	struct hft_json json = { .out = &jsonl->out };
	bool entry_seen = !(call->flags & HFT_CALL_ORPHAN);

	hft_json_object(&json, NULL);
	hft_json_string(&json, "name", call->function->name);
	if (call->flags & HFT_CALL_USER)
		hft_json_bool(&json, "user", true);
	hft_json_int(&json, "ts_ns", entry_seen ? call->entered : call->ts);
	put_times(&json, call);
	hft_json_uint(&json, "depth", call->depth);
	hft_json_uint(&json, "level", call->level);
	put_place(&json, call->place);
	if (!entry_seen)
		hft_json_bool(&json, "entry_seen", false);
	if (!exit_seen)
		hft_json_bool(&json, "exit_seen", false);
	hft_json_end_object(&json);
	hft_json_newline(&json);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	put_call(view, call, !(call->flags & HFT_CALL_LOST));
}

static void on_left_open(void *view, const struct hft_call *call)
{
	put_call(view, call, false);
}

static void finish(void *view, const struct hft_quality *quality,
		   const char *why)
{
	struct jsonl *jsonl = view;
	struct hft_json json = { .out = &jsonl->out };

	hft_json_object(&json, NULL);
	hft_json_uint(&json, "version", 1);
	hft_json_string(&json, "view", "export");
	hft_json_int(&json, "begin_ns", jsonl->begin);
	hft_json_quality(&json, quality, why);
	hft_json_end_object(&json);
	hft_json_newline(&json);
	hft_out_flush(&jsonl->out);
}

static int failure(const void *view)
{
	const struct jsonl *jsonl = view;

	return jsonl->out.error;
}

static const struct hft_engine_ops ops = {
	.exit = on_exit_call,
	.left_open = on_left_open,
};

const struct hft_view hft_export_jsonl = {
	.ops = &ops,
	.create = create,
	.destroy = free,
	.begin = begin,
	.finish = finish,
	.failure = failure,
};
