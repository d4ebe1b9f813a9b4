/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "filtering.h"

#define VERDICT_KNOWN (1 << 7)

bool hft_filter_is_empty(const struct hft_filter *filter)
{
	return !filter->functions.n && !filter->notrace.n && !filter->depth &&
	       !filter->min_duration && !filter->from && !filter->to &&
	       !filter->tasks.n && !filter->processes.n && !filter->vms.n &&
	       !filter->vcpus.n && !filter->no_kernel && !filter->no_user &&
	       !filter->no_irqs;
}

struct hft_filtering *hft_filtering_create(const struct hft_filter *filter)
{
	struct hft_filtering *filtering = calloc(1, sizeof(*filtering));

	if (filtering)
		filtering->filter = filter;
	return filtering;
}

void hft_filtering_destroy(struct hft_filtering *filtering)
{
	if (!filtering)
		return;
	free(filtering->verdicts);
	free(filtering);
}

static bool matches(const struct hft_strings *globs, const char *text)
{
	for (size_t i = 0; i < globs->n; i++) {
		if (!fnmatch(globs->items[i], text, 0))
			return true;
	}
	return false;
}

/* The module behind a name, "foo [bar]", need not be given. */
static bool matches_function(const struct hft_strings *globs,
			     const struct hft_function *function)
{
	const char *module = strstr(function->name, " [");
	char name[HFT_SYMBOL_TEXT_MAX];

	if (!globs->n)
		return false;
	if (matches(globs, function->name))
		return true;
	if (!module || (size_t)(module - function->name) >= sizeof(name))
		return false;
	memcpy(name, function->name, module - function->name);
	name[module - function->name] = '\0';
	return matches(globs, name);
}

/* A number, or a glob of a name. */
static bool names(const struct hft_strings *strings, uint64_t number,
		  const char *name)
{
	for (size_t i = 0; i < strings->n; i++) {
		const char *item = strings->items[i];
		char *end;
		uint64_t value = strtoull(item, &end, 10);

		if (*item && !*end && value == number)
			return true;
		if (name && !fnmatch(item, name, 0))
			return true;
	}
	return false;
}

bool hft_filtering_hides_place(const struct hft_filtering *filtering,
			       const struct hft_place *place)
{
	const struct hft_filter *filter = filtering->filter;

	if (filter->no_irqs && place->context)
		return true;
	if (filter->vms.n && !names(&filter->vms, place->vm, NULL))
		return true;
	if (filter->vcpus.n && !names(&filter->vcpus, place->vcpu, NULL))
		return true;
	if (!filter->tasks.n && !filter->processes.n)
		return false;
	if (!place->task_known)
		return true;
	if (filter->tasks.n &&
	    !names(&filter->tasks, place->task.tid, place->comm))
		return true;
	return filter->processes.n &&
	       !names(&filter->processes, place->task.tgid, place->process);
}

static int reserve(struct hft_filtering *filtering, uint32_t id)
{
	size_t n = filtering->n_verdicts ? filtering->n_verdicts : 1024;
	uint8_t *bigger;

	if (id < filtering->n_verdicts)
		return 0;
	while (n <= id)
		n *= 2;
	bigger = realloc(filtering->verdicts, n);
	if (!bigger)
		return -ENOMEM;
	memset(bigger + filtering->n_verdicts, 0, n - filtering->n_verdicts);
	filtering->verdicts = bigger;
	filtering->n_verdicts = n;
	return 0;
}

/* HFT_INSIDE_* of a function, as its name has them; or -ENOMEM. */
static int verdict_of(struct hft_filtering *filtering,
		      const struct hft_function *function)
{
	const struct hft_filter *filter = filtering->filter;
	uint8_t *verdict;

	if (!filter->functions.n && !filter->notrace.n)
		return 0;
	if (reserve(filtering, function->id))
		return -ENOMEM;
	verdict = &filtering->verdicts[function->id];
	if (!*verdict) {
		*verdict = VERDICT_KNOWN;
		if (matches_function(&filter->functions, function))
			*verdict |= HFT_INSIDE_WANTED;
		if (matches_function(&filter->notrace, function))
			*verdict |= HFT_INSIDE_NOTRACE;
	}
	return *verdict & ~VERDICT_KNOWN;
}

static bool is_in_time(const struct hft_filtering *filtering, int64_t ts)
{
	const struct hft_filter *filter = filtering->filter;
	uint64_t since = ts < filtering->begin
				 ? 0
				 : (uint64_t)ts - (uint64_t)filtering->begin;

	return since >= filter->from && (!filter->to || since < filter->to);
}

int hft_filtering_frame(struct hft_filtering *filtering,
			struct hft_frame *frame, const struct hft_frame *below,
			bool place_hidden)
{
	const struct hft_filter *filter = filtering->filter;
	int verdict = verdict_of(filtering, frame->function);

	if (verdict < 0)
		return verdict;
	frame->inside = verdict | (below ? below->inside : 0);
	frame->shown = below ? below->shown + !below->hidden : 0;
	frame->hidden =
		place_hidden || frame->inside & HFT_INSIDE_NOTRACE ||
		(filter->functions.n && !(frame->inside & HFT_INSIDE_WANTED)) ||
		(frame->user ? filter->no_user : filter->no_kernel) ||
		(filter->depth && frame->shown >= filter->depth) ||
		!is_in_time(filtering, frame->entered);
	return 0;
}
