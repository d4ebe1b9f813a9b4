/* SPDX-License-Identifier: MIT */
/* A timeline that is told, as the engine would, what tasks on vCPUs do. */
#ifndef HYPERFTRACE_TEST_TIMELINE_STAGE_H
#define HYPERFTRACE_TEST_TIMELINE_STAGE_H

#include <stdio.h>
#include <string.h>

#include "../../consumer/views/timeline-options.h"
#include "../../consumer/views/timeline.h"
#include "unit.h"

static const struct hft_view *const view = &hft_timeline_view;
static struct hft_timeline_options options;
static struct hft_functions *functions;
static void *timeline;
static FILE *file;
static char *text;
static size_t size;
/* When the next things happen, and on which vCPU. */
static int64_t now;
static struct hft_place place;

struct actor {
	struct hft_place place;
	struct {
		const struct hft_function *function;
		int64_t entered;
		uint64_t data;
	} frames[64];
	uint32_t n;
};

/* What the next functions are of. */
static struct actor *actor;

static inline void begin_on(FILE *output)
{
	struct hft_error error;

	file = output;
	now = 0;
	place = (struct hft_place){ .vm = 7 };
	functions = hft_functions_create();
	timeline = view->create(&options, file, &error);
	ck_assert_ptr_nonnull(timeline);
	view->begin(timeline, 0);
}

static inline void begin(void)
{
	begin_on(open_memstream(&text, &size));
}

static inline void end(void)
{
	view->destroy(timeline);
	hft_functions_destroy(functions);
	fclose(file);
	free(text);
	text = NULL;
	options = (struct hft_timeline_options){ 0 };
}

/* An actor that does nothing yet. */
static inline struct actor actor_of(uint32_t tid, const char *comm)
{
	return (struct actor){ .place = {
				       .task_known = true,
				       .task = { .tid = tid, .tgid = tid },
				       .serial = tid + 1,
				       .comm = comm,
			       } };
}

/* Where the actor is now. */
static inline const struct hft_place *here(void)
{
	actor->place.vm = place.vm;
	actor->place.vcpu = place.vcpu;
	actor->place.lane = place.lane;
	actor->place.context = place.context;
	return &actor->place;
}

static inline void on_vcpu(uint32_t vcpu)
{
	place.vcpu = vcpu;
	place.lane = vcpu;
}

/* Goes on with this one, on this vCPU. */
static inline void run(struct actor *next)
{
	struct hft_switch sw = { .ts = now };

	actor = next;
	/* The engine forgets tasks without open calls. */
	actor->place.serial += 1000;
	sw.place = here();
	view->ops->sched_switch(timeline, &sw);
}

static inline struct hft_call call_of(uint32_t i)
{
	return (struct hft_call){
		.place = here(),
		.function = actor->frames[i].function,
		.ts = now,
		.entered = actor->frames[i].entered,
		.depth = i,
		.level = i,
		.caller = i ? actor->frames[i - 1].function : NULL,
		.caller_data = i ? &actor->frames[i - 1].data : NULL,
		.data = &actor->frames[i].data,
	};
}

static inline void enter(const char *name)
{
	uint32_t i = actor->n++;
	struct hft_call call;

	actor->frames[i].function =
		hft_functions_intern(functions, name, false, NULL);
	actor->frames[i].entered = now;
	actor->frames[i].data = 0;
	call = call_of(i);
	view->ops->enter(timeline, &call);
}

/* The innermost call ends, if lost: without that its end was seen. */
static inline void leave_if(bool lost)
{
	struct hft_call call = call_of(--actor->n);

	call.flags = lost ? HFT_CALL_LOST : HFT_CALL_TIMED;
	if (!lost)
		call.times.total = call.times.self = call.ts - call.entered;
	view->ops->exit(timeline, &call);
}

static inline void leave(void)
{
	leave_if(false);
}

/* A call that takes some ns. */
static inline void calls(const char *name, int64_t ns)
{
	enter(name);
	now += ns;
	leave();
}

static inline const char *finished_with(const struct hft_quality *quality)
{
	view->finish(timeline, quality, NULL);
	return text;
}

static inline const char *finished(void)
{
	const struct hft_quality quality = { 0 };

	return finished_with(&quality);
}

#define ck_has(text, part) \
	ck_assert_msg(strstr(text, part), "no \"%s\" in: %s", part, text)
#define ck_lacks(text, part) \
	ck_assert_msg(!strstr(text, part), "\"%s\" in: %s", part, text)

#endif
