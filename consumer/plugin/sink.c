/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cleanup.h"
#include "feed.h"
#include "log.h"
#include "params.h"
#include "reader.h"
#include "sink-options.h"
#include "sink.h"

/* Enough for a write() to be worth its price. */
#define BUFFER_SIZE (1 << 18)

struct sink {
	const struct hft_view *view;
	struct hft_params params;
	struct hft_sink_options options;
	/* The view's own. */
	void *view_options;
	struct hft_symbols *symbols;
	struct hft_symfs *symfs;
	FILE *file;
	bool own_file;
	void *view_data;
	struct hft_engine *engine;
	struct hft_feed *feed;
	struct hft_reader *reader;
	/* Something was read, and the footer is not yet written. */
	bool started;
};

static void sink_destroy(struct sink *sink)
{
	hft_feed_destroy(sink->feed);
	hft_reader_destroy(sink->reader);
	if (sink->view_data)
		sink->view->destroy(sink->view_data);
	hft_engine_destroy(sink->engine);
	if (sink->own_file && sink->file)
		fclose(sink->file);
	hft_symbols_destroy(sink->symbols);
	hft_symfs_destroy(sink->symfs);
	hft_params_deinit(&sink->params);
	free(sink->view_options);
	free(sink);
}

static void cleanup_sink(struct sink **sink)
{
	if (*sink)
		sink_destroy(*sink);
}

static int read_params(struct sink *sink, const bt_value *map,
		       struct hft_error *error)
{
	const struct hft_view *view = sink->view;
	struct hft_option_set sets[] = {
		{ hft_sink_options, HFT_SINK_N_OPTIONS, &sink->options },
		{ view->options, view->n_options, NULL },
	};

	/* A view may have none. */
	sink->view_options = calloc(1, view->options_size + 1);
	if (!sink->view_options)
		return hft_error_set(error, "out of memory");
	sets[1].values = sink->view_options;
	if (hft_params_read(&sink->params, map, sets, 2, error))
		return -1;
	if (sink->options.threads > 2)
		return hft_error_set(error, "parameter \"threads\" must be 1 "
					    "or 2, or 0 for what is best");
	return 0;
}

/* Symbols first: a wrong path must not cost the user an older output file. */
static int open_files(struct sink *sink, struct hft_error *error)
{
	const struct hft_strings *kallsyms = &sink->options.kallsyms;
	const char *output = sink->options.output;

	if (kallsyms->n) {
		sink->symbols =
			hft_symbols_create(kallsyms->items, kallsyms->n, error);
		if (!sink->symbols)
			return -1;
	}
	if (sink->options.symfs) {
		sink->symfs = hft_symfs_create(sink->options.symfs, error);
		if (!sink->symfs)
			return -1;
	}
	if (!output) {
		sink->file = stdout;
		return 0;
	}
	sink->file = fopen(output, "we");
	if (!sink->file)
		return hft_error_set(error, "cannot create %s: %s", output,
				     strerror(errno));
	sink->own_file = true;
	setvbuf(sink->file, NULL, _IOFBF, BUFFER_SIZE);
	return 0;
}

/* Reading and showing go on at once where there are two CPUs for it. */
static bool is_threaded(const struct sink *sink)
{
	cpu_set_t set;

	if (sink->options.threads)
		return sink->options.threads == 2;
	return !sched_getaffinity(0, sizeof(set), &set) && CPU_COUNT(&set) > 1;
}

static struct sink *sink_create(bt_self_component_sink *self,
				const bt_value *map,
				const struct hft_view *view,
				struct hft_error *error)
{
	_cleanup_(cleanup_sink) struct sink *sink = calloc(1, sizeof(*sink));

	hft_error_set(error, "out of memory");
	if (!sink)
		return NULL;
	sink->view = view;
	if (read_params(sink, map, error) || open_files(sink, error))
		return NULL;
	sink->view_data = view->create(sink->view_options, sink->file, error);
	if (!sink->view_data)
		return NULL;
	hft_error_set(error, "out of memory");
	sink->engine =
		hft_engine_create(view->ops, sink->view_data, sink->symbols);
	if (!sink->engine ||
	    hft_engine_set_filter(sink->engine, &sink->options.filter))
		return NULL;
	hft_engine_set_symfs(sink->engine, sink->symfs);
	sink->feed = hft_feed_create(sink->engine, view, sink->view_data,
				     is_threaded(sink));
	if (!sink->feed)
		return NULL;
	sink->reader = hft_reader_create(
		bt_self_component_sink_as_self_component(self), sink->engine,
		sink->feed);
	if (!sink->reader)
		return NULL;
	return no_cleanup_ptr(sink);
}

bt_component_class_initialize_method_status
hft_sink_initialize(bt_self_component_sink *self, const bt_value *params,
		    const struct hft_view *view)
{
	bt_self_component *component =
		bt_self_component_sink_as_self_component(self);
	struct hft_error error;
	struct sink *sink;

	sink = sink_create(self, params, view, &error);
	if (!sink) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
			component, "%s", error.message);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	if (bt_self_component_sink_add_input_port(self, "in", NULL, NULL) !=
	    BT_SELF_COMPONENT_ADD_PORT_STATUS_OK) {
		sink_destroy(sink);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	bt_self_component_set_data(component, sink);
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

static struct sink *get_sink(bt_self_component_sink *self)
{
	return bt_self_component_get_data(
		bt_self_component_sink_as_self_component(self));
}

/* Files of the guest's that were not used, and what the view has to say. */
static void warn(const struct sink *sink, bt_self_component_sink *self)
{
	const bt_component *component = bt_self_component_as_component(
		bt_self_component_sink_as_self_component(self));
	const struct hft_view *view = sink->view;
	const char *warning;

	while (sink->symfs && (warning = hft_symfs_warning(sink->symfs)))
		hft_log_warning(component, "%s", warning);
	warning = view->remark ? view->remark(sink->view_data) : NULL;
	if (warning)
		hft_log_warning(component, "%s", warning);
}

/* Write the footer: at the end, where reading stopped, or when it is told to */
static void finish(struct sink *sink, const char *why)
{
	sink->started = false;
	hft_feed_stop(sink->feed);
	hft_engine_finish(sink->engine);
	sink->view->finish(sink->view_data, hft_engine_quality(sink->engine),
			   why);
}

void hft_sink_finalize(bt_self_component_sink *self)
{
	struct sink *sink = get_sink(self);

	if (sink->started)
		finish(sink, "reading was stopped before the end of the trace");
	sink_destroy(sink);
}

bt_component_class_sink_graph_is_configured_method_status
hft_sink_graph_is_configured(bt_self_component_sink *self)
{
	if (hft_reader_connect(get_sink(self)->reader, self))
		return BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_ERROR;
	return BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_OK;
}

static int check_output(const struct sink *sink, bt_self_component_sink *self,
			int error)
{
	if (!error)
		return 0;
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
		bt_self_component_sink_as_self_component(self),
		"cannot write to %s: %s",
		sink->options.output ? sink->options.output
				     : "the standard output",
		strerror(error));
	return -1;
}

bt_component_class_sink_consume_method_status
hft_sink_consume(bt_self_component_sink *self)
{
	struct sink *sink = get_sink(self);

	sink->started = true;
	switch (hft_reader_next(sink->reader)) {
	case HFT_READER_OK:
		if (!check_output(sink, self, hft_feed_failure(sink->feed)))
			return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_OK;
		sink->started = false;
		break;
	case HFT_READER_AGAIN:
		return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_AGAIN;
	case HFT_READER_ERROR:
		finish(sink, hft_reader_why(sink->reader));
		break;
	case HFT_READER_END:
		finish(sink, NULL);
		warn(sink, self);
		if (!check_output(sink, self,
				  sink->view->failure(sink->view_data)) &&
		    !hft_reader_check(sink->reader))
			return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_END;
		break;
	}
	return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_ERROR;
}
