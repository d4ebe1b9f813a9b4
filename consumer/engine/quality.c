/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "quality.h"

/* "1 call", "2 calls": the words are given for both. */
static void print_count(FILE *file, uint64_t n, const char *one,
			const char *many)
{
	fprintf(file, "%" PRIu64 " %s", n, n == 1 ? one : many);
}

static void print_line(FILE *file, uint64_t n, const char *one,
		       const char *many)
{
	if (!n)
		return;
	fputs("# ", file);
	print_count(file, n, one, many);
	fputc('\n', file);
}

char *hft_quality_unknown(const struct hft_quality *quality, char *buf,
			  size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (int i = 0; i < HFT_UNKNOWN_KINDS; i++) {
		int n;

		if (!quality->unknown_by_nr[i])
			continue;
		n = snprintf(buf + used, size - used, "%snr %d",
			     used ? ", " : "", HFT_NR_MESSAGE_FIRST + i);
		if (n < 0 || (size_t)n >= size - used) {
			buf[used] = '\0';
			break;
		}
		used += n;
	}
	return buf;
}

static void print_unknown(const struct hft_quality *quality, FILE *file)
{
	/* All of them fit. */
	char list[HFT_UNKNOWN_KINDS * sizeof("nr 1000, ")];

	if (!quality->unknown_messages)
		return;
	fputs("# ", file);
	print_count(file, quality->unknown_messages,
		    "message of unknown kind (", "messages of unknown kind (");
	fprintf(file, "%s): made by a newer hyperftrace; update the consumer\n",
		hft_quality_unknown(quality, list, sizeof(list)));
}

static void print_unknown_records(const struct hft_quality *quality, FILE *file)
{
	const char *before = "";

	if (!quality->unknown_records)
		return;
	fputs("# ", file);
	print_count(file, quality->unknown_records, "record of unknown kind (",
		    "records of unknown kind (");
	for (int i = 0; i < HFT_RECORD_KINDS; i++) {
		if (!quality->unknown_by_kind[i])
			continue;
		fprintf(file, "%s%d", before, i);
		before = ", ";
	}
	fputs("): made by a newer hyperftrace; update the consumer\n", file);
}

/* What is not in the trace, though the guest and its host were there. */
static void print_missing(const struct hft_quality *q, FILE *file)
{
	if (hft_quality_lacks_pages(q))
		print_line(file, q->bare_flushes,
			   "page of records was handed over, but not recorded: "
			   "load hyperftrace_host on the host and enable the "
			   "event hyperftrace_page",
			   "pages of records were handed over, but not "
			   "recorded: load hyperftrace_host on the host and "
			   "enable the event hyperftrace_page");
	print_line(file, q->late_sessions,
		   "session began before the trace: what is from before is not "
		   "counted",
		   "sessions began before the trace: what is from before is "
		   "not counted");
	print_line(file, q->failed_pages, "page that the host could not read",
		   "pages that the host could not read");
	print_line(file, q->malformed_pages,
		   "malformed page, the rest of it skipped",
		   "malformed pages, the rest of them skipped");
	print_line(file, q->replayed_pages,
		   "page with the number of an earlier one, ignored",
		   "pages with the number of an earlier one, ignored");
	print_line(file, q->missing_pages, "page missing", "pages missing");
	print_line(file, q->missing_records, "record of a function missing",
		   "records of functions missing");
}

/* What the guest could not record. */
static void print_lost(const struct hft_quality *q, FILE *file)
{
	print_line(file, q->lost_nmi,
		   "event lost by the guest: an NMI came at a bad moment",
		   "events lost by the guest: NMIs came at a bad moment");
	print_line(file, q->lost_depth,
		   "call lost by the guest: too deep for its kernel",
		   "calls lost by the guest: too deep for its kernel");
	print_line(file, q->lost_otherwise,
		   "event lost by the guest, for an unknown reason",
		   "events lost by the guest, for unknown reasons");
	print_line(file, q->lost_untold,
		   "more event lost by the guest, as it counted",
		   "more events lost by the guest, as it counted");
}

/* Proved by numbers and counts of pages, from the first one on. */
static bool is_complete(const struct hft_quality *q)
{
	return !q->missing_pages && !q->missing_records && !q->failed_pages &&
	       !q->malformed_pages && !q->lost_nmi && !q->lost_depth &&
	       !q->lost_otherwise && !q->lost_untold;
}

static void print_pages(const struct hft_quality *q, FILE *file)
{
	if (q->pages) {
		fputs("# ", file);
		print_count(file, q->pages, "page with ", "pages with ");
		print_count(file, q->records, "record, ", "records, ");
		fprintf(file, "%" PRIu64 " of functions%s\n", q->functions,
			is_complete(q) ? "; none is missing" : "");
	}
	print_missing(q, file);
	print_lost(q, file);
	print_unknown_records(q, file);
	print_line(file, q->late_records,
		   "record that arrived too late for the order of time",
		   "records that arrived too late for the order of time");
	print_line(file, q->early_records,
		   "record shown early: too much was held back",
		   "records shown early: too much was held back");
	print_line(file, q->epochs, "time a guest began anew",
		   "times a guest began anew");
	if (q->out_of_memory)
		fputs("# out of memory: the end of the trace is not shown\n",
		      file);
	if (q->newer_minor)
		fprintf(file,
			"# protocol %d.%" PRIu32 " is newer than %d.%d, which "
			"this consumer knows: update the consumer\n",
			HFT_PROTOCOL_MAJOR, q->newer_minor, HFT_PROTOCOL_MAJOR,
			HFT_PROTOCOL_MINOR);
}

void hft_quality_print(const struct hft_quality *quality, FILE *file)
{
	const struct hft_quality *q = quality;

	fputs("# ", file);
	print_count(file, q->events, "event, ", "events, ");
	print_count(file, q->calls, "call, ", "calls, ");
	print_count(file, q->unmatched_exits, "unmatched exit, ",
		    "unmatched exits, ");
	print_count(file, q->open_calls, "call left open, ",
		    "calls left open, ");
	print_count(file, q->discarded_events, "event discarded by LTTng\n",
		    "events discarded by LTTng\n");

	print_line(file, q->discarded_events_uncounted,
		   "more time LTTng discarded events without counting them",
		   "more times LTTng discarded events without counting them");
	print_line(file, q->discarded_packets, "packet discarded by LTTng",
		   "packets discarded by LTTng");
	print_line(file, q->discarded_packets_uncounted,
		   "more time LTTng discarded packets without counting them",
		   "more times LTTng discarded packets without counting them");
	print_line(file, q->missing_entries, "call whose entry was not seen",
		   "calls whose entry was not seen");
	print_line(file, q->missing_exits, "call whose exit was not seen",
		   "calls whose exit was not seen");
	print_unknown(q, file);
	print_line(file, q->malformed, "malformed message, ignored",
		   "malformed messages, ignored");
	print_line(file, q->foreign, "hypercall of somebody else, ignored",
		   "hypercalls of somebody else, ignored");
	print_line(file, q->switches, "task switch", "task switches");
	print_line(file, q->switches_out_of_order,
		   "task switch from a task that was not the current one",
		   "task switches from a task that was not the current one");
	print_line(file, q->evicted_tasks,
		   "task forgotten, because the guest has too many",
		   "tasks forgotten, because the guest has too many");
	print_line(file, q->unpaired_exits, "VM exit without an entry after it",
		   "VM exits without an entry after them");
	print_line(file, q->refused_names,
		   "time a function's name had no room: it is shown as one of "
		   "too many",
		   "times a function's name had no room: it is shown as one of "
		   "too many");
	print_line(file, q->kernels_not_found,
		   "guest whose kernel was not found: its file, given as "
		   "kallsyms, may be of another kernel",
		   "guests whose kernel was not found: its file, given as "
		   "kallsyms, may be of another kernel");
	print_line(file, q->files_refused,
		   "file in symfs not used: the guest has another build",
		   "files in symfs not used: the guest has other builds");
	print_line(file, q->time_backwards,
		   "event older than the one before on its vCPU",
		   "events older than the one before on their vCPU");
	print_pages(q, file);
}
