/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include <hyperftrace/protocol.h>

#include "../../consumer/views/line.h"
#include "../../consumer/views/replay-options.h"
#include "../../consumer/views/replay.h"
#include "unit.h"

static const struct hft_view *const view = &hft_replay_view;
static struct hft_replay_options options;
static void *replay;
static struct hft_engine *engine;
static struct hft_error error;
static FILE *file;
static char *text;
static size_t size;
static int64_t now;

static void begin_on(FILE *output)
{
	file = output;
	now = 1000;
	replay = view->create(&options, file, &error);
	engine = hft_engine_create(view->ops, replay, NULL);
	view->begin(replay, now);
}

static void begin(void)
{
	begin_on(open_memstream(&text, &size));
}

static void end(void)
{
	hft_engine_destroy(engine);
	view->destroy(replay);
	fclose(file);
	free(text);
	text = NULL;
}

static void send(uint64_t vcpu, uint64_t nr, uint64_t a0, uint64_t a1,
		 uint64_t a2, uint64_t a3)
{
	const struct hft_hypercall hypercall = {
		.ts = now,
		.vm = 1,
		.vcpu = vcpu,
		.nr = nr,
		.args = { a0, a1, a2, a3 },
	};

	ck_assert_int_eq(hft_engine_hypercall(engine, &hypercall), 0);
	now += 100;
}

static void enter(uint64_t vcpu, uint64_t address, uint64_t depth)
{
	send(vcpu, HFT_NR_KERNEL_FUNC, address, HFT_FUNC_ENTRY, 0, depth);
}

static void leave(uint64_t vcpu, uint64_t address, uint64_t ns, uint64_t depth)
{
	send(vcpu, HFT_NR_KERNEL_FUNC, address, HFT_FUNC_EXIT, ns, depth);
}

/* What comes after the header, which is the text's first two lines. */
static const char *written(void)
{
	fflush(file);
	return strchr(text, '\n') + 1;
}

static const char *finished(void)
{
	hft_engine_finish(engine);
	view->finish(replay, hft_engine_quality(engine), NULL);
	return written() + strlen("# time 0 is 0.000001000 s of the host's "
				  "trace clock\n");
}

#define FOOTER(events, calls, open)                         \
	"# " events ", " calls ", 0 unmatched exits, " open \
	", 0 events discarded by LTTng\n"

START_TEST(test_leaf_and_block)
{
	begin();
	enter(0, 0xa, 0);
	enter(0, 0xb, 1);
	leave(0, 0xb, 1382, 1);
	leave(0, 0xa, 2478, 0);
	ck_assert_str_eq(
		finished(),
		"     0.000000000        1/0)                   |  0xa() {\n"
		"     0.000000100        1/0)   1.382 us        |    0xb();\n"
		"     0.000000300        1/0)   2.478 us        |  } /* 0xa "
		"*/\n" FOOTER("4 events", "2 calls", "0 calls left open"));
	end();
}
END_TEST

START_TEST(test_marks)
{
	static const struct {
		uint64_t ns;
		const char *text;
	} cases[] = {
		{ 0, ")   0.000 us        |" },
		{ 10000, ")   10.000 us       |" },
		{ 10001, ") + 10.001 us       |" },
		{ 100001, ") ! 100.001 us      |" },
		{ 1000001, ") # 1000.001 us     |" },
		{ 10000001, ") * 10000.001 us    |" },
		{ 100000001, ") @ 100000.001 us   |" },
		{ 1000000001, ") $ 1000000.001 us  |" },
		{ UINT64_MAX, ") $ 18446744073709551.615 us |" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		begin();
		enter(0, 0xa, 0);
		leave(0, 0xa, cases[i].ns, 0);
		ck_assert_msg(strstr(finished(), cases[i].text), "%s", text);
		end();
	}
}
END_TEST

START_TEST(test_order_of_time_across_vcpus)
{
	begin();
	enter(0, 0xa, 0);
	enter(1, 0xb, 0);
	leave(1, 0xb, 5, 0);
	/* Whether 0xa is a leaf is not known yet, so 0xb has to wait. */
	ck_assert_ptr_null(strstr(written(), "0xb"));
	enter(0, 0xc, 1);
	ck_assert_ptr_nonnull(strstr(written(), "0xb();"));
	ck_assert_ptr_null(strstr(written(), "0xc"));
	ck_assert_ptr_nonnull(strstr(finished(), "0xc() {"));
	ck_assert(strstr(text, "0xa() {") < strstr(text, "0xb();"));
	end();
}
END_TEST

START_TEST(test_many_pending_lines)
{
	begin();
	enter(0, 0xa, 0);
	for (int i = 0; i < 255; i++) {
		enter(1, 0xb, 0);
		leave(1, 0xb, 5, 0);
	}
	ck_assert_ptr_null(strstr(written(), "0xa"));
	enter(1, 0xb, 0);
	/* No room for more: 0xa is taken for one that has calls in it. */
	ck_assert_ptr_nonnull(strstr(written(), "0xa() {"));
	leave(1, 0xb, 5, 0);
	leave(0, 0xa, 9, 0);
	ck_assert_ptr_nonnull(strstr(finished(), "} /* 0xa */"));
	end();
}
END_TEST

START_TEST(test_exit_of_the_same_function_elsewhere_is_no_leaf)
{
	begin();
	/* Task 5 enters 0xa on vCPU 0, and leaves it on vCPU 1. */
	send(0, HFT_NR_SWITCH, 5, 5, 5, 5);
	enter(0, 0xa, 0);
	send(1, HFT_NR_SWITCH, 6, 6, 5, 5);
	leave(1, 0xa, 9, 0);
	ck_assert_ptr_nonnull(strstr(finished(), "0xa() {"));
	ck_assert_ptr_nonnull(strstr(text, "} /* 0xa */"));
	end();
}
END_TEST

START_TEST(test_exit_of_a_later_call_is_no_leaf)
{
	begin();
	/* Task 5 goes to vCPU 1 and comes back, silently. */
	send(0, HFT_NR_SWITCH, 5, 5, 5, 5);
	enter(0, 0xa, 0);
	send(1, HFT_NR_SWITCH, 6, 6, 5, 5);
	leave(1, 0xa, 8, 0);
	enter(1, 0xa, 0);
	leave(0, 0xa, 9, 0);
	ck_assert_ptr_null(strstr(finished(), "0xa();"));
	ck_assert_ptr_nonnull(
		strstr(text, "1/0)   0.009 us        |  } /* 0xa */"));
	end();
}
END_TEST

START_TEST(test_exit_of_another_call_at_the_same_time_is_no_leaf)
{
	begin();
	send(0, HFT_NR_SWITCH, 5, 5, 5, 5);
	enter(0, 0xa, 0);
	send(1, HFT_NR_SWITCH, 6, 6, 5, 5);
	leave(1, 0xa, 8, 0);
	now = 1100;
	enter(1, 0xb, 0);
	leave(0, 0xb, 9, 0);
	ck_assert_ptr_null(strstr(finished(), "0xa();"));
	end();
}
END_TEST

START_TEST(test_call_with_a_switch_in_it)
{
	begin();
	enter(0, 0xa, 0);
	send(0, HFT_NR_SWITCH, 5, 5, 6, 6);
	send(0, HFT_NR_SWITCH, 6, 6, 5, 5);
	leave(0, 0xa, 9, 0);
	ck_assert_ptr_nonnull(strstr(written(), "0xa();"));
	/* Not a leaf if the other task has something to show. */
	enter(0, 0xb, 0);
	send(0, HFT_NR_SWITCH, 5, 5, 6, 6);
	enter(0, 0xc, 0);
	send(0, HFT_NR_SWITCH, 6, 6, 5, 5);
	leave(0, 0xb, 9, 0);
	ck_assert_ptr_nonnull(strstr(finished(), "} /* 0xb */"));
	end();
}
END_TEST

START_TEST(test_exits_not_seen)
{
	begin();
	enter(0, 0xa, 0);
	enter(0, 0xb, 1);
	enter(0, 0xc, 2);
	enter(0, 0xd, 1);
	leave(0, 0xe, 7, 4);
	ck_assert_str_eq(
		finished(),
		"     0.000000000        1/0)                   |  0xa() {\n"
		"     0.000000100        1/0)                   |    0xb() {\n"
		"     0.000000200        1/0)                   |      0xc(); "
		"/* exit not seen */\n"
		"     0.000000300        1/0)                   |    } /* 0xb: "
		"exit not seen */\n"
		"     0.000000300        1/0)                   |    0xd() {\n"
		"     0.000000400        1/0)   0.007 us        |          } "
		"/* 0xe */\n"
		"# 5 events, 0 calls, 1 unmatched exit, 2 calls left open, 0 "
		"events discarded by LTTng\n"
		"# 2 calls whose exit was not seen\n");
	end();
}
END_TEST

START_TEST(test_user)
{
	begin();
	send(0, HFT_NR_USER_FUNC, 0x10, 0, 0, 0);
	send(0, HFT_NR_USER_FUNC, 0x20, 0, 0, 0);
	send(0, HFT_NR_USER_FUNC, 0x20, 1, 0, 0);
	send(0, HFT_NR_USER_FUNC, 0x30, 0, 0, 0);
	send(0, HFT_NR_USER_FUNC, 0x10, 1, 0, 0);
	ck_assert_str_eq(
		finished(),
		"     0.000000000        1/0)                   |  0x10() { /* "
		"user */\n"
		"     0.000000100        1/0)   0.100 us        |    0x20(); "
		"/* user */\n"
		"     0.000000300        1/0)                   |    0x30(); "
		"/* user, exit not seen */\n"
		"     0.000000400        1/0)   0.400 us        |  } /* 0x10, "
		"user */\n" FOOTER("5 events", "2 calls",
				   "0 calls left open") "# 1 call whose exit "
							"was not seen\n");
	end();
}
END_TEST

START_TEST(test_switches)
{
	begin();
	/* Only those between tasks whose calls are shown. */
	enter(0, 0xa, 0);
	send(0, HFT_NR_SWITCH, 57, 57, 0, 0);
	send(0, HFT_NR_SWITCH, 0, 0, 61, 60);
	enter(0, 0xb, 0);
	send(0, HFT_NR_SWITCH, 61, 60, 9, 9);
	send(0, HFT_NR_SWITCH, 9, 9, 61, 60);
	enter(0, 0xc, 1);
	send(3, HFT_NR_SWITCH, 7, 7, 7, 7);
	enter(3, 0xd, 0);
	ck_assert_str_eq(
		finished(),
		"     0.000000000        1/0)                   |  0xa() {\n"
		" ------------------------------------------\n"
		" 1/0)   task 57  =>  task 61 (process 60)\n"
		" ------------------------------------------\n"
		"     0.000000300        1/0)                   |  0xb() {\n"
		"     0.000000600        1/0)                   |    0xc() {\n"
		" ------------------------------------------\n"
		" 1/3)   =>  task 7\n"
		" ------------------------------------------\n"
		"     0.000000800        1/3)                   |  0xd() "
		"{\n" FOOTER("9 events", "0 calls",
			     "4 calls left open") "# 5 task switches\n");
	end();
}
END_TEST

START_TEST(test_lost)
{
	struct hft_lost lost = {
		.what = HFT_LOST_EVENTS,
		.counted = true,
		.count = 1,
		.begin = 500,
		.end = 1000002000,
	};

	begin();
	hft_engine_lost(engine, &lost);
	lost.what = HFT_LOST_PACKETS;
	lost.counted = false;
	hft_engine_lost(engine, &lost);
	ck_assert_ptr_nonnull(strstr(finished(),
				     "# LTTng discarded 1 event between "
				     "-0.000000500 and 1.000001000 s\n"
				     "# LTTng discarded packets between "
				     "-0.000000500 and 1.000001000 s\n"));
	end();
}
END_TEST

START_TEST(test_time_before_the_first_event)
{
	begin();
	now = -5000000000;
	enter(0, 0xa, 0);
	ck_assert_ptr_nonnull(strstr(finished(), "    -5.000001000  "));
	end();
}
END_TEST

START_TEST(test_indentation_is_bounded)
{
	char spaces[2 * HFT_REPLAY_INDENT_MAX + 8];

	begin();
	for (int i = 0; i < 3000; i++)
		enter(0, 0xa, i);
	memset(spaces, ' ', sizeof(spaces));
	memcpy(spaces, "|  ", 3);
	strcpy(spaces + 3 + 2 * HFT_REPLAY_INDENT_MAX, "0x");
	ck_assert_ptr_nonnull(strstr(finished(), spaces));
	memset(spaces, ' ', sizeof(spaces) - 1);
	spaces[sizeof(spaces) - 1] = '\0';
	ck_assert_ptr_null(strstr(text, spaces));
	end();
}
END_TEST

START_TEST(test_many_lanes)
{
	begin();
	for (int i = 0; i < 100; i++)
		enter(i, 0xa, 0);
	for (int i = 0; i < 100; i++)
		leave(i, 0xa, 5, 0);
	ck_assert_ptr_null(strstr(finished(), "{"));
	ck_assert_ptr_nonnull(strstr(text, "1/99)   0.005 us"));
	end();
}
END_TEST

START_TEST(test_lane_kinds)
{
	begin();
	view->lanes(replay, HFT_LANES_VCPU);
	ck_assert_ptr_nonnull(strstr(written(), "# lanes are VM/VCPU\n"));
	view->lanes(replay, HFT_LANES_THREAD);
	ck_assert_ptr_nonnull(strstr(written(), "# lanes are PID/TID of"));
	view->lanes(replay, HFT_LANES_CPU);
	ck_assert_ptr_nonnull(strstr(written(), "# lanes are 0/CPU of"));
	end();
}
END_TEST

START_TEST(test_stopped_early)
{
	begin();
	enter(0, 0xa, 0);
	hft_engine_finish(engine);
	view->finish(replay, hft_engine_quality(engine), "it broke");
	ck_assert_ptr_nonnull(strstr(
		written(), "0xa() {\n# it broke\n" FOOTER("1 event", "0 calls",
							  "1 call left open")));
	end();
}
END_TEST

START_TEST(test_nothing_read)
{
	const struct hft_quality none = { 0 };

	file = open_memstream(&text, &size);
	replay = view->create(&options, file, &error);
	view->finish(replay, &none, NULL);
	ck_assert_str_eq(text,
			 "# hyperftrace replay\n" FOOTER("0 events", "0 calls",
							 "0 calls left open"));
	view->destroy(replay);
	fclose(file);
	free(text);
	text = NULL;
}
END_TEST

START_TEST(test_full_disk)
{
	FILE *full = fopen("/dev/full", "w");

	if (!full)
		return;
	begin_on(full);
	ck_assert_int_eq(view->failure(replay), 0);
	enter(0, 0xa, 0);
	hft_engine_finish(engine);
	view->finish(replay, hft_engine_quality(engine), NULL);
	ck_assert_int_eq(view->failure(replay), ENOSPC);
	end();
}
END_TEST

START_TEST(test_line)
{
	struct hft_line line;

	line.length = 0;
	hft_line_uint(&line, 0, 1, ' ');
	hft_line_uint(&line, UINT64_MAX, 3, ' ');
	hft_line_uint(&line, 7, 3, '0');
	hft_line_uint(&line, 7, 100, ' ');
	hft_line_pad(&line, 1);
	hft_line_str(&line, "|");
	ck_assert_uint_eq(line.length, 45);
	ck_assert_int_eq(memcmp(line.text,
				"018446744073709551615007"
				"                   7|",
				45),
			 0);
	/* What does not fit is cut. */
	for (int i = 0; i < 1000; i++)
		hft_line_str(&line, "text");
	ck_assert_uint_eq(line.length, HFT_LINE_MAX);
	hft_line_pad(&line, 2 * HFT_LINE_MAX);
	ck_assert_uint_eq(line.length, HFT_LINE_MAX);
}
END_TEST

UNIT_MAIN("replay", test_leaf_and_block, test_marks,
	  test_order_of_time_across_vcpus, test_many_pending_lines,
	  test_exit_of_the_same_function_elsewhere_is_no_leaf,
	  test_exit_of_another_call_at_the_same_time_is_no_leaf,
	  test_exit_of_a_later_call_is_no_leaf, test_call_with_a_switch_in_it,
	  test_exits_not_seen, test_user, test_switches, test_lost,
	  test_time_before_the_first_event, test_indentation_is_bounded,
	  test_many_lanes, test_lane_kinds, test_stopped_early,
	  test_nothing_read, test_full_disk, test_line)
