/* SPDX-License-Identifier: MIT */
/* What is told goes to the format that was chosen. */
#include <stdlib.h>
#include <unistd.h>

#include "export.h"

enum format {
	FORMAT_COLLAPSED,
	FORMAT_PERFETTO,
	FORMAT_SPEEDSCOPE,
	FORMAT_PPROF,
	FORMAT_JSONL,
	FORMATS,
};

static const char *const names[] = {
	[FORMAT_COLLAPSED] = "collapsed",   [FORMAT_PERFETTO] = "perfetto",
	[FORMAT_SPEEDSCOPE] = "speedscope", [FORMAT_PPROF] = "pprof",
	[FORMAT_JSONL] = "jsonl",	    [FORMATS] = NULL,
};

static const struct {
	const struct hft_view *view;
	/* Not to be written to a terminal. */
	bool is_binary;
} formats[] = {
	[FORMAT_COLLAPSED] = { &hft_export_collapsed, false },
	[FORMAT_PERFETTO] = { &hft_export_perfetto, true },
	[FORMAT_SPEEDSCOPE] = { &hft_export_speedscope, false },
	[FORMAT_PPROF] = { &hft_export_pprof, true },
	[FORMAT_JSONL] = { &hft_export_jsonl, false },
};

static const char *const weights[] = {
	[HFT_WEIGHT_SELF] = "self",	   [HFT_WEIGHT_CALLS] = "calls",
	[HFT_WEIGHT_EXITS] = "exits",	   [HFT_WEIGHT_EXIT_TIME] = "exit_time",
	[HFT_WEIGHT_EXIT_TIME + 1] = NULL,
};

static const struct hft_option options[] = {
	{ "format", HFT_OPTION_CHOICE,
	  offsetof(struct hft_export_options, format), names },
	{ "weight", HFT_OPTION_CHOICE,
	  offsetof(struct hft_export_options, weight), weights },
};

struct export
{
	const struct hft_view *view;
	const struct hft_engine_ops *ops;
	void *data;
};

static bool is_terminal(FILE *file)
{
	int fd = fileno(file);

	return fd >= 0 && isatty(fd);
}

static void *create(const void *values, FILE *file, struct hft_error *error)
{
	const struct hft_export_options *chosen = values;
	struct export *export;

	if (formats[chosen->format].is_binary && is_terminal(file)) {
		hft_error_set(error,
			      "format=%s is not for a terminal: name a file "
			      "with the parameter output=",
			      names[chosen->format]);
		return NULL;
	}
	export = calloc(1, sizeof(*export));
	if (!export) {
		hft_error_set(error, "out of memory");
		return NULL;
	}
	export->view = formats[chosen->format].view;
	export->ops = export->view->ops;
	export->data = export->view->create(values, file, error);
	if (!export->data) {
		free(export);
		return NULL;
	}
	return export;
}

static void destroy(void *view)
{
	struct export *export = view;

	export->view->destroy(export->data);
	free(export);
}

static void begin(void *view, int64_t ts)
{
	struct export *export = view;

	if (export->view->begin)
		export->view->begin(export->data, ts);
}

static void lanes(void *view, enum hft_lane_kind kind)
{
	struct export *export = view;

	if (export->view->lanes)
		export->view->lanes(export->data, kind);
}

static void finish(void *view, const struct hft_quality *quality,
		   const char *why)
{
	struct export *export = view;

	export->view->finish(export->data, quality, why);
}

static const char *remark(const void *view)
{
	const struct export *export = view;

	if (!export->view->remark)
		return NULL;
	return export->view->remark(export->data);
}

static int failure(const void *view)
{
	const struct export *export = view;

	return export->view->failure(export->data);
}

/* pass_NAME(): the format's NAME, if it wants to hear of that. */
#define PASS_ON(name, type)                                        \
	static void pass_##name(void *view, const struct type *it) \
	{                                                          \
		struct export *export = view;                      \
                                                                   \
		if (export->ops->name)                             \
			export->ops->name(export->data, it);       \
	}

PASS_ON(enter, hft_call)
PASS_ON(exit, hft_call)
PASS_ON(left_open, hft_call)
PASS_ON(task_named, hft_place)
PASS_ON(sched_switch, hft_switch)
PASS_ON(lost, hft_lost)
PASS_ON(vm_exit, hft_vm_exit)

static void pass_epoch(void *view, uint64_t vm)
{
	struct export *export = view;

	if (export->ops->epoch)
		export->ops->epoch(export->data, vm);
}

static void pass_hello(void *view, uint64_t vm, const struct hft_hello *hello,
		       bool new_epoch)
{
	struct export *export = view;

	if (export->ops->hello)
		export->ops->hello(export->data, vm, hello, new_epoch);
}

static const struct hft_engine_ops ops = {
	.enter = pass_enter,
	.exit = pass_exit,
	.left_open = pass_left_open,
	.task_named = pass_task_named,
	.sched_switch = pass_sched_switch,
	.lost = pass_lost,
	.vm_exit = pass_vm_exit,
	.epoch = pass_epoch,
	.hello = pass_hello,
};

const struct hft_view hft_export_view = {
	.ops = &ops,
	.options = options,
	.n_options = sizeof(options) / sizeof(*options),
	.options_size = sizeof(struct hft_export_options),
	.create = create,
	.destroy = destroy,
	.begin = begin,
	.lanes = lanes,
	.finish = finish,
	.remark = remark,
	.failure = failure,
};
