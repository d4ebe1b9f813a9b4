/* SPDX-License-Identifier: MIT */
/* What the replay shows of what a guest tells of itself. */
#include <stdio.h>
#include <string.h>

#include "../../consumer/views/replay-options.h"
#include "../../consumer/views/replay.h"
#include "unit.h"

#define RULER " ------------------------------------------\n"

static const struct hft_view *const view = &hft_replay_view;
static const struct hft_replay_options options;
static void *replay;
static FILE *file;
static char *text;
static size_t size;
/* What has been checked already. */
static size_t checked;

static void begin(void)
{
	struct hft_error error;

	file = open_memstream(&text, &size);
	replay = view->create(&options, file, &error);
	view->begin(replay, 0);
	fflush(file);
	checked = size;
}

static void end(void)
{
	view->destroy(replay);
	fclose(file);
	free(text);
}

/* What was written since the last time. */
static void wrote(const char *expected)
{
	fflush(file);
	ck_assert_str_eq(text + checked, expected);
	checked = size;
}

static const struct hft_function function = { .length = 3, .name = "0xa" };

static struct hft_place place_of(uint32_t lane, uint32_t tid, uint32_t tgid,
				 const char *comm)
{
	return (struct hft_place){
		.vm = 4321,
		.vcpu = lane,
		.lane = lane,
		.task_known = true,
		.task = { .tid = tid, .tgid = tgid },
		.comm = comm,
	};
}

static struct hft_call call_at(const struct hft_place *place)
{
	return (struct hft_call){ .place = place, .function = &function };
}

/* A task calls a function, and it is back at once. */
static void calls(uint32_t lane, uint32_t tid, uint32_t tgid, const char *comm)
{
	char name[80] = "";
	struct hft_place place = place_of(lane, tid, tgid, comm ? name : NULL);
	struct hft_call call = call_at(&place);

	snprintf(name, sizeof(name), "%s", comm ? comm : "");
	view->ops->enter(replay, &call);
	/* It is good for as long as the callback runs. */
	memset(name, 'X', sizeof(name) - 1);
	place.comm = comm;
	view->ops->exit(replay, &call);
}

#define LEAF(lane) \
	"     0.000000000     4321/" lane ")                   |  0xa();\n"

#define BANNER(lane, tasks) RULER " 4321/" lane ")   " tasks "\n" RULER

START_TEST(test_names)
{
	begin();
	calls(0, 57, 57, "sh");
	wrote(BANNER("0", "=>  sh-57") LEAF("0"));
	calls(0, 57, 57, "sh");
	wrote(LEAF("0"));
	calls(0, 61, 60, "ls");
	wrote(BANNER("0", "sh-57  =>  ls-61 (process 60)") LEAF("0"));
	calls(0, 62, 62, NULL);
	wrote(BANNER("0", "ls-61 (process 60)  =>  task 62") LEAF("0"));
	calls(0, 0, 0, "swapper");
	wrote(BANNER("0", "task 62  =>  <idle>") LEAF("0"));
	calls(1, 57, 57, "a b");
	wrote(BANNER("1", "=>  a b-57") LEAF("1"));
	calls(0, 57, 57, "sh");
	wrote(BANNER("0", "<idle>  =>  sh-57") LEAF("0"));
	end();
}
END_TEST

START_TEST(test_names_change)
{
	begin();
	calls(0, 57, 57, NULL);
	wrote(BANNER("0", "=>  task 57") LEAF("0"));
	calls(0, 57, 57, "sh");
	wrote(BANNER("0", "task 57  =>  sh-57") LEAF("0"));
	calls(0, 57, 57, "ls");
	wrote(BANNER("0", "sh-57  =>  ls-57") LEAF("0"));
	/* The engine has forgotten it; it goes on under the name shown. */
	calls(0, 57, 57, NULL);
	wrote(LEAF("0"));
	end();
}
END_TEST

START_TEST(test_longest_name)
{
	static const char longest[] =
		"\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a"
		"\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a";
	char expected[512];

	ck_assert_uint_eq(strlen(longest), HFT_COMM_TEXT_MAX - 1);
	begin();
	calls(0, 57, 57, longest);
	calls(0, 58, 58, NULL);
	snprintf(expected, sizeof(expected),
		 RULER " 4321/0)   =>  %s-57\n" RULER LEAF("0") RULER
		 " 4321/0)   %s-57  =>  task 58\n" RULER LEAF("0"),
		 longest, longest);
	wrote(expected);
	end();
}
END_TEST

START_TEST(test_named_later)
{
	const struct hft_place place = place_of(0, 57, 57, "sh");

	begin();
	view->ops->task_named(replay, &place);
	calls(0, 57, 57, "sh");
	wrote(LEAF("0"));
	calls(0, 58, 58, "ls");
	wrote(BANNER("0", "sh-57  =>  ls-58") LEAF("0"));
	end();
}
END_TEST

static const struct hft_hello hello = {
	.session = 7,
	.boot_id = { 0xd211a12fba284e1b, 0xd4cf36d716303f88 },
	.tsc_khz = 1000000,
	.n_cpus = 2,
	.release = "6.12.117-amd64",
};

static void says(uint64_t vm, struct hft_hello what, bool new_epoch)
{
	if (new_epoch)
		view->ops->epoch(replay, vm);
	view->ops->hello(replay, vm, &what, new_epoch);
}

START_TEST(test_hello)
{
	struct hft_hello other = hello;

	begin();
	says(4321, hello, false);
	wrote("# VM 4321: Linux 6.12.117-amd64, 2 CPUs, TSC 1000 MHz, "
	      "boot id 1b4e28ba-2fa1-11d2-883f-3016d736cfd4\n");
	says(4321, hello, false);
	wrote("");
	says(4322, hello, false);
	wrote("# VM 4322: Linux 6.12.117-amd64, 2 CPUs, TSC 1000 MHz, "
	      "boot id 1b4e28ba-2fa1-11d2-883f-3016d736cfd4\n");
	other.session = 8;
	other.n_cpus = 1;
	other.tsc_khz = 2593007;
	other.boot_id[0] = other.boot_id[1] = 0;
	says(4321, other, true);
	wrote("# VM 4321: Linux 6.12.117-amd64, 1 CPU, TSC 2593.007 MHz\n");
	other.session = 9;
	other.tsc_khz = 0;
	other.n_cpus = 0;
	says((uint64_t)-1, other, true);
	wrote("# VM ?: Linux 6.12.117-amd64, 0 CPUs\n");
	end();
}
END_TEST

START_TEST(test_hello_waits_for_its_turn)
{
	const struct hft_place place = place_of(0, 57, 57, "sh");
	const struct hft_call call = call_at(&place);

	begin();
	view->ops->enter(replay, &call);
	says(4321, hello, false);
	wrote(BANNER("0", "=>  sh-57"));
	view->ops->exit(replay, &call);
	wrote(LEAF("0") "# VM 4321: Linux 6.12.117-amd64, 2 CPUs, TSC 1000 "
			"MHz, boot id 1b4e28ba-2fa1-11d2-883f-3016d736cfd4\n");
	/* Nothing is lost, nor leaked, if it never comes. */
	view->ops->enter(replay, &call);
	says(4322, hello, false);
	end();
}
END_TEST

START_TEST(test_new_epoch)
{
	const struct hft_place place = place_of(0, 57, 57, "sh");
	const struct hft_call call = call_at(&place);
	struct hft_hello other = hello;

	other.session = 8;
	begin();
	calls(0, 57, 57, "sh");
	wrote(BANNER("0", "=>  sh-57") LEAF("0"));
	says(4322, other, true);
	says(4321, other, false);
	checked = size;
	calls(0, 57, 57, "sh");
	fflush(file);
	ck_assert_ptr_null(strstr(text + checked, "=>"));
	other.session = 9;
	says(4321, other, true);
	fflush(file);
	checked = size;
	/* Another task, even if all that is known of it is the same. */
	calls(0, 57, 57, "sh");
	wrote(BANNER("0", "=>  sh-57") LEAF("0"));
	/* What waits is no leaf, whatever comes: its task is gone. */
	view->ops->enter(replay, &call);
	other.session = 10;
	says(4322, other, true);
	wrote("     0.000000000     4321/0)                   |  0xa() {\n"
	      "# VM 4322: Linux 6.12.117-amd64, 2 CPUs, TSC 1000 MHz, "
	      "boot id 1b4e28ba-2fa1-11d2-883f-3016d736cfd4\n");
	end();
}
END_TEST

START_TEST(test_lost_of_a_guest)
{
	const struct hft_place place = place_of(1, 57, 57, "sh");
	const struct hft_call call = call_at(&place);
	struct hft_lost lost = {
		.what = HFT_LOST_RECORDS,
		.counted = true,
		.count = 1,
		.begin = 1,
		.end = 2000000000,
		.place = &place,
	};

	begin();
	view->ops->enter(replay, &call);
	view->ops->lost(replay, &lost);
	lost.count = 120;
	lost.what = HFT_LOST_IN_GUEST;
	view->ops->lost(replay, &lost);
	lost.what = HFT_LOST_RECORDS;
	lost.counted = false;
	view->ops->lost(replay, &lost);
	/* The call is no leaf: it may have had calls. */
	wrote(BANNER(
		"1",
		"=>  sh-57") "     0.000000000     4321/1)                   | "
			     " 0xa() {\n"
			     "# the trace lacks 1 record of 4321/1 between "
			     "0.000000001 and 2.000000000 s\n"
			     "# the guest could not record 120 events of "
			     "4321/1 between "
			     "0.000000001 and 2.000000000 s\n"
			     "# the trace lacks records of 4321/1 between "
			     "0.000000001 and 2.000000000 s\n");
	end();
}
END_TEST

UNIT_MAIN("replay-guest", test_names, test_names_change, test_longest_name,
	  test_named_later, test_hello, test_hello_waits_for_its_turn,
	  test_new_epoch, test_lost_of_a_guest)
