/* SPDX-License-Identifier: MIT */
#include "report-json.h"

void hft_report_json_begin(struct hft_json *json,
			   const struct hft_report_settings *settings)
{
	static const char *const names[] = {
		[HFT_REPORT_BY_FUNCTION] = "function",
		[HFT_REPORT_BY_TASK] = "task",
		[HFT_REPORT_BY_PROCESS] = "process",
	};
	unsigned int figure = settings->order.figure;
	bool named = figure == HFT_FIGURE_NAME;

	hft_json_object(json, NULL);
	hft_json_uint(json, "version", HFT_REPORT_JSON_VERSION);
	hft_json_string(json, "view", "report");
	hft_json_string(json, "by", names[settings->by]);
	if (settings->baseline)
		hft_json_string(json, "baseline", settings->baseline);
	hft_json_string(json, "sort",
			named ? "name" : hft_figures[figure].name);
	if (settings->by == HFT_REPORT_BY_TASK)
		hft_json_array(json, "tasks");
	else if (settings->by == HFT_REPORT_BY_PROCESS)
		hft_json_array(json, "processes");
}

void hft_report_json_end(struct hft_json *json,
			 const struct hft_report_settings *settings,
			 const struct hft_quality *quality, const char *why)
{
	if (settings->by != HFT_REPORT_BY_FUNCTION)
		hft_json_end_array(json);
	hft_json_quality(json, quality, why);
	hft_json_end_object(json);
	hft_json_newline(json);
}

void hft_report_json_figures(struct hft_json *json,
			     const struct hft_report_row *row)
{
	for (int i = 0; i < HFT_FIGURES_JSON; i++) {
		if (row->figures[i] == HFT_UNKNOWN)
			hft_json_string(json, hft_figures[i].json, NULL);
		else
			hft_json_uint(json, hft_figures[i].json,
				      row->figures[i]);
	}
}

static void put_functions(struct hft_json *json,
			  const struct hft_report_section *section)
{
	hft_json_array(json, "functions");
	for (size_t i = 0; i < section->shown; i++) {
		const struct hft_report_row *row = &section->rows[i];

		hft_json_object(json, NULL);
		hft_json_string(json, "name", row->name);
		hft_json_bool(json, "user", row->user);
		hft_report_json_figures(json, row);
		hft_json_end_object(json);
	}
	hft_json_end_array(json);
	hft_json_object(json, "sum");
	hft_json_uint(json, "functions", section->n);
	hft_json_uint(json, "calls", section->calls);
	hft_json_uint(json, "untimed", section->untimed);
	hft_json_uint(json, "self_ns", section->self);
	hft_json_end_object(json);
	hft_json_uint(json, "left_out", section->n - section->shown);
}

/* null stands for what is not known. */
static void put_name(struct hft_json *json, const char *key, const char *name)
{
	hft_json_string(json, key, *name ? name : NULL);
}

static void put_id(struct hft_json *json, const char *key, bool known,
		   uint64_t id)
{
	if (known)
		hft_json_uint(json, key, id);
	else
		hft_json_string(json, key, NULL);
}

static void put_group(struct hft_json *json, enum hft_report_by by,
		      const struct hft_report_group *group)
{
	bool known = group->known;
	bool vm_known = group->index && group->key.vm != (uint64_t)-1;

	hft_json_bool(json, "other", !group->index);
	put_id(json, "vm", vm_known, group->key.vm);
	if (by == HFT_REPORT_BY_TASK) {
		put_id(json, "vcpu", group->index, group->vcpu);
		put_id(json, "tid", known, group->name.tid);
		put_name(json, "comm", group->comm);
	}
	put_id(json, "tgid", known, group->name.tgid);
	put_name(json, "process", group->process);
}

void hft_report_json_section(struct hft_json *json,
			     const struct hft_report_settings *settings,
			     const struct hft_report_section *section)
{
	if (settings->by == HFT_REPORT_BY_FUNCTION) {
		put_functions(json, section);
		return;
	}
	hft_json_object(json, NULL);
	put_group(json, settings->by, section->group);
	put_functions(json, section);
	hft_json_end_object(json);
}
