/* SPDX-License-Identifier: MIT */
/* What all formats have in common, and those that are text. */
#include <errno.h>

#include "exporting.h"

static const char *const formats[] = {
	"collapsed", "perfetto", "speedscope", "pprof", "jsonl",
};

#define N_FORMATS (sizeof(formats) / sizeof(*formats))

static void a_few_calls(void)
{
	switch_task(0, 57, 57);
	enter(0, 0xa, 0);
	enter(0, 0xb, 1);
	leave(0, 0xb, 70, 1);
	leave(0, 0xa, 300, 0);
	switch_task(0, 57, 61);
	enter(0, 0xb, 0);
}

START_TEST(test_nothing_read)
{
	for (size_t i = 0; i < N_FORMATS; i++) {
		begin_on(formats[i], "self", open_memstream(&text, &size));
		finished("reading failed");
		ck_assert_int_eq(failure(), 0);
		end();
	}
}
END_TEST

START_TEST(test_full_disk)
{
	for (size_t i = 0; i < N_FORMATS; i++) {
		begin_on(formats[i], "self", fopen("/dev/full", "w"));
		begin_told();
		a_few_calls();
		finished(NULL);
		ck_assert_int_eq(failure(), ENOSPC);
		end();
	}
}
END_TEST

START_TEST(test_everything_else_is_told)
{
	for (size_t i = 0; i < N_FORMATS; i++) {
		begin(formats[i]);
		a_few_calls();
		transition(0, false, 0x72);
		transition(0, true, 0);
		send(0, HFT_NR_MESSAGE_LAST, 0, 0, 0, 0);
		finished(NULL);
		ck_assert_int_eq(failure(), 0);
		ck_assert_uint_gt(size, 0);
		end();
	}
}
END_TEST

START_TEST(test_collapsed)
{
	static const struct {
		const char *weight;
		const char *text;
	} cases[] = {
		{ "self", "task 57;0xa 230\ntask 57;0xa;0xb 70\n" },
		{ "calls", "task 57;0xa 1\ntask 57;0xa;0xb 1\n" },
		{ "exits", "task 57;0xa 1\n" },
		{ "exit_time", "task 57;0xa 100\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		begin_on("collapsed", cases[i].weight,
			 open_memstream(&text, &size));
		begin_told();
		switch_task(0, 57, 57);
		enter(0, 0xa, 0);
		transition(0, false, 0x72);
		transition(0, true, 0);
		enter(0, 0xb, 1);
		leave(0, 0xb, 70, 1);
		leave(0, 0xa, 300, 0);
		ck_assert_str_eq(finished(NULL), cases[i].text);
		end();
	}
}
END_TEST

START_TEST(test_jsonl)
{
	begin("jsonl");
	a_few_calls();
	leave(0, 0xd, 40, 0);
	finished("why");
	ck_assert_ptr_nonnull(strstr(
		text, "\n{\"version\":1,\"view\":\"export\",\"begin_ns\":"
		      "1000,\"quality\":{\"events\":8,"));
	ck_assert_ptr_nonnull(strstr(text, "\"stopped\":\"why\"}}\n"));
	*strstr(text, "{\"version\"") = '\0';
	ck_assert_str_eq(
		text, "{\"name\":\"0xb\",\"ts_ns\":1200,\"duration_ns\":70,"
		      "\"self_ns\":70,\"depth\":1,\"level\":1,\"task\":null,"
		      "\"tid\":57,\"tgid\":57,\"vm\":7,\"vcpu\":0,"
		      "\"context\":\"task\"}\n"
		      "{\"name\":\"0xa\",\"ts_ns\":1100,\"duration_ns\":300,"
		      "\"self_ns\":230,\"depth\":0,\"level\":0,\"task\":null,"
		      "\"tid\":57,\"tgid\":57,\"vm\":7,\"vcpu\":0,"
		      "\"context\":\"task\"}\n"
		      "{\"name\":\"0xb\",\"ts_ns\":1600,"
		      "\"depth\":0,\"level\":0,\"task\":null,"
		      "\"tid\":61,\"tgid\":61,\"vm\":7,\"vcpu\":0,"
		      "\"context\":\"task\",\"exit_seen\":false}\n"
		      "{\"name\":\"0xd\",\"ts_ns\":1700,\"duration_ns\":40,"
		      "\"depth\":0,\"level\":0,\"task\":null,"
		      "\"tid\":61,\"tgid\":61,\"vm\":7,\"vcpu\":0,"
		      "\"context\":\"task\",\"entry_seen\":false}\n");
	end();
}
END_TEST

UNIT_MAIN("export", test_nothing_read, test_full_disk,
	  test_everything_else_is_told, test_collapsed, test_jsonl)
