/* SPDX-License-Identifier: MIT */
/* Every view, with any trace and any options: what it writes is well-formed. */
#include <string.h>

#include "../../consumer/plugin/feed.h"
#include "../../consumer/views/exits.h"
#include "../../consumer/views/export.h"
#include "../../consumer/views/graph.h"
#include "../../consumer/views/replay.h"
#include "../../consumer/views/report.h"
#include "../../consumer/views/timeline.h"
#include "filter.h"
#include "guest.h"
#include "json-check.h"

static const struct hft_view *const views[] = {
	&hft_replay_view, &hft_timeline_view, &hft_report_view,
	&hft_graph_view,  &hft_exits_view,    &hft_export_view,
};

/* A run of one view. */
struct run {
	const struct hft_view *view;
	void *options;
	/* The name of its format, if it has formats. */
	const char *format;
	struct hft_filter filter;
	FILE *file;
	char *text;
	size_t size;
	void *data;
	struct hft_engine *engine;
	struct hft_feed *feed;
};

static struct hft_strings some_strings(struct fuzz_input *in)
{
	static const char *const items[] = {
		"time", "vcpu", "self", "total", "calls",	"name",
		"f1",	"f*",	"task", "*",	 "0xffffffff*", "max",
	};
	size_t first = fuzz_pick(in, sizeof(items) / sizeof(*items));
	size_t left = sizeof(items) / sizeof(*items) - first;

	return (struct hft_strings){ items + first, fuzz_pick(in, left + 1) };
}

static const char *some_choice(struct fuzz_input *in,
			       const struct hft_option *option,
			       unsigned int *index)
{
	unsigned int n = 0;

	while (option->choices[n])
		n++;
	*index = fuzz_pick(in, n);
	return option->choices[*index];
}

static void set_option(struct run *run, struct fuzz_input *in,
		       const struct hft_option *option)
{
	void *member = (char *)run->options + option->offset;
	const char *choice;

	switch (option->type) {
	case HFT_OPTION_STRING:
		*(const char **)member = fuzz_byte(in) & 1 ? "f1" : NULL;
		break;
	case HFT_OPTION_PATH:
		/* Files are no part of a trace. */
		break;
	case HFT_OPTION_STRINGS:
	case HFT_OPTION_NAMES:
		*(struct hft_strings *)member = some_strings(in);
		break;
	case HFT_OPTION_UINT:
	case HFT_OPTION_TIME:
		*(uint64_t *)member = fuzz_number(in);
		break;
	case HFT_OPTION_BOOL:
		*(bool *)member = fuzz_byte(in) & 1;
		break;
	case HFT_OPTION_CHOICE:
		choice = some_choice(in, option, member);
		if (!strcmp(option->name, "format"))
			run->format = choice;
		break;
	}
}

/* Returns false if there can be no such view. */
static bool begin(struct run *run, struct fuzz_input *in)
{
	const struct hft_view *view =
		views[fuzz_pick(in, sizeof(views) / sizeof(*views))];
	struct hft_error error = { 0 };
	uint8_t how = fuzz_byte(in);

	run->view = view;
	run->options = calloc(1, view->options_size + 1);
	for (size_t i = 0; i < view->n_options; i++)
		set_option(run, in, &view->options[i]);
	if (how & 1)
		run->filter = fuzz_filter(in);
	run->file = open_memstream(&run->text, &run->size);
	FUZZ_CHECK(run->options && run->file);
	run->data = view->create(run->options, run->file, &error);
	if (!run->data) {
		FUZZ_CHECK(*error.message);
		return false;
	}
	run->engine = hft_engine_create(view->ops, run->data, NULL);
	FUZZ_CHECK(run->engine);
	FUZZ_CHECK(!hft_engine_set_filter(run->engine, &run->filter));
	run->feed = hft_feed_create(run->engine, view, run->data,
				    (how & 0x1e) == 0x1e);
	FUZZ_CHECK(run->feed);
	FUZZ_CHECK(!hft_feed_lanes(run->feed, (how >> 5) % 3));
	return true;
}

static int64_t time_of(const struct fuzz_event *event)
{
	switch (event->kind) {
	case FUZZ_HYPERCALL:
		return event->hypercall.ts;
	case FUZZ_PAGE:
		return event->page.ts;
	case FUZZ_TRANSITION:
		return event->transition.ts;
	case FUZZ_LOST:
		return event->lost.begin;
	case FUZZ_TOLD:
		return event->told.ts;
	}
	return 0;
}

static int give(struct hft_feed *feed, const struct fuzz_event *event)
{
	switch (event->kind) {
	case FUZZ_HYPERCALL:
		return hft_feed_hypercall(feed, &event->hypercall);
	case FUZZ_PAGE:
		return hft_feed_page(feed, &event->page);
	case FUZZ_TRANSITION:
		return hft_feed_transition(feed, &event->transition);
	case FUZZ_LOST:
		return hft_feed_lost(feed, &event->lost);
	case FUZZ_TOLD:
		return hft_feed_told(feed, &event->told);
	}
	return 0;
}

/* As the reader does it: a trace begins with its first event, or a record. */
static void play(struct run *run, struct fuzz_input *in)
{
	struct fuzz_guest *guest = fuzz_guest(*in);
	const struct fuzz_event *event;
	bool begun = false;
	int64_t first = 0;

	while ((event = fuzz_next(guest))) {
		if (!begun)
			first = time_of(event);
		if (!begun && event->kind != FUZZ_PAGE)
			FUZZ_CHECK(!hft_feed_begin(run->feed, first));
		begun = true;
		FUZZ_CHECK(!give(run->feed, event));
	}
	FUZZ_CHECK(!hft_feed_end(run->feed, begun, first));
	hft_engine_finish(run->engine);
	run->view->finish(run->data, hft_engine_quality(run->engine),
			  begun ? NULL : "there was nothing");
	FUZZ_CHECK(!run->view->failure(run->data));
}

static void check_text(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		FUZZ_CHECK((text[i] >= ' ' && text[i] < 0x7f) ||
			   text[i] == '\n' || text[i] == '\033');
	FUZZ_CHECK(size && text[size - 1] == '\n');
}

static void check_output(const struct run *run)
{
	const char *format = run->format ? run->format : "text";

	if (!strcmp(format, "json") || !strcmp(format, "speedscope"))
		FUZZ_CHECK(json_check(run->text, run->size));
	else if (!strcmp(format, "jsonl"))
		FUZZ_CHECK(json_check_lines(run->text, run->size));
	else if (!strcmp(format, "text"))
		check_text(run->text, run->size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	struct run run = { 0 };

	if (begin(&run, &in)) {
		play(&run, &in);
		hft_feed_destroy(run.feed);
		run.view->destroy(run.data);
		hft_engine_destroy(run.engine);
		fflush(run.file);
		check_output(&run);
	}
	fclose(run.file);
	free(run.text);
	free(run.options);
	return 0;
}
