/* SPDX-License-Identifier: MIT */
/*
 * Writes traces in CTF 1.8 as lttng-modules 2.13 does, for tests that need
 * an exact trace without a kernel. Any failure ends the program.
 */
#ifndef HYPERFTRACE_TEST_CTF_H
#define HYPERFTRACE_TEST_CTF_H

#include <stddef.h>
#include <stdint.h>

#define CTF_MAX_FIELDS 16

/* A sequence is of u64, its length a field of its own before it. */
enum ctf_type {
	CTF_U32,
	CTF_S32,
	CTF_U64,
	CTF_S64,
	CTF_STRING,
	CTF_SEQUENCE,
};

struct ctf_field {
	const char *name;
	enum ctf_type type;
};

struct ctf_value {
	uint64_t number;
	const char *string;
	/* Of a sequence, number of them. */
	const uint64_t *words;
};

struct ctf_writer;

/* Start a trace in a directory, which is made. */
struct ctf_writer *ctf_open(const char *path);

/*
 * From now on a packet ends before the first event behind so many bytes, by
 * default 60 KiB; with that event it must not have more than 2 MiB.
 */
void ctf_packet_full(struct ctf_writer *writer, size_t bytes);

/* Declare the context of all events; before the first event. */
void ctf_context(struct ctf_writer *writer, const struct ctf_field *fields,
		 size_t n);

/* Declare an event; returns its id. */
unsigned int ctf_event_class(struct ctf_writer *writer, const char *name,
			     const struct ctf_field *fields, size_t n);

/*
 * Write an event at ts ns of the trace's clock, in the stream of a host CPU:
 * values of the context, then those of the payload.
 */
void ctf_event(struct ctf_writer *writer, uint64_t ts, unsigned int cpu,
	       unsigned int id, const struct ctf_value *values);

/* End the current packet of a CPU. */
void ctf_end_packet(struct ctf_writer *writer, unsigned int cpu);

/* The tracer lost events, or whole packets, in the current packet. */
void ctf_discard_events(struct ctf_writer *writer, unsigned int cpu,
			uint64_t n);
void ctf_discard_packets(struct ctf_writer *writer, unsigned int cpu,
			 uint64_t n);

/* Write what is pending and the metadata. */
void ctf_close(struct ctf_writer *writer);

#endif
