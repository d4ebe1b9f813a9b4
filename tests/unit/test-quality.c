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

UNIT_MAIN("quality", test_nothing, test_one_of_each, test_many,
	  test_unknown_numbers)
