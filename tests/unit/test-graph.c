/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "../../consumer/views/graph-options.h"
#include "../../consumer/views/graph.h"
#include "view-stage.h"

static struct hft_graph_options options;

static void begin_graph(void)
{
	view = &hft_graph_view;
	begin(&options);
}

static void end_graph(void)
{
	end();
	options = (struct hft_graph_options){ 0 };
}

#define HEADS "#      TOTAL        SELF  TOTAL%       CALLS  FUNCTION\n"

START_TEST(test_tree)
{
	begin_graph();
	switch_task(9, 57);
	enter(0xa, 0);
	calls(0xb, 100, 1);
	enter(0xc, 1);
	calls(0xd, 200, 2);
	leave(0xc, 600, 1);
	calls(0xb, 100, 1);
	leave(0xa, 1000, 0);
	switch_task(57, 0);
	calls(0xe, 1000, 0);
	ck_assert_str_eq(
		finished(),
		"# hyperftrace graph\n" HEADS
		"    1.000 us              50.00%              <idle>\n"
		"    1.000 us    1.000 us  50.00%           1  +-0xe\n"
		"    1.000 us              50.00%              task 57\n"
		"    1.000 us    0.200 us  50.00%           1  +-0xa\n"
		"    0.600 us    0.400 us  30.00%           1    +-0xc\n"
		"    0.200 us    0.200 us  10.00%           1    | +-0xd\n"
		"    0.200 us    0.200 us  10.00%           2    +-0xb\n"
		"# 14 events, 6 calls, 0 unmatched exits, 0 calls left open, 0 "
		"events discarded by LTTng\n"
		"# 2 task switches\n");
	end_graph();
}
END_TEST

static void send_calls(void)
{
	calls(0xa, 1000, 0);
	for (int i = 0; i < 9; i++)
		calls(0xb, 100, 0);
	enter(0xc, 0);
	calls(0xd, 500, 1);
	leave(0xc, 504, 0);
	calls(0xe, 1, 0);
}

START_TEST(test_order)
{
	static const struct {
		unsigned int sort;
		const char *names[5];
	} cases[] = {
		{ HFT_GRAPH_BY_TOTAL, { "0xa", "0xb", "0xc", "0xd", "0xe" } },
		{ HFT_GRAPH_BY_SELF, { "0xa", "0xb", "0xc", "0xd", "0xe" } },
		{ HFT_GRAPH_BY_CALLS, { "0xb", "0xa", "0xc", "0xd", "0xe" } },
	};

	options.roots = HFT_TREE_BY_NOTHING;
	options.min_share = "0";
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *at;

		options.sort = cases[i].sort;
		view = &hft_graph_view;
		begin(&options);
		send_calls();
		at = finished();
		for (int j = 0; j < 5; j++) {
			at = strstr(at, cases[i].names[j]);
			ck_assert_msg(at, "%s: %s", cases[i].names[j], text);
		}
		ck_lacks(text, "unknown");
		end();
	}
	options = (struct hft_graph_options){ 0 };
}
END_TEST

START_TEST(test_min_share)
{
	begin_graph();
	send_calls();
	ck_lacks(finished(), "0xe");
	ck_has(text, "0xd\n# 1 stack with less than 0.5% left out: see "
		     "min-share\n");
	end_graph();
	options.min_share = "30";
	begin_graph();
	send_calls();
	ck_lacks(finished(), "0xc");
	ck_has(text, "0xb\n# 3 stacks with less than 30% left out: see "
		     "min-share\n");
	end_graph();
}
END_TEST

/* 0xf, called by 0xa and by 0xb, by the way of 0xc; and by itself. */
static void send_around(void)
{
	switch_task(9, 57);
	enter(0xa, 0);
	enter(0xf, 1);
	calls(0xd, 100, 2);
	leave(0xf, 400, 1);
	leave(0xa, 1000, 0);
	enter(0xb, 0);
	enter(0xc, 1);
	enter(0xf, 2);
	calls(0xe, 200, 3);
	enter(0xf, 3);
	calls(0xd, 50, 4);
	leave(0xf, 100, 3);
	leave(0xf, 600, 2);
	leave(0xc, 700, 1);
	leave(0xb, 2000, 0);
}

START_TEST(test_function)
{
	options.function = "0xf";
	begin_graph();
	send_around();
	ck_assert_str_eq(
		finished(),
		"# hyperftrace graph of 0xf\n"
		"\n# callers: below each frame, who called it; times are the "
		"function's\n" HEADS
		"    1.000 us    0.600 us 100.00%           2  0xf\n"
		"    0.600 us    0.300 us  60.00%           1  +-0xc\n"
		"    0.600 us    0.300 us  60.00%           1  | +-0xb\n"
		"    0.600 us    0.300 us  60.00%           1  |   +-task 57\n"
		"    0.400 us    0.300 us  40.00%           1  +-0xa\n"
		"    0.400 us    0.300 us  40.00%           1    +-task 57\n"
		"\n# callees: below each frame, what it called\n" HEADS
		"    1.000 us    0.600 us 100.00%           2  0xf\n"
		"    0.200 us    0.200 us  20.00%           1  +-0xe\n"
		"    0.100 us    0.100 us  10.00%           1  +-0xd\n"
		"    0.100 us    0.050 us  10.00%           1  +-0xf\n"
		"    0.050 us    0.050 us   5.00%           1    +-0xd\n"
		"# 1 of its calls is inside of another one, and part of it\n"
		"# 19 events, 9 calls, 0 unmatched exits, 0 calls left open, 0 "
		"events discarded by LTTng\n"
		"# 1 task switch\n");
	end_graph();
}
END_TEST

START_TEST(test_function_that_is_not_there)
{
	options.function = "vfs_raed";
	begin_graph();
	send_around();
	ck_has(finished(), "# hyperftrace graph of vfs_raed\n"
			   "# no call of it was seen: give its name as the "
			   "graph shows it\n# 19 events");
	end_graph();
	/* Not one whose name only begins so. */
	options.function = "0x";
	begin_graph();
	send_around();
	ck_has(finished(), "no call of it was seen");
	end_graph();
	options.function = "task 57";
	begin_graph();
	send_around();
	ck_has(finished(), "no call of it was seen");
	end_graph();
}
END_TEST

START_TEST(test_calls_without_times)
{
	begin_graph();
	leave(0xf, 5, 0);
	enter(0xa, 0);
	enter(0xb, 1);
	calls(0xc, 700, 2);
	enter(0xd, 1);
	ck_has(finished(),
	       "    0.700 us             100.00%              unknown\n"
	       "    0.700 us    0.000 us 100.00%           1  +-0xa\n"
	       "    0.700 us    0.000 us 100.00%           1    +-0xb\n"
	       "    0.700 us    0.700 us 100.00%           1      +-0xc\n"
	       "# 2 stacks with less than 0.5% left out: see min-share\n"
	       "# 4 calls have no duration: the entry or the exit is not in "
	       "the trace\n");
	end_graph();
}
END_TEST

START_TEST(test_user)
{
	begin_graph();
	enter_user(0x10);
	calls(0xa, 50, 0);
	leave_user(0x10);
	ck_has(finished(),
	       "    0.300 us    0.250 us 100.00%           1  +-0x10 (user)\n"
	       "    0.050 us    0.050 us  16.67%           1    +-0xa\n");
	end_graph();
}
END_TEST

START_TEST(test_net_times)
{
	options.times = HFT_GRAPH_NET;
	begin_graph();
	switch_task(9, 57);
	enter_user(0x10);
	switch_task(57, 9);
	now += 9900;
	switch_task(9, 57);
	leave_user(0x10);
	ck_has(finished(), "# hyperftrace graph\n"
			   "# without the time in which tasks were switched "
			   "out\n" HEADS
			   "    0.200 us             100.00%              task "
			   "57\n"
			   "    0.200 us    0.200 us 100.00%           1  "
			   "+-0x10 (user)\n");
	end_graph();
}
END_TEST

/* Of the engine's reckoning of costs something is known after 1000 calls. */
START_TEST(test_adjusted_times)
{
	options.times = HFT_GRAPH_ADJUSTED;
	begin_graph();
	for (int i = 0; i < 5000; i++)
		calls(0xa, 70, 0);
	enter(0xb, 0);
	calls(0xa, 1000, 1);
	leave(0xb, 5000, 0);
	finished();
	ck_assert_uint_ne(hft_engine_quality(engine)->cost_in_ns, 0);
	ck_has(text, "# without what tracing cost\n");
	ck_lacks(text, "    5.000 us");
	end_graph();
}
END_TEST

START_TEST(test_json)
{
	options.format = HFT_GRAPH_JSON;
	options.min_share = "50";
	begin_graph();
	enter(0xa, 0);
	calls(0xb, 30, 1);
	leave(0xa, 100, 0);
	ck_has(finished(),
	       "{\"version\":1,\"view\":\"graph\",\"function\":null,"
	       "\"sort\":\"total\",\"times\":\"elapsed\","
	       "\"min_share\":50.0000,\"graph\":{\"total_ns\":100,"
	       "\"left_out\":1,\"nodes\":[{\"level\":0,\"name\":\"unknown\","
	       "\"root\":true,\"user\":false,\"calls\":0,\"untimed\":0,"
	       "\"total_ns\":100,\"self_ns\":0,\"total_out_ns\":0,"
	       "\"self_out_ns\":0,\"adjusted_total_ns\":100,"
	       "\"adjusted_self_ns\":0,\"share\":100.0000},{\"level\":1,"
	       "\"name\":\"0xa\",\"root\":false,\"user\":false,\"calls\":1,"
	       "\"untimed\":0,\"total_ns\":100,\"self_ns\":70,"
	       "\"total_out_ns\":0,\"self_out_ns\":0,"
	       "\"adjusted_total_ns\":100,\"adjusted_self_ns\":70,"
	       "\"share\":100.0000}]},\"untimed\":0,\"refused\":0,"
	       "\"quality\":{\"events\":4,\"calls\":2,");
	ck_has(text, "\"stopped\":null}}\n");
	end_graph();
	options.format = HFT_GRAPH_JSON;
	options.function = "0xf";
	begin_graph();
	send_around();
	ck_has(finished(), "\"function\":\"0xf\",");
	ck_has(text, "\"callers\":{\"total_ns\":1000,\"left_out\":0,");
	ck_has(text, "\"callees\":{\"total_ns\":1000,\"left_out\":0,");
	ck_has(text, "]},\"recursive\":1,\"untimed\":0,");
	end_graph();
}
END_TEST

START_TEST(test_options)
{
	static const char *const shares[] = {
		"", "-1", "101", "x", "1%", "nan"
	};

	view = &hft_graph_view;
	for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++) {
		options.min_share = shares[i];
		ck_has(refused(&options), "\"min-share\": \"");
		ck_has(error.message, "is no share: give percent, as in "
				      "\"0.5\"");
	}
	options.min_share = NULL;
	options.function = "";
	ck_has(refused(&options), "\"function\": give the name of a function");
	options = (struct hft_graph_options){ 0 };
}
END_TEST

START_TEST(test_stopped_and_nothing)
{
	begin_graph();
	ck_assert_str_eq(finished_because("it broke"),
			 "# hyperftrace graph\n" HEADS "# it broke\n"
			 "# 0 events, 0 calls, 0 unmatched exits, 0 calls left "
			 "open, 0 events discarded by LTTng\n");
	end_graph();
}
END_TEST

START_TEST(test_full_disk)
{
	FILE *full = fopen("/dev/full", "w");

	view = &hft_graph_view;
	begin_on(full, &options);
	ck_assert_int_eq(view->failure(viewed), 0);
	send_around();
	finished();
	ck_assert_int_eq(view->failure(viewed), ENOSPC);
	end();
}
END_TEST

UNIT_MAIN("graph", test_tree, test_order, test_min_share, test_function,
	  test_function_that_is_not_there, test_calls_without_times, test_user,
	  test_net_times, test_adjusted_times, test_json, test_options,
	  test_stopped_and_nothing, test_full_disk)
