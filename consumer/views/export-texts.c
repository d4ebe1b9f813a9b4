/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "export-texts.h"

/* A number, or that the host's module could not find out. */
static char *put(char *text, const char *what, uint64_t id)
{
	if (id == (uint64_t)-1)
		snprintf(text, HFT_EXPORT_NAME_MAX, "%s ?", what);
	else
		snprintf(text, HFT_EXPORT_NAME_MAX, "%s %llu", what,
			 (unsigned long long)id);
	return text;
}

char *hft_export_vm_name(char text[HFT_EXPORT_NAME_MAX],
			 enum hft_lane_kind kind, uint64_t vm)
{
	static const char *const names[] = {
		[HFT_LANES_VCPU] = "VM",
		[HFT_LANES_THREAD] = "process",
		[HFT_LANES_CPU] = "host",
	};

	return put(text, names[kind], vm);
}

char *hft_export_vcpu_name(char text[HFT_EXPORT_NAME_MAX],
			   enum hft_lane_kind kind, uint64_t vcpu)
{
	static const char *const names[] = {
		[HFT_LANES_VCPU] = "vCPU",
		[HFT_LANES_THREAD] = "thread",
		[HFT_LANES_CPU] = "CPU",
	};

	return put(text, names[kind], vcpu);
}

char *hft_export_task_name(char text[HFT_EXPORT_NAME_MAX],
			   enum hft_lane_kind kind,
			   const struct hft_place *place)
{
	char vcpu[HFT_EXPORT_NAME_MAX];

	if (place->task_known && place->task.tid) {
		snprintf(text, HFT_EXPORT_NAME_MAX, "%s %u",
			 place->comm ? place->comm : "task", place->task.tid);
		return text;
	}
	hft_export_vcpu_name(vcpu, kind, place->vcpu);
	snprintf(text, HFT_EXPORT_NAME_MAX, "%s, %.32s",
		 place->task_known ? "idle" : "unknown task", vcpu);
	return text;
}

char *hft_export_footer(const struct hft_quality *quality, const char *why)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	bool failed;

	if (!file)
		return NULL;
	if (why)
		fprintf(file, "# %s\n", why);
	hft_quality_print(quality, file);
	failed = ferror(file);
	if (fclose(file) || failed) {
		free(text);
		return NULL;
	}
	return text;
}
