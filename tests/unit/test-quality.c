/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../../consumer/engine/quality.h"
#include "unit.h"

static void prints(const struct hft_quality *quality, const char *expected)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	hft_quality_print(quality, file);
	fclose(file);
	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(test_nothing)
{
	const struct hft_quality quality = { 0 };

	prints(&quality, "# 0 events, 0 calls, 0 unmatched exits, 0 calls left "
			 "open, 0 events discarded by LTTng\n");
}
END_TEST

START_TEST(test_one_of_each)
{
	struct hft_quality quality = {
		.events = 1,
		.calls = 1,
		.unmatched_exits = 1,
		.open_calls = 1,
		.missing_entries = 1,
		.missing_exits = 1,
		.unknown_messages = 1,
		.malformed = 1,
		.foreign = 1,
		.switches = 1,
		.switches_out_of_order = 1,
		.evicted_tasks = 1,
		.discarded_events = 1,
		.discarded_events_uncounted = 1,
		.discarded_packets = 1,
		.discarded_packets_uncounted = 1,
		.time_backwards = 1,
	};

	quality.unknown_by_nr[40] = 1;
	prints(&quality,
	       "# 1 event, 1 call, 1 unmatched exit, 1 call left open, 1 event "
	       "discarded by LTTng\n"
	       "# 1 more time LTTng discarded events without counting them\n"
	       "# 1 packet discarded by LTTng\n"
	       "# 1 more time LTTng discarded packets without counting them\n"
	       "# 1 call whose entry was not seen\n"
	       "# 1 call whose exit was not seen\n"
	       "# 1 message of unknown kind (nr 1050): made by a newer "
	       "hyperftrace; update the consumer\n"
	       "# 1 malformed message, ignored\n"
	       "# 1 hypercall of somebody else, ignored\n"
	       "# 1 task switch\n"
	       "# 1 task switch from a task that was not the current one\n"
	       "# 1 task forgotten, because the guest has too many\n"
	       "# 1 event older than the one before on its vCPU\n");
}
END_TEST

START_TEST(test_one_of_each_of_pages)
{
	struct hft_quality quality = {
		.pages = 1,
		.records = 1,
		.bare_flushes = 1,
		.failed_pages = 1,
		.malformed_pages = 1,
		.replayed_pages = 1,
		.missing_pages = 1,
		.missing_records = 1,
		.unknown_records = 1,
		.lost_nmi = 1,
		.lost_depth = 1,
		.lost_otherwise = 1,
		.lost_untold = 1,
		.late_records = 1,
		.early_records = 1,
		.late_sessions = 1,
		.epochs = 1,
		.out_of_memory = true,
		.newer_minor = 3,
	};

	quality.unknown_by_kind[40] = 1;
	prints(&quality,
	       "# 0 events, 0 calls, 0 unmatched exits, 0 calls left open, 0 "
	       "events discarded by LTTng\n"
	       "# 1 page with 1 record, 0 of functions\n"
	       "# 1 session began before the trace: what is from before is not "
	       "counted\n"
	       "# 1 page that the host could not read\n"
	       "# 1 malformed page, the rest of it skipped\n"
	       "# 1 page with the number of an earlier one, ignored\n"
	       "# 1 page missing\n"
	       "# 1 record of a function missing\n"
	       "# 1 event lost by the guest: an NMI came at a bad moment\n"
	       "# 1 call lost by the guest: too deep for its kernel\n"
	       "# 1 event lost by the guest, for an unknown reason\n"
	       "# 1 more event lost by the guest, as it counted\n"
	       "# 1 record of unknown kind (40): made by a newer hyperftrace; "
	       "update the consumer\n"
	       "# 1 record that arrived too late for the order of time\n"
	       "# 1 record shown early: too much was held back\n"
	       "# 1 time a guest began anew\n"
	       "# out of memory: the end of the trace is not shown\n"
	       "# protocol 1.3 is newer than 1.0, which this consumer knows: "
	       "update the consumer\n");
}
END_TEST

START_TEST(test_flushes_without_pages)
{
	struct hft_quality quality = { .bare_flushes = 2 };

	prints(&quality,
	       "# 0 events, 0 calls, 0 unmatched exits, 0 calls left open, 0 "
	       "events discarded by LTTng\n"
	       "# 2 pages of records were handed over, but not recorded: load "
	       "hyperftrace_host on the host and enable the event "
	       "hyperftrace_page\n");
	ck_assert(hft_quality_lacks_pages(&quality));
	quality.failed_pages = 1;
	ck_assert(!hft_quality_lacks_pages(&quality));
}
END_TEST

START_TEST(test_many)
{
	const struct hft_quality quality = {
		.events = 10,
		.calls = 2,
		.unmatched_exits = 3,
		.open_calls = 4,
		.missing_exits = UINT64_MAX,
		.discarded_events = 5,
	};

	prints(&quality,
	       "# 10 events, 2 calls, 3 unmatched exits, 4 calls left open, 5 "
	       "events discarded by LTTng\n"
	       "# 18446744073709551615 calls whose exit was not seen\n");
}
END_TEST

START_TEST(test_unknown_numbers)
{
	struct hft_quality quality = { .unknown_messages = 90 };
	char *text;
	size_t size;
	FILE *file;
	char small[20];

	quality.unknown_by_nr[0] = 1;
	quality.unknown_by_nr[1] = 7;
	quality.unknown_by_nr[2] = 7;
	ck_assert_str_eq(hft_quality_unknown(&quality, small, sizeof(small)),
			 "nr 1010, nr 1011");
	for (int i = 0; i < HFT_UNKNOWN_KINDS; i++)
		quality.unknown_by_nr[i] = 1;
	file = open_memstream(&text, &size);
	hft_quality_print(&quality, file);
	fclose(file);
	ck_assert_ptr_nonnull(strstr(text, "(nr 1010, nr 1011, "));
	ck_assert_ptr_nonnull(strstr(text, ", nr 1098, nr 1099): made"));
	free(text);
}
END_TEST

UNIT_MAIN("quality", test_nothing, test_one_of_each, test_one_of_each_of_pages,
	  test_flushes_without_pages, test_many, test_unknown_numbers)
