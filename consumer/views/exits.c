/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "exits-write.h"
#include "exits.h"

struct view {
	struct hft_exits_options options;
	struct hft_out out;
	struct hft_exits exits;
};

static void destroy(void *data)
{
	struct view *view = data;

	hft_exits_deinit(&view->exits);
	free(view);
}

static void *create(const void *options, FILE *file, struct hft_error *error)
{
	struct view *view = calloc(1, sizeof(*view));

	hft_error_set(error, "out of memory");
	if (!view)
		return NULL;
	view->options = *(const struct hft_exits_options *)options;
	/* Collapsed are stacks, whole ones. */
	if (view->options.format == HFT_EXITS_COLLAPSED)
		view->options.stacks = true;
	view->out.file = file;
	if (hft_exits_init(&view->exits)) {
		destroy(view);
		return NULL;
	}
	return view;
}

static void on_enter(void *data, const struct hft_call *call)
{
	struct view *view = data;

	hft_tree_enter(&view->exits.tree, call);
}

static void on_vm_exit(void *data, const struct hft_vm_exit *exit)
{
	struct view *view = data;

	if (hft_exits_count(&view->exits, exit))
		view->out.error = ENOMEM;
}

static void finish(void *data, const struct hft_quality *quality,
		   const char *why)
{
	static void (*const writers[])(const struct hft_exits_writer *) = {
		[HFT_EXITS_TEXT] = hft_exits_text,
		[HFT_EXITS_JSON] = hft_exits_json,
		[HFT_EXITS_COLLAPSED] = hft_exits_collapsed,
	};
	struct view *view = data;
	struct hft_exits_spots spots;
	const struct hft_exits_writer writer = {
		.out = &view->out,
		.options = &view->options,
		.exits = &view->exits,
		.spots = &spots,
		.quality = quality,
		.why = why,
	};

	if (hft_exits_finish(&view->exits)) {
		view->out.error = ENOMEM;
		return;
	}
	if (hft_exits_spots_init(&spots, &view->exits, &view->options))
		view->out.error = ENOMEM;
	else
		writers[view->options.format](&writer);
	hft_exits_spots_deinit(&spots);
}

static int failure(const void *data)
{
	const struct view *view = data;

	return view->exits.tree.nodes.out_of_memory ? ENOMEM : view->out.error;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.vm_exit = on_vm_exit,
};

const struct hft_view hft_exits_view = {
	.ops = &ops,
	.options = hft_exits_options,
	.n_options = HFT_EXITS_N_OPTIONS,
	.options_size = sizeof(struct hft_exits_options),
	.create = create,
	.destroy = destroy,
	.finish = finish,
	.failure = failure,
};
