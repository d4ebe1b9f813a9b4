/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "../engine/cleanup.h"
#include "report-baseline.h"
#include "report-diff-write.h"
#include "report-json.h"
#include "report-options.h"
#include "report-table.h"
#include "report-text.h"
#include "report.h"

struct report {
	struct hft_report_settings settings;
	struct hft_out out;
	struct hft_report_table table;
	struct hft_baseline baseline;
};

static void destroy(void *view)
{
	struct report *report = view;

	hft_baseline_deinit(&report->baseline);
	hft_report_table_deinit(&report->table);
	free(report);
}

static void cleanup_report(struct report **report)
{
	if (*report)
		destroy(*report);
}

static void *create(const void *options, FILE *file, struct hft_error *error)
{
	_cleanup_(cleanup_report) struct report *report =
		calloc(1, sizeof(*report));

	hft_error_set(error, "out of memory");
	if (!report)
		return NULL;
	report->out.file = file;
	if (hft_report_settings(&report->settings, options, error))
		return NULL;
	if (report->settings.baseline &&
	    hft_baseline_read(&report->baseline, report->settings.baseline,
			      error))
		return NULL;
	if (hft_report_table_init(&report->table, report->settings.by)) {
		hft_error_set(error, "out of memory");
		return NULL;
	}
	return no_cleanup_ptr(report);
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct report *report = view;
	struct hft_tally *tally = hft_report_tally(&report->table, call);

	if (!tally ||
	    hft_tally_enter(&report->table.opens, tally, call->place->serial)) {
		report->out.error = ENOMEM;
		return;
	}
	*call->data = (uintptr_t)tally;
}

static void on_orphan(struct report *report, const struct hft_call *call)
{
	struct hft_tally *tally = hft_report_tally(&report->table, call);

	if (tally)
		tally->untimed++;
	else
		report->out.error = ENOMEM;
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	struct report *report = view;
	struct hft_tally *tally;
	bool nested;

	if (call->flags & HFT_CALL_ORPHAN) {
		on_orphan(report, call);
		return;
	}
	/* There was no memory for it. */
	if (!*call->data)
		return;
	tally = (struct hft_tally *)(uintptr_t)*call->data;
	nested = hft_tally_leave(&report->table.opens, tally,
				 call->place->serial);
	if (!(call->flags & HFT_CALL_TIMED))
		tally->untimed++;
	else if (hft_tally_add(tally, &call->times, nested,
			       &report->table.queue))
		report->out.error = ENOMEM;
}

static void on_task_named(void *view, const struct hft_place *place)
{
	struct report *report = view;

	if (!hft_report_groups_find(&report->table.groups, place))
		report->out.error = ENOMEM;
}

static void on_epoch(void *view, uint64_t vm)
{
	struct report *report = view;

	if (hft_report_groups_epoch(&report->table.groups, vm))
		report->out.error = ENOMEM;
}

static int write_section(struct report *report, struct hft_json *json,
			 const struct hft_report_group *group,
			 const struct hft_quality *quality)
{
	struct hft_report_section section;

	if (hft_report_section(&section, group, &report->settings, quality))
		return -ENOMEM;
	if (json)
		hft_report_json_section(json, &report->settings, &section);
	else
		hft_report_text_section(&report->out, &report->settings,
					&section);
	hft_report_section_deinit(&section);
	return 0;
}

static int write_sections(struct report *report, struct hft_json *json,
			  const struct hft_quality *quality)
{
	struct hft_report_groups *groups = &report->table.groups;
	bool all = groups->by == HFT_REPORT_BY_FUNCTION;

	hft_report_groups_sort(groups, report->settings.order.reverse);
	for (uint32_t i = 0; i < groups->n; i++) {
		if ((all || groups->items[i]->tallies) &&
		    write_section(report, json, groups->items[i], quality))
			return -ENOMEM;
	}
	return 0;
}

static int write_diff(struct report *report, struct hft_json *json,
		      const struct hft_quality *quality)
{
	const struct hft_report_settings by_name = {
		.order = { .figure = HFT_FIGURE_NAME },
	};
	struct hft_report_section section;
	struct hft_diff diff;

	if (hft_report_section(&section, report->table.groups.items[0],
			       &by_name, quality))
		return -ENOMEM;
	if (hft_diff(&diff, &report->baseline, &section,
		     &report->settings.order)) {
		hft_report_section_deinit(&section);
		return -ENOMEM;
	}
	if (json)
		hft_report_diff_json(json, &report->settings, &diff);
	else
		hft_report_diff_text(&report->out, &report->settings, &diff);
	hft_diff_deinit(&diff);
	hft_report_section_deinit(&section);
	return 0;
}

/* json is NULL for a text. */
static void write_body(struct report *report, struct hft_json *json,
		       const struct hft_quality *quality)
{
	int err = hft_durations_flush(&report->table.queue);

	if (!err && report->settings.baseline)
		err = write_diff(report, json, quality);
	else if (!err)
		err = write_sections(report, json, quality);
	if (err && !report->out.error)
		report->out.error = -err;
}

static void finish(void *view, const struct hft_quality *quality,
		   const char *why)
{
	struct report *report = view;
	struct hft_json json = { .out = &report->out };

	if (report->settings.format == HFT_REPORT_TEXT) {
		hft_report_text_begin(&report->out);
		write_body(report, NULL, quality);
		hft_report_text_end(&report->out, &report->settings, quality,
				    why);
		return;
	}
	hft_report_json_begin(&json, &report->settings);
	write_body(report, &json, quality);
	hft_report_json_end(&json, &report->settings, quality, why);
	hft_out_flush(&report->out);
}

static int failure(const void *view)
{
	const struct report *report = view;

	return report->out.error;
}

static const struct hft_engine_ops ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	/* It is not timed. */
	.left_open = on_exit_call,
	.task_named = on_task_named,
	.epoch = on_epoch,
};

const struct hft_view hft_report_view = {
	.ops = &ops,
	.options = hft_report_options,
	.n_options = HFT_REPORT_N_OPTIONS,
	.options_size = sizeof(struct hft_report_options),
	.create = create,
	.destroy = destroy,
	.finish = finish,
	.failure = failure,
};
