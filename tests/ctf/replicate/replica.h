/* SPDX-License-Identifier: MIT */
/*
 * A captured trace again and again: what happens, told to a writer, which
 * knows a format. The same arguments give the same replica, to the bit.
 */
#ifndef HYPERFTRACE_TEST_REPLICA_H
#define HYPERFTRACE_TEST_REPLICA_H

#include "source.h"

struct replica_task {
	uint32_t tid;
	uint32_t tgid;
};

/* Where something happens. */
struct replica_place {
	unsigned int lane;
	/* Of the guest. */
	uint64_t clock;
	struct replica_task task;
	/* The task in the capture, the same in each round: below n_slots. */
	uint32_t slot;
	unsigned int context;
};

struct replica {
	const struct source *source;
	/* vCPUs: a multiple of the source's. */
	unsigned int n_lanes;
	/* Function records. */
	uint64_t n_records;
	/* The guest has the call transport. */
	bool by_call;
};

/* What a writer is told. Any failure ends the program. */
struct replica_writer_ops {
	void *(*open)(const char *path, const struct replica *replica);
	/* Called when a task goes on on a vCPU; NULL if that is of no use. */
	void (*run)(void *writer, const struct replica_place *place);
	void (*enter)(void *writer, const struct replica_place *place,
		      uint64_t address, uint32_t depth);
	/* entered: the clock at its entry. */
	void (*exit)(void *writer, const struct replica_place *place,
		     uint64_t address, uint32_t depth, uint64_t entered);
	/* Called for any other record; NULL if that is of no use. */
	void (*message)(void *writer, const struct replica_place *place,
			const struct source_message *message);
	/* Called at the end, with the last time of each lane. */
	void (*close)(void *writer, const uint64_t *clocks);
};

extern const struct replica_writer_ops replica_to_pages;
extern const struct replica_writer_ops replica_to_calls;
extern const struct replica_writer_ops replica_to_uftrace;
extern const struct replica_writer_ops replica_to_trace_cmd;

/* How many of the source there are side by side, and tasks in all of them. */
static inline unsigned int replica_groups(const struct replica *replica)
{
	return replica->n_lanes / replica->source->n_lanes;
}

static inline uint32_t replica_slots(const struct replica *replica)
{
	return replica_groups(replica) * replica->source->n_tasks;
}

/* A slot's task in the capture. */
static inline const struct source_task *
replica_slot(const struct replica *replica, uint32_t slot)
{
	return &replica->source->tasks[slot % replica->source->n_tasks];
}

/* A time of the guest's clock in ns of the host's. */
static inline uint64_t replica_ns(const struct replica *replica, uint64_t clock)
{
	const struct source_hello *hello = &replica->source->hello;

	if (hello->clock_is_ns)
		return clock;
	return (unsigned __int128)clock * 1000000 / hello->khz;
}

/* Tell a writer all of it. */
void replica_write(const struct replica *replica,
		   const struct replica_writer_ops *ops, void *writer);

/* One of the ways in which rounds differ: other functions in their places. */
#define REPLICA_VARIANTS 4

/* Addresses of the source's functions in a variant; to be freed. */
uint64_t *replica_addresses(const struct source *source, unsigned int variant);

/* The tids of a round. */
struct replica_names {
	const struct source *source;
	const struct replica_task *tasks;
	/* Of those that the source does not have. */
	uint32_t shift;
};

/*
 * A message with the tids of a round, in the memory of words, which has room
 * for HFT_ESC_WORDS_MAX.
 */
struct source_message replica_message(const struct replica_names *names,
				      const struct source_message *message,
				      uint64_t *words);

/*
 * Tell what a guest tells before anything else, of the tasks of one group; of
 * itself with the first.
 */
void replica_announce(const struct replica *replica, unsigned int group,
		      const struct replica_names *names,
		      const struct replica_writer_ops *ops, void *writer);

#endif
