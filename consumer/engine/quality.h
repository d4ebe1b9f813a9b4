/* SPDX-License-Identifier: MIT */
/*
 * How good a trace is, and what the engine had to guess: no guess is silent.
 * Every view prints this as its footer.
 */
#ifndef HYPERFTRACE_QUALITY_H
#define HYPERFTRACE_QUALITY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <hyperftrace/protocol.h>

#define HFT_UNKNOWN_KINDS (HFT_NR_MESSAGE_LAST - HFT_NR_MESSAGE_FIRST + 1)
#define HFT_RECORD_KINDS (1 << HFT_ESC_KIND_BITS)

struct hft_quality {
	/* Hypercalls read, of every kind, and pages. */
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
	/* Pages taken, the records in them, and those of functions. */
	uint64_t pages;
	uint64_t records;
	uint64_t functions;
	/* Flushes seen as hypercalls, without the contents of the page. */
	uint64_t bare_flushes;
	/* Pages that the host could not read. */
	uint64_t failed_pages;
	/* Pages with something in them that is no record: the rest is lost. */
	uint64_t malformed_pages;
	/* Pages with the number of one that was there before. */
	uint64_t replayed_pages;
	/* Pages and records of functions that the guest counted. */
	uint64_t missing_pages;
	uint64_t missing_records;
	/* Records of kinds that this version does not know, and which. */
	uint64_t unknown_records;
	uint64_t unknown_by_kind[HFT_RECORD_KINDS];
	/* What the guest could not record, by reason; what it only counted. */
	uint64_t lost_nmi;
	uint64_t lost_depth;
	uint64_t lost_otherwise;
	uint64_t lost_untold;
	/* Told too late for the order of time: a CPU was silent for long. */
	uint64_t late_records;
	/* Told too early for it, perhaps: too much was held back. */
	uint64_t early_records;
	/* Sessions whose beginning is not in the trace. */
	uint64_t late_sessions;
	/* How often a VM began anew. */
	uint64_t epochs;
	/* VM exits from which the guest came back, and those that were
	 * followed by another one. */
	uint64_t vm_exits;
	uint64_t unpaired_exits;
	/* Names of functions beyond the number that has room. */
	uint64_t refused_names;
	/* Guests whose kernel is not where its file says, nor elsewhere. */
	uint64_t kernels_not_found;
	/* Files of programs with another build id than the guest's. */
	uint64_t files_refused;
	/*
	 * What a call costs that is traced, in ns, as cost.h reckons it: inside
	 * of its own duration, and outside. 0 if that is not known.
	 */
	uint64_t cost_in_ns;
	uint64_t cost_out_ns;
	/* Not all that was read could be told. */
	bool out_of_memory;
	/* The newest minor version of the protocol, if newer than ours. */
	uint32_t newer_minor;
};

/*
 * Write the footer: a line that is always there, then one for each kind of
 * trouble that occurred. Write errors are left in the file.
 */
void hft_quality_print(const struct hft_quality *quality, FILE *file);

/* Whether flushes were seen, but no page: what is to be recorded was not. */
static inline bool hft_quality_lacks_pages(const struct hft_quality *quality)
{
	return quality->bare_flushes && !quality->pages &&
	       !quality->failed_pages && !quality->malformed_pages;
}

/*
 * Write the list of unknown numbers, as in "nr 1050, nr 1051", cut where the
 * buffer ends. Returns buf.
 */
char *hft_quality_unknown(const struct hft_quality *quality, char *buf,
			  size_t size);

#endif
