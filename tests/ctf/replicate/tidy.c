/* SPDX-License-Identifier: MIT */
/*
 * From the steps of each lane to one order of time in which calls nest: exits
 * without an entry are left out, what a task leaves open is closed behind its
 * last step, and depths are counted anew.
 */
#include <hyperftrace/protocol.h>

#include "array.h"
#include "source.h"

/* Between the exits of calls that are closed. */
#define CLOSING_TICKS 64

struct open_calls {
	/* Steps that entered them. */
	size_t *steps;
	size_t n;
	/* System calls entered and not left. */
	bool in_syscall;
	size_t last_step;
};

struct tidying {
	struct source *source;
	/* All lanes' in the order of time, and which of them stay. */
	struct step *steps;
	bool *keep;
	size_t n;
	/* For each task. */
	struct open_calls *open;
};

static void merge(struct tidying *t, const struct lane_steps *lanes)
{
	size_t next[SOURCE_LANES] = { 0 };

	for (unsigned int i = 0; i < SOURCE_LANES; i++)
		t->n += lanes[i].n;
	t->steps = must(calloc(t->n, sizeof(*t->steps)));
	t->keep = must(calloc(t->n, sizeof(*t->keep)));
	for (size_t n = 0; n < t->n; n++) {
		const struct step *first = NULL;

		for (unsigned int i = 0; i < t->source->n_lanes; i++) {
			const struct step *step = lanes[i].steps + next[i];

			if (next[i] < lanes[i].n &&
			    (!first || step->clock < first->clock))
				first = step;
		}
		next[first->lane]++;
		t->steps[n] = *first;
	}
}

/* Of the innermost open call of a function; SIZE_MAX if there is none. */
static size_t find_open(const struct tidying *t, const struct open_calls *open,
			uint32_t function)
{
	for (size_t i = open->n; i--;) {
		if (t->steps[open->steps[i]].what == function)
			return i;
	}
	return SIZE_MAX;
}

/* Calls on top of one that ends have lost their exits, and go. */
static void match_exit(struct tidying *t, struct open_calls *open, size_t step)
{
	size_t i = find_open(t, open, t->steps[step].what);

	if (i == SIZE_MAX)
		return;
	t->keep[step] = true;
	while (--open->n > i)
		t->keep[open->steps[open->n]] = false;
}

static bool match_message(const struct source_message *message,
			  struct open_calls *open)
{
	bool ret = true;

	if (message->kind == HFT_REC_SYSCALL_ENTER) {
		open->in_syscall = true;
	} else if (message->kind == HFT_REC_SYSCALL_EXIT) {
		ret = open->in_syscall;
		open->in_syscall = false;
	}
	return ret;
}

static void match(struct tidying *t)
{
	/* A task that nobody has. */
	uint16_t running[SOURCE_LANES];

	for (unsigned int i = 0; i < SOURCE_LANES; i++)
		running[i] = UINT16_MAX;
	for (size_t i = 0; i < t->n; i++) {
		const struct step *step = &t->steps[i];
		struct open_calls *open = &t->open[step->task];

		open->last_step = i;
		switch (step->kind) {
		case STEP_ENTER:
			t->keep[i] = true;
			*array_add(open->steps, open->n) = i;
			break;
		case STEP_EXIT:
			match_exit(t, open, i);
			break;
		case STEP_RUN:
			t->keep[i] = running[step->lane] != step->task;
			running[step->lane] = step->task;
			break;
		case STEP_MESSAGE:
			t->keep[i] = match_message(
				&t->source->messages[step->what], open);
			break;
		}
	}
}

static struct step *add(struct tidying *t, const struct step *step,
			uint64_t clock)
{
	struct source *source = t->source;
	struct step *ret = array_add(source->steps, source->n_steps);

	*ret = *step;
	ret->clock = clock;
	if (step->kind == STEP_ENTER || step->kind == STEP_EXIT)
		source->n_records++;
	return ret;
}

/* Before it there are only tasks that have run for who knows how long. */
static uint64_t begin_of(const struct tidying *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->keep[i] && t->steps[i].kind != STEP_RUN)
			return t->steps[i].clock;
	}
	return 0;
}

/* Returns the time of the last exit. */
static uint64_t close_all(struct tidying *t, const struct step *last,
			  uint64_t clock)
{
	struct open_calls *open = &t->open[last->task];

	while (open->n) {
		struct step exit = *last;

		exit.kind = STEP_EXIT;
		exit.what = t->steps[open->steps[--open->n]].what;
		exit.depth = open->n;
		clock += CLOSING_TICKS;
		add(t, &exit, clock);
	}
	return clock;
}

/* With exits that were not there the others move back. */
static void write_steps(struct tidying *t)
{
	const uint64_t begin = begin_of(t);
	uint64_t late = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct step *step = &t->steps[i];
		struct open_calls *open = &t->open[step->task];
		uint64_t clock = late;

		if (step->clock > begin)
			clock += step->clock - begin;

		if (t->keep[i]) {
			if (step->kind == STEP_EXIT)
				open->n--;
			add(t, step, clock)->depth = open->n;
			if (step->kind == STEP_ENTER)
				*array_add(open->steps, open->n) = i;
		}
		if (i == open->last_step)
			late += close_all(t, step, clock) - clock;
	}
}

void source_tidy(struct source *source, const struct lane_steps *lanes)
{
	struct tidying t = { .source = source };

	t.open = must(calloc(source->n_tasks, sizeof(*t.open)));
	merge(&t, lanes);
	match(&t);
	for (size_t i = 0; i < source->n_tasks; i++)
		t.open[i].n = 0;
	write_steps(&t);
	for (size_t i = 0; i < source->n_tasks; i++)
		free(t.open[i].steps);
	free(t.open);
	free(t.steps);
	free(t.keep);
}
