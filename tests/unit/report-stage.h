/* SPDX-License-Identifier: MIT */
/* A report of calls that a test makes, by one vCPU of VM 7. */
#ifndef HYPERFTRACE_TEST_REPORT_STAGE_H
#define HYPERFTRACE_TEST_REPORT_STAGE_H

#include <string.h>

#include <hyperftrace/protocol.h>
#include <json-c/json.h>

#include "../../consumer/views/report-options.h"
#include "../../consumer/views/report.h"
#include "unit.h"

static const struct hft_view *const view = &hft_report_view;
static struct hft_report_options options;
static void *report;
static struct hft_engine *engine;
static struct hft_error error;
static FILE *file;
static char *text;
static size_t size;
static int64_t now;
static uint32_t current;
/* Of tracing, as if the engine had found that. */
static uint64_t cost_in, cost_out;
/* Where reading stopped, or NULL. */
static const char *why;

static inline void begin_on(FILE *output)
{
	file = output;
	now = 1000;
	current = 1;
	report = view->create(&options, file, &error);
	ck_assert_msg(report, "%s", error.message);
	engine = hft_engine_create(view->ops, report, NULL);
	ck_assert_ptr_nonnull(engine);
}

static inline void begin(void)
{
	begin_on(open_memstream(&text, &size));
}

/* Create a view with options that cannot be. */
static inline const char *refused(void)
{
	strcpy(error.message, "");
	ck_assert_ptr_null(view->create(&options, stdout, &error));
	return error.message;
}

static inline void end(void)
{
	hft_engine_destroy(engine);
	view->destroy(report);
	fclose(file);
	free(text);
	text = NULL;
	options = (struct hft_report_options){ 0 };
	cost_in = cost_out = 0;
	why = NULL;
}

static inline void send(uint64_t nr, uint64_t a0, uint64_t a1, uint64_t a2,
			uint64_t a3)
{
	const struct hft_hypercall hypercall = {
		.ts = now,
		.vm = 7,
		.nr = nr,
		.args = { a0, a1, a2, a3 },
	};

	ck_assert_quick(!hft_engine_hypercall(engine, &hypercall));
}

static inline void enter(uint64_t address, uint64_t depth)
{
	send(HFT_NR_KERNEL_FUNC, address, HFT_FUNC_ENTRY, 0, depth);
}

static inline void leave(uint64_t address, uint64_t ns, uint64_t depth)
{
	now += ns;
	send(HFT_NR_KERNEL_FUNC, address, HFT_FUNC_EXIT, ns, depth);
}

/* A call that calls nothing. */
static inline void call(uint64_t address, uint64_t ns, uint64_t depth)
{
	enter(address, depth);
	leave(address, ns, depth);
}

static inline void switch_to(uint32_t tid, uint32_t tgid)
{
	send(HFT_NR_SWITCH, current, current, tid, tgid);
	current = tid;
}

static inline const char *finished(void)
{
	struct hft_quality quality;

	hft_engine_finish(engine);
	quality = *hft_engine_quality(engine);
	quality.cost_in_ns = cost_in;
	quality.cost_out_ns = cost_out;
	view->finish(report, &quality, why);
	fflush(file);
	return text;
}

static inline void ck_has(const char *what, const char *part)
{
	ck_assert_msg(strstr(what, part), "no \"%s\" in\n%s", part, what);
}

static inline void ck_lacks(const char *what, const char *part)
{
	ck_assert_msg(!strstr(what, part), "\"%s\" in\n%s", part, what);
}

/* The text as JSON: to be put. */
static inline struct json_object *parsed(void)
{
	struct json_object *root = json_tokener_parse(text);

	ck_assert_msg(root, "no JSON: %s", text);
	return root;
}

static inline struct json_object *get(struct json_object *object,
				      const char *key)
{
	struct json_object *value;

	ck_assert_msg(json_object_object_get_ex(object, key, &value),
		      "no \"%s\" in %s", key, json_object_get_string(object));
	return value;
}

/* That of a name among the functions of an object. */
static inline struct json_object *function(struct json_object *object,
					   const char *name)
{
	struct json_object *functions = get(object, "functions");

	for (size_t i = 0; i < json_object_array_length(functions); i++) {
		struct json_object *item =
			json_object_array_get_idx(functions, i);

		if (!strcmp(json_object_get_string(get(item, "name")), name))
			return item;
	}
	ck_abort_msg("no %s in %s", name, json_object_get_string(object));
}

static inline uint64_t number(struct json_object *object, const char *key)
{
	struct json_object *value = get(object, key);

	ck_assert_msg(json_object_is_type(value, json_type_int), "\"%s\": %s",
		      key, json_object_get_string(value));
	return json_object_get_uint64(value);
}

#endif
