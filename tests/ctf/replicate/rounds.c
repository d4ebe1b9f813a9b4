/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <hyperftrace/protocol.h>

#include "array.h"
#include "replica.h"

/* The guest has run for a while before it is traced. */
#define FIRST_CLOCK (1ULL << 33)
/* Linux's limit for 64-bit machines. */
#define TIDS (4 << 20)
#define FIRST_SEED 0x9e3779b97f4a7c15
#define PAUSE_TICKS 20000

struct open_calls {
	/* Clock at their entries. */
	uint64_t *entered;
	size_t n;
	/* On top of them, calls that are left out. */
	size_t skipped;
};

/* The source's vCPUs once: its rounds follow each other. */
struct group {
	unsigned int index;
	uint64_t clock;
	uint64_t random;
	struct replica_task *tasks;
	struct open_calls *open;
	size_t n_open;
	uint64_t n_records;
	/* When it has them, calls are ended and no more begun. */
	uint64_t enough;
};

struct replication {
	const struct replica *replica;
	const struct replica_writer_ops *ops;
	void *writer;
	uint64_t *addresses[REPLICA_VARIANTS];
	struct group *groups;
	/* Tids of tasks that stay are below, a group's apart by as many. */
	uint32_t span;
	uint32_t n_transient;
};

static bool is_transient(const struct source_task *task)
{
	return task->forked || task->ended;
}

static uint32_t next_random(struct group *group)
{
	group->random ^= group->random << 13;
	group->random ^= group->random >> 7;
	group->random ^= group->random << 17;
	return group->random >> 32;
}

/* An eighth more or less. */
static uint64_t vary(struct group *group, uint64_t ticks)
{
	return ticks * (896 + next_random(group) % 257) / 1024;
}

static struct replica_names names_of(const struct replication *r,
				     const struct group *group)
{
	return (struct replica_names){
		.source = r->replica->source,
		.tasks = group->tasks,
		.shift = group->index * r->span,
	};
}

static struct replica_place place_of(const struct replication *r,
				     const struct group *group, uint16_t task,
				     unsigned int lane)
{
	const struct source *source = r->replica->source;

	return (struct replica_place){
		.lane = group->index * source->n_lanes + lane,
		.clock = group->clock,
		.task = group->tasks[task],
		.slot = group->index * source->n_tasks + task,
	};
}

static uint32_t tid_of(const struct replication *r, const struct group *group,
		       const struct source_task *task, uint64_t serial)
{
	const uint32_t first = r->span * replica_groups(r->replica);

	if (!task->tid)
		return 0;
	if (!is_transient(task))
		return task->tid + group->index * r->span;
	return first + serial % (TIDS - first);
}

/* Which tids the tasks have in a round. */
static void name_tasks(const struct replication *r, struct group *group,
		       uint64_t round)
{
	const struct source *source = r->replica->source;
	uint64_t serial = (round * replica_groups(r->replica) + group->index) *
			  r->n_transient;

	for (size_t i = 0; i < source->n_tasks; i++) {
		const struct source_task *task = &source->tasks[i];

		group->tasks[i].tid = tid_of(r, group, task, serial);
		serial += is_transient(task);
	}
	for (size_t i = 0; i < source->n_tasks; i++) {
		uint32_t tgid = source->tasks[i].tgid;

		group->tasks[i].tgid = tgid + group->index * r->span;
		for (size_t j = 0; j < source->n_tasks; j++) {
			if (source->tasks[j].tid == tgid)
				group->tasks[i].tgid = group->tasks[j].tid;
		}
	}
}

static void tell(const struct replication *r, const struct group *group,
		 struct replica_place place,
		 const struct source_message *message)
{
	const struct replica_names names = names_of(r, group);
	uint64_t words[HFT_ESC_WORDS_MAX];
	const struct source_message renamed =
		replica_message(&names, message, words);

	if (r->ops->message)
		r->ops->message(r->writer, &place, &renamed);
}

/* The fork or end of a task that the source does not have. */
static void tell_task(const struct replication *r, const struct group *group,
		      uint16_t i, bool begins)
{
	const struct source_task *task = &r->replica->source->tasks[i];
	uint64_t words[4] = {
		task->tgid | (uint64_t)task->parent << 32,
		HFT_TASK_FORKED,
	};
	const struct source_message message = {
		.kind = begins ? HFT_REC_TASK_NAME : HFT_REC_TASK_EXIT,
		.number = task->tid,
		.n = begins ? 4 : 1,
		.words = words,
	};

	memcpy(words + 2, task->comm, SOURCE_COMM);
	tell(r, group, place_of(r, group, i, 0), &message);
}

static void tell_tasks(const struct replication *r, const struct group *group,
		       bool begins)
{
	const struct source *source = r->replica->source;

	for (size_t i = 0; i < source->n_tasks; i++) {
		const struct source_task *task = &source->tasks[i];

		if (is_transient(task) &&
		    !(begins ? task->forked : task->ended))
			tell_task(r, group, i, begins);
	}
}

static void enter(const struct replication *r, struct group *group,
		  const struct replica_place *place, const struct step *step,
		  uint64_t address)
{
	struct open_calls *open = &group->open[step->task];

	if (group->n_records + group->n_open >= group->enough) {
		open->skipped++;
		return;
	}
	*array_add(open->entered, open->n) = place->clock;
	group->n_open++;
	group->n_records++;
	r->ops->enter(r->writer, place, address, step->depth);
}

static void leave(const struct replication *r, struct group *group,
		  const struct replica_place *place, const struct step *step,
		  uint64_t address)
{
	struct open_calls *open = &group->open[step->task];

	if (open->skipped) {
		open->skipped--;
		return;
	}
	group->n_open--;
	group->n_records++;
	r->ops->exit(r->writer, place, address, step->depth,
		     open->entered[--open->n]);
}

static void play_step(const struct replication *r, struct group *group,
		      const struct step *step, const uint64_t *addresses)
{
	struct replica_place place = place_of(r, group, step->task, step->lane);

	place.context = step->context;
	switch (step->kind) {
	case STEP_ENTER:
		enter(r, group, &place, step, addresses[step->what]);
		break;
	case STEP_EXIT:
		leave(r, group, &place, step, addresses[step->what]);
		break;
	case STEP_RUN:
		if (r->ops->run)
			r->ops->run(r->writer, &place);
		break;
	case STEP_MESSAGE:
		tell(r, group, place,
		     &r->replica->source->messages[step->what]);
		break;
	}
}

/* Every other round has the functions that the source has. */
static void play(const struct replication *r, struct group *group,
		 uint64_t round)
{
	const struct source *source = r->replica->source;
	const unsigned int variant =
		round % 2 ? 1 + round / 2 % (REPLICA_VARIANTS - 1) : 0;
	uint64_t before = 0;

	name_tasks(r, group, round);
	group->clock += PAUSE_TICKS;
	tell_tasks(r, group, true);
	for (size_t i = 0; i < source->n_steps; i++) {
		const struct step *step = &source->steps[i];

		group->clock += vary(group, step->clock - before);
		before = step->clock;
		play_step(r, group, step, r->addresses[variant]);
	}
	tell_tasks(r, group, false);
}

static void start(struct replication *r)
{
	const struct source *source = r->replica->source;

	r->groups =
		must(calloc(replica_groups(r->replica), sizeof(*r->groups)));
	for (unsigned int i = 0; i < REPLICA_VARIANTS; i++)
		r->addresses[i] = replica_addresses(source, i);
	for (size_t i = 0; i < source->n_tasks; i++) {
		r->n_transient += is_transient(&source->tasks[i]);
		if (source->tasks[i].tid >= r->span)
			r->span = source->tasks[i].tid + 1;
	}
	if ((uint64_t)r->span * replica_groups(r->replica) > TIDS / 2)
		errx(1, "there are not enough tids for so many vCPUs");
}

static void start_group(const struct replication *r, unsigned int i)
{
	const struct source *source = r->replica->source;
	const uint64_t n_groups = replica_groups(r->replica);
	struct group *group = &r->groups[i];
	struct replica_names names;

	*group = (struct group){
		.index = i,
		.clock = FIRST_CLOCK,
		.random = FIRST_SEED + i,
		.tasks = must(calloc(source->n_tasks, sizeof(*group->tasks))),
		.open = must(calloc(source->n_tasks, sizeof(*group->open))),
		.enough = r->replica->n_records * (i + 1) / n_groups -
			  r->replica->n_records * i / n_groups,
	};
	name_tasks(r, group, 0);
	names = names_of(r, group);
	if (r->ops->message)
		replica_announce(r->replica, i, &names, r->ops, r->writer);
	group->clock += PAUSE_TICKS * (i + 1);
}

static void stop(struct replication *r, uint64_t *clocks)
{
	const struct source *source = r->replica->source;

	for (unsigned int i = 0; i < replica_groups(r->replica); i++) {
		struct group *group = &r->groups[i];

		for (unsigned int j = 0; j < source->n_lanes; j++)
			clocks[i * source->n_lanes + j] = group->clock;
		for (size_t j = 0; j < source->n_tasks; j++)
			free(group->open[j].entered);
		free(group->open);
		free(group->tasks);
	}
	for (unsigned int i = 0; i < REPLICA_VARIANTS; i++)
		free(r->addresses[i]);
	free(r->groups);
}

void replica_write(const struct replica *replica,
		   const struct replica_writer_ops *ops, void *writer)
{
	struct replication r = {
		.replica = replica,
		.ops = ops,
		.writer = writer,
	};
	uint64_t clocks[SOURCE_LANES];
	bool done = false;

	start(&r);
	for (unsigned int i = 0; i < replica_groups(replica); i++)
		start_group(&r, i);
	for (uint64_t round = 0; !done; round++) {
		done = true;
		for (unsigned int i = 0; i < replica_groups(replica); i++) {
			struct group *group = &r.groups[i];

			if (group->n_records >= group->enough)
				continue;
			play(&r, group, round);
			done = done && group->n_records >= group->enough;
		}
	}
	stop(&r, clocks);
	ops->close(writer, clocks);
}
