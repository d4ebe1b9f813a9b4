/* SPDX-License-Identifier: MIT */
/*
 * How good a trace is, and what the engine had to guess: no guess is silent.
 * Every view prints this as its footer.
 */
#ifndef HYPERFTRACE_QUALITY_H
#define HYPERFTRACE_QUALITY_H

#include <stdint.h>
#include <stdio.h>

#include <hyperftrace/protocol.h>

#define HFT_UNKNOWN_KINDS (HFT_NR_MESSAGE_LAST - HFT_NR_MESSAGE_FIRST + 1)

struct hft_quality {
	/* Hypercalls read, of every kind. */
	uint64_t events;
	/* Pairs of an entry and its exit. */
	uint64_t calls;
	/* Exits whose entry is not on the stack. */
	uint64_t unmatched_exits;
	/* Calls without an exit at the end, or when their stack was given up.
	 */
	uint64_t open_calls;
	/* Calls under an entry that its depth tells of, and we never saw. */
	uint64_t missing_entries;
	/* Calls that must have ended, as a later event shows. */
	uint64_t missing_exits;
	/* Messages in our range that this version does not know, and which. */
	uint64_t unknown_messages;
	uint64_t unknown_by_nr[HFT_UNKNOWN_KINDS];
	/* Our numbers with arguments that make no sense. */
	uint64_t malformed;
	/* Hypercalls of somebody else. */
	uint64_t foreign;
	/* Task switches, and those from a task that was not the current one. */
	uint64_t switches;
	uint64_t switches_out_of_order;
	/* Tasks forgotten to bound the memory. */
	uint64_t evicted_tasks;
	/* Lost by the host's tracer; the second where it knows no number. */
	uint64_t discarded_events;
	uint64_t discarded_events_uncounted;
	uint64_t discarded_packets;
	uint64_t discarded_packets_uncounted;
	/* Events of a vCPU that are older than the one before. */
	uint64_t time_backwards;
};

/*
 * Write the footer: a line that is always there, then one for each kind of
 * trouble that occurred. Write errors are left in the file.
 */
void hft_quality_print(const struct hft_quality *quality, FILE *file);

/*
 * Write the list of unknown numbers, as in "nr 1050, nr 1051", cut where the
 * buffer ends. Returns buf.
 */
char *hft_quality_unknown(const struct hft_quality *quality, char *buf,
			  size_t size);

#endif
