/* SPDX-License-Identifier: MIT */
#include "sink-options.h"

#define OPTION(name, type, member)                                      \
	{                                                               \
		name, HFT_OPTION_##type,                                \
			offsetof(struct hft_sink_options, member), NULL \
	}

const struct hft_option hft_sink_options[HFT_SINK_N_OPTIONS] = {
	OPTION("kallsyms", STRINGS, kallsyms),
	OPTION("symfs", PATH, symfs),
	OPTION("output", PATH, output),
	OPTION("threads", UINT, threads),
	OPTION("functions", STRINGS, filter.functions),
	OPTION("notrace", STRINGS, filter.notrace),
	OPTION("depth", UINT, filter.depth),
	OPTION("min-duration", TIME, filter.min_duration),
	OPTION("from", TIME, filter.from),
	OPTION("to", TIME, filter.to),
	OPTION("tasks", NAMES, filter.tasks),
	OPTION("processes", NAMES, filter.processes),
	OPTION("vms", NAMES, filter.vms),
	OPTION("vcpus", NAMES, filter.vcpus),
	OPTION("no-kernel", BOOL, filter.no_kernel),
	OPTION("no-user", BOOL, filter.no_user),
	OPTION("no-irqs", BOOL, filter.no_irqs),
};
