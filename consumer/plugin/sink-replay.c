/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../engine/cleanup.h"
#include "log.h"
#include "params.h"
#include "reader.h"
#include "sink-replay.h"

/* Enough for a write() to be worth its price. */
#define BUFFER_SIZE (1 << 18)

struct sink {
	struct hft_symbols *symbols;
	FILE *file;
	bool own_file;
	/* For messages. */
	char *path;
	struct hft_replay *replay;
	struct hft_engine *engine;
	struct hft_reader *reader;
	/* Something was read, and the footer is not yet written. */
	bool started;
};

static void sink_destroy(struct sink *sink)
{
	hft_reader_destroy(sink->reader);
	hft_engine_destroy(sink->engine);
	hft_replay_destroy(sink->replay);
	if (sink->own_file && sink->file)
		fclose(sink->file);
	hft_symbols_destroy(sink->symbols);
	free(sink->path);
	free(sink);
}

static void cleanup_sink(struct sink **sink)
{
	if (*sink)
		sink_destroy(*sink);
}

static void on_begin(void *view, int64_t ts)
{
	struct sink *sink = view;

	hft_replay_begin(sink->replay, ts);
}

static void on_lanes(void *view, enum hft_lane_kind kind)
{
	struct sink *sink = view;

	hft_replay_lanes(sink->replay, kind);
}

static const struct hft_reader_ops reader_ops = {
	.begin = on_begin,
	.lanes = on_lanes,
};

/* Symbols first: a wrong path must not cost the user an older output file. */
static int open_files(struct sink *sink, const struct hft_params *params,
		      struct hft_error *error)
{
	if (params->n_kallsyms) {
		sink->symbols = hft_symbols_create(params->kallsyms,
						   params->n_kallsyms, error);
		if (!sink->symbols)
			return -1;
	}
	sink->path =
		strdup(params->output ? params->output : "the standard output");
	if (!sink->path)
		return hft_error_set(error, "out of memory");
	if (!params->output) {
		sink->file = stdout;
		return 0;
	}
	sink->file = fopen(params->output, "we");
	if (!sink->file)
		return hft_error_set(error, "cannot create %s: %s",
				     params->output, strerror(errno));
	sink->own_file = true;
	setvbuf(sink->file, NULL, _IOFBF, BUFFER_SIZE);
	return 0;
}

static struct sink *sink_create(bt_self_component_sink *self,
				const bt_value *map, struct hft_error *error)
{
	_cleanup_(cleanup_sink) struct sink *sink = calloc(1, sizeof(*sink));
	_cleanup_(hft_params_deinit) struct hft_params params = { 0 };

	hft_error_set(error, "out of memory");
	if (!sink)
		return NULL;
	if (hft_params_init(&params, map, error) ||
	    open_files(sink, &params, error))
		return NULL;
	hft_error_set(error, "out of memory");
	sink->replay = hft_replay_create(sink->file);
	if (!sink->replay)
		return NULL;
	sink->engine =
		hft_engine_create(&hft_replay_ops, sink->replay, sink->symbols);
	if (!sink->engine)
		return NULL;
	sink->reader = hft_reader_create(self, sink->engine, &reader_ops, sink);
	if (!sink->reader)
		return NULL;
	return no_cleanup_ptr(sink);
}

bt_component_class_initialize_method_status
hft_sink_replay_initialize(bt_self_component_sink *self,
			   bt_self_component_sink_configuration *configuration,
			   const bt_value *params, void *data)
{
	bt_self_component *component =
		bt_self_component_sink_as_self_component(self);
	struct hft_error error;
	struct sink *sink;

	(void)configuration;
	(void)data;
	sink = sink_create(self, params, &error);
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

/* Write the footer: at the end, where reading stopped, or when it is told to */
static void finish(struct sink *sink, const char *why)
{
	sink->started = false;
	hft_engine_finish(sink->engine);
	hft_replay_finish(sink->replay, hft_engine_quality(sink->engine), why);
}

void hft_sink_replay_finalize(bt_self_component_sink *self)
{
	struct sink *sink = get_sink(self);

	if (sink->started)
		finish(sink, "reading was stopped before the end of the trace");
	sink_destroy(sink);
}

bt_component_class_sink_graph_is_configured_method_status
hft_sink_replay_graph_is_configured(bt_self_component_sink *self)
{
	if (hft_reader_connect(get_sink(self)->reader))
		return BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_ERROR;
	return BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_OK;
}

static void warn_unknown(const struct sink *sink, bt_self_component_sink *self)
{
	const struct hft_quality *quality = hft_engine_quality(sink->engine);
	char list[256];

	if (!quality->unknown_messages)
		return;
	hft_log_warning(bt_self_component_as_component(
				bt_self_component_sink_as_self_component(self)),
			"%llu messages of unknown kind (%s): made by a newer "
			"hyperftrace; update the consumer",
			(unsigned long long)quality->unknown_messages,
			hft_quality_unknown(quality, list, sizeof(list)));
}

static int check_output(const struct sink *sink, bt_self_component_sink *self)
{
	int error = hft_replay_error(sink->replay);

	if (!error)
		return 0;
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
		bt_self_component_sink_as_self_component(self),
		"cannot write to %s: %s", sink->path, strerror(error));
	return -1;
}

bt_component_class_sink_consume_method_status
hft_sink_replay_consume(bt_self_component_sink *self)
{
	struct sink *sink = get_sink(self);

	sink->started = true;
	switch (hft_reader_next(sink->reader)) {
	case HFT_READER_OK:
		if (!check_output(sink, self))
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
		warn_unknown(sink, self);
		if (!check_output(sink, self) &&
		    !hft_reader_check(sink->reader))
			return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_END;
		break;
	}
	return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_ERROR;
}
