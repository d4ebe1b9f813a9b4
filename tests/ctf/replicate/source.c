/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "source.h"

uint16_t source_task(struct source *source, uint32_t tid, unsigned int lane)
{
	struct source_task *task;

	for (size_t i = 0; i < source->n_tasks; i++) {
		task = &source->tasks[i];
		if (task->tid == tid && (tid || task->lane == lane))
			return i;
	}
	if (source->n_tasks == UINT16_MAX)
		errx(1, "too many tasks");
	task = array_add(source->tasks, source->n_tasks);
	*task = (struct source_task){ .tid = tid, .tgid = tid, .lane = lane };
	return source->n_tasks - 1;
}

uint32_t source_function(struct source *source, uint64_t address)
{
	uint64_t hash = hft_hash_mix(address, 0);
	struct hft_node *node = hft_hash_first(&source->function_hash, hash);
	struct source_function *function;

	for (; node; node = node->next) {
		function = hft_container(node, struct source_function, node);
		if (function->address == address)
			return function->index;
	}
	function = must(malloc(sizeof(*function)));
	function->address = address;
	function->index = source->n_functions;
	*array_add(source->functions, source->n_functions) = function;
	hft_hash_add(&source->function_hash, &function->node, hash);
	return function->index;
}

void source_add_symbols(struct source *source,
			const struct source_message *message)
{
	const char *at = (const char *)(message->words + 1);
	const char *end = (const char *)(message->words + message->n);
	const char *owner = at;

	for (uint32_t i = 0; i <= message->number; i++) {
		struct source_symbol *symbol;
		uint32_t offset;

		if (i) {
			if (end - at < 6)
				errx(1, "symbols are cut short");
			symbol = array_add(source->symbols, source->n_symbols);
			memcpy(&offset, at, sizeof(offset));
			symbol->address = message->words[0] + offset;
			symbol->owner = owner;
			at += 5;
			symbol->name = at;
		}
		at += strnlen(at, end - at) + 1;
		if (at > end)
			errx(1, "symbols are cut short");
	}
}

static int compare_symbols(const void *a, const void *b)
{
	const struct source_symbol *left = a, *right = b;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	return strcmp(left->name, right->name);
}

/* The names of one address: the first is as good as any. */
void source_sort_symbols(struct source *source)
{
	size_t n = 0;

	if (!source->n_symbols)
		return;
	qsort(source->symbols, source->n_symbols, sizeof(*source->symbols),
	      compare_symbols);
	for (size_t i = 1; i < source->n_symbols; i++) {
		if (source->symbols[i].address != source->symbols[n].address)
			source->symbols[++n] = source->symbols[i];
	}
	source->n_symbols = n + 1;
}

static void estimate_rate(struct source *source)
{
	const struct capture_page *first = source->capture.pages;
	const struct capture_page *last = first + source->capture.n - 1;
	uint64_t ticks = last->guest_tsc - first->guest_tsc;
	uint64_t ns = last->ts - first->ts;

	source->hello.khz = ns ? ticks * 1000000.0 / ns : 0;
	if (!source->hello.khz)
		errx(1,
		     "neither a hello nor two pages: how fast is the clock?");
	snprintf(source->hello.release, sizeof(source->hello.release),
		 "unknown");
}

struct source *source_read(const char *path, unsigned int max_lanes)
{
	struct lane_steps lanes[SOURCE_LANES] = { 0 };
	struct source *source = must(calloc(1, sizeof(*source)));

	if (hft_hash_init(&source->function_hash))
		err(1, "memory");
	source->capture = capture_read(path);
	source_decode(source, max_lanes ? max_lanes : SOURCE_LANES, lanes);
	source_sort_symbols(source);
	if (!source->hello.khz)
		estimate_rate(source);
	source_tidy(source, lanes);
	for (unsigned int i = 0; i < SOURCE_LANES; i++)
		free(lanes[i].steps);
	if (!source->n_records)
		errx(1, "%s has no call that begins and ends", path);
	return source;
}

void source_free(struct source *source)
{
	for (size_t i = 0; i < source->n_functions; i++)
		free(source->functions[i]);
	free(source->functions);
	hft_hash_deinit(&source->function_hash);
	capture_free(&source->capture);
	free(source->tasks);
	free(source->symbols);
	free(source->messages);
	free(source->preamble);
	free(source->steps);
	free(source);
}
