// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/string.h>

#include "tracepoints.h"

struct search {
	struct hft_tracepoint *points;
	unsigned int n;
};

static void attach(struct tracepoint *tp, void *data)
{
	const struct search *search = data;
	struct hft_tracepoint *point = search->points;

	for (; point < search->points + search->n; point++) {
		if (point->tp || strcmp(point->name, tp->name))
			continue;
		if (!tracepoint_probe_register(tp, point->probe, NULL))
			point->tp = tp;
	}
}

void hft_tracepoints_start(struct hft_tracepoint *points, unsigned int n)
{
	struct search search = { points, n };
	unsigned int i;

	for_each_kernel_tracepoint(attach, &search);
	for (i = 0; i < n; i++)
		if (!points[i].tp)
			pr_notice("the tracepoint %s cannot be followed: what it tells is not in the trace\n",
				  points[i].name);
}

void hft_tracepoints_stop(struct hft_tracepoint *points, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (points[i].tp)
			tracepoint_probe_unregister(points[i].tp,
						    points[i].probe, NULL);
		points[i].tp = NULL;
	}
	tracepoint_synchronize_unregister();
}
