/* SPDX-License-Identifier: MIT */
/* The two events of the host module, for the writers of CTF. */
#ifndef HYPERFTRACE_TEST_EVENTS_H
#define HYPERFTRACE_TEST_EVENTS_H

#include "../ctf.h"
#include "../page-builder.h"
#include "replica.h"

/* A buffer of one vCPU. */
struct events_buffer {
	struct page_builder page;
	uint64_t seq;
	/* Handed over before it. */
	uint64_t functions;
	/* Of the last record. */
	uint64_t clock;
};

struct events {
	const struct replica *replica;
	struct ctf_writer *ctf;
	unsigned int page_class;
	unsigned int hypercall_class;
	struct events_buffer *buffers;
};

void events_open(struct events *events, const char *path,
		 const struct replica *replica);
void events_close(struct events *events);

/* Begin the records of a buffer, which is empty. */
void events_begin(struct events *events, const struct replica_place *place);

/* Hand a buffer over at a time of the guest's clock, for a HFT_FLUSH_*. */
void events_page(struct events *events, unsigned int lane, uint64_t clock,
		 unsigned int why);

/* A hypercall of the call transport. */
void events_hypercall(struct events *events, const struct replica_place *place,
		      uint64_t nr, const uint64_t args[4]);

#endif
