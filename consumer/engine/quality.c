/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdbool.h>

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
	print_line(file, q->time_backwards,
		   "event older than the one before on its vCPU",
		   "events older than the one before on their vCPU");
}
