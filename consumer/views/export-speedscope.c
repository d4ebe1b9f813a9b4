/* SPDX-License-Identifier: MIT */
/*
 * speedscope's own format: a profile for each task, with the calls as they
 * begin and end. The file has one profile after the other, so events wait in
 * a temporary file until the end.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/hash.h"
#include "export-texts.h"
#include "export.h"
#include "function-numbers.h"
#include "json.h"
#include "spool.h"

/* Of more tasks than this, calls are left out, and counted. */
#define PROFILES_MAX 16384

#define OPEN ((uint32_t)1 << 31)

struct profile {
	struct hft_node node;
	uint64_t serial;
	/* ns since the beginning: its first event, and its latest. */
	uint64_t first;
	uint64_t last;
	struct hft_spool_list events;
	/* Of the task, and what it is made of. */
	char comm[HFT_COMM_TEXT_MAX];
	char name[HFT_EXPORT_NAME_MAX];
	char vm[HFT_EXPORT_NAME_MAX];
};

struct speedscope {
	struct hft_out out;
	int64_t begin;
	enum hft_lane_kind lanes;
	struct hft_spool *spool;
	/* By serials; and in the order of appearance. */
	struct hft_hash profiles;
	struct profile **list;
	size_t n_list;
	struct profile *latest;
	/* Each is a frame. */
	struct hft_function_numbers functions;
	uint64_t calls_left_out;
};

static void destroy(void *view)
{
	struct speedscope *speedscope = view;

	for (size_t i = 0; i < speedscope->n_list; i++)
		free(speedscope->list[i]);
	free(speedscope->list);
	hft_function_numbers_deinit(&speedscope->functions);
	hft_hash_deinit(&speedscope->profiles);
	hft_spool_destroy(speedscope->spool);
	free(speedscope);
}

static void *create(const void *options, FILE *file, struct hft_error *error)
{
	struct speedscope *speedscope = calloc(1, sizeof(*speedscope));

	(void)options;
	hft_error_set(error, "out of memory");
	if (!speedscope)
		return NULL;
	speedscope->out.file = file;
	speedscope->list = calloc(PROFILES_MAX, sizeof(*speedscope->list));
	if (hft_hash_init(&speedscope->profiles) || !speedscope->list) {
		destroy(speedscope);
		return NULL;
	}
	speedscope->spool = hft_spool_create(error);
	if (!speedscope->spool) {
		destroy(speedscope);
		return NULL;
	}
	return speedscope;
}

static void begin(void *view, int64_t ts)
{
	struct speedscope *speedscope = view;

	speedscope->begin = ts;
}

static void lanes(void *view, enum hft_lane_kind kind)
{
	struct speedscope *speedscope = view;

	speedscope->lanes = kind;
}

static struct profile *find(struct speedscope *speedscope, uint64_t serial)
{
	uint64_t hash = hft_hash_mix(serial, 0);
	struct hft_node *node;

	if (speedscope->latest && speedscope->latest->serial == serial)
		return speedscope->latest;
	node = hft_hash_first(&speedscope->profiles, hash);
	for (; node; node = node->next) {
		struct profile *profile =
			hft_container(node, struct profile, node);

		if (profile->serial == serial) {
			speedscope->latest = profile;
			return profile;
		}
	}
	return NULL;
}

static void name(const struct speedscope *speedscope, struct profile *profile,
		 const struct hft_place *place)
{
	snprintf(profile->comm, sizeof(profile->comm), "%s",
		 place->comm ? place->comm : "");
	hft_export_task_name(profile->name, speedscope->lanes, place);
	hft_export_vm_name(profile->vm, speedscope->lanes, place->vm);
}

static struct profile *add(struct speedscope *speedscope,
			   const struct hft_place *place)
{
	struct profile *profile;

	if (speedscope->n_list == PROFILES_MAX)
		return NULL;
	profile = calloc(1, sizeof(*profile));
	if (!profile) {
		speedscope->out.error = ENOMEM;
		return NULL;
	}
	profile->serial = place->serial;
	name(speedscope, profile, place);
	speedscope->list[speedscope->n_list++] = profile;
	hft_hash_add(&speedscope->profiles, &profile->node,
		     hft_hash_mix(place->serial, 0));
	speedscope->latest = profile;
	return profile;
}

/* Times of a profile must not go back. */
static void append(struct speedscope *speedscope, struct profile *profile,
		   const struct hft_call *call, uint32_t what)
{
	uint64_t at = call->ts > speedscope->begin
			      ? (uint64_t)call->ts - (uint64_t)speedscope->begin
			      : 0;
	uint32_t frame;
	int error;

	if (at > profile->last)
		profile->last = at;
	if (!profile->events.n)
		profile->first = profile->last;
	error = hft_function_number(&speedscope->functions, call->function,
				    &frame);
	if (!error)
		error = hft_spool_append(speedscope->spool, &profile->events,
					 (struct hft_spool_record){ {
						 profile->last & UINT32_MAX,
						 profile->last >> 32,
						 frame | what,
					 } });
	if (error && !speedscope->out.error)
		speedscope->out.error = error;
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct speedscope *speedscope = view;
	const struct hft_place *place = call->place;
	struct profile *profile = find(speedscope, place->serial);

	if (!profile)
		profile = add(speedscope, place);
	if (!profile) {
		speedscope->calls_left_out++;
		return;
	}
	if (place->comm && strcmp(profile->comm, place->comm))
		name(speedscope, profile, place);
	append(speedscope, profile, call, OPEN);
}

static void on_left_open(void *view, const struct hft_call *call)
{
	struct speedscope *speedscope = view;
	struct profile *profile = find(speedscope, call->place->serial);

	if (profile)
		append(speedscope, profile, call, 0);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	if (!(call->flags & HFT_CALL_ORPHAN))
		on_left_open(view, call);
}

static void on_task_named(void *view, const struct hft_place *place)
{
	struct speedscope *speedscope = view;
	struct profile *profile = find(speedscope, place->serial);

	if (profile)
		name(speedscope, profile, place);
}

struct writer {
	struct hft_out *out;
	bool comma;
};

static int put_event(void *data, const struct hft_spool_record *record)
{
	const uint32_t *words = record->words;
	struct writer *writer = data;
	struct hft_line line = { .length = 0 };

	if (writer->comma)
		hft_line_str(&line, ",\n");
	writer->comma = true;
	hft_line_str(&line, words[2] & OPEN ? "{\"type\":\"O\",\"frame\":"
					    : "{\"type\":\"C\",\"frame\":");
	hft_line_uint(&line, words[2] & ~OPEN, 1, ' ');
	hft_line_str(&line, ",\"at\":");
	hft_line_uint(&line, words[0] | (uint64_t)words[1] << 32, 1, ' ');
	hft_line_str(&line, "}");
	hft_out_write(writer->out, line.text, line.length);
	return writer->out->error;
}

static void put_profile(struct speedscope *speedscope, struct hft_json *json,
			const struct profile *profile)
{
	struct writer writer = { .out = &speedscope->out };
	char text[2 * HFT_EXPORT_NAME_MAX + 2];
	int error;

	snprintf(text, sizeof(text), "%s, %s", profile->name, profile->vm);
	hft_json_object(json, NULL);
	hft_json_string(json, "type", "evented");
	hft_json_string(json, "name", text);
	hft_json_string(json, "unit", "nanoseconds");
	hft_json_uint(json, "startValue", profile->first);
	hft_json_uint(json, "endValue", profile->last);
	hft_json_array(json, "events");
	error = hft_spool_each(speedscope->spool, &profile->events, put_event,
			       &writer);
	if (error && !speedscope->out.error)
		speedscope->out.error = error;
	hft_json_end_array(json);
	hft_json_end_object(json);
	hft_out_write(&speedscope->out, "\n", 1);
}

/* Tasks with the most calls first. */
static int compare(const void *a, const void *b)
{
	const struct profile *x = *(struct profile *const *)a;
	const struct profile *y = *(struct profile *const *)b;

	if (x->events.n != y->events.n)
		return x->events.n < y->events.n ? 1 : -1;
	return x->serial < y->serial ? -1 : 1;
}

static void put_frames(struct speedscope *speedscope, struct hft_json *json)
{
	hft_json_object(json, "shared");
	hft_json_array(json, "frames");
	for (uint32_t i = 0; i < speedscope->functions.n; i++) {
		hft_json_object(json, NULL);
		hft_json_string(json, "name",
				speedscope->functions.functions[i]->name);
		hft_json_end_object(json);
	}
	hft_json_end_array(json);
	hft_json_end_object(json);
}

static void finish(void *view, const struct hft_quality *quality,
		   const char *why)
{
	struct speedscope *speedscope = view;
	struct hft_json json = { .out = &speedscope->out };

	qsort(speedscope->list, speedscope->n_list, sizeof(*speedscope->list),
	      compare);
	hft_json_object(&json, NULL);
	hft_json_string(&json, "$schema",
			"https://www.speedscope.app/file-format-schema.json");
	hft_json_string(&json, "exporter", "hyperftrace");
	hft_json_uint(&json, "activeProfileIndex", 0);
	hft_json_array(&json, "profiles");
	for (size_t i = 0; i < speedscope->n_list; i++)
		put_profile(speedscope, &json, speedscope->list[i]);
	hft_json_end_array(&json);
	put_frames(speedscope, &json);
	hft_json_object(&json, "hyperftrace");
	hft_json_uint(&json, "version", 1);
	hft_json_int(&json, "begin_ns", speedscope->begin);
	hft_json_uint(&json, "calls_left_out", speedscope->calls_left_out);
	hft_json_quality(&json, quality, why);
	hft_json_end_object(&json);
	hft_json_end_object(&json);
	hft_json_newline(&json);
	hft_out_flush(&speedscope->out);
}

static int failure(const void *view)
{
	const struct speedscope *speedscope = view;

	return speedscope->out.error;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.left_open = on_left_open,
	.task_named = on_task_named,
};

const struct hft_view hft_export_speedscope = {
	.ops = &ops,
	.create = create,
	.destroy = destroy,
	.begin = begin,
	.lanes = lanes,
	.finish = finish,
	.failure = failure,
};
