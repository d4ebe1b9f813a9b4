/* SPDX-License-Identifier: MIT */
/* The timeline's gaps and system calls. */
#include <hyperftrace/protocol.h>

#include "../../consumer/views/syscall-names.h"
#include "../../consumer/views/timeline-syscalls.h"
#include "random.h"
#include "timeline-stage.h"

static void syscall_enter(uint32_t nr)
{
	const struct hft_syscall syscall = { here(), now, nr, 0 };

	view->ops->syscall_enter(timeline, &syscall);
}

static void syscall_exit(uint32_t nr, int64_t ret)
{
	const struct hft_syscall syscall = { here(), now, nr, ret };

	view->ops->syscall_exit(timeline, &syscall);
}

static void halted(int64_t begin, int64_t end, uint32_t isa, uint32_t reason)
{
	const struct hft_vm_exit exit = {
		.place = here(),
		.begin = begin,
		.end = end,
		.isa = isa,
		.reason = reason,
	};

	view->ops->vm_exit(timeline, &exit);
}

/* The line of a gap, from its length. */
#define GAP(us, vcpu, task, what) us "        7/" vcpu " " task " " what "\n"

START_TEST(test_what_ran)
{
	struct actor cat = actor_of(61, "cat"), ls = actor_of(62, NULL);

	begin();
	run(&cat);
	enter("vfs_read");
	enter("schedule");
	now += 7000;
	run(&ls);
	now += 6000;
	enter("do_exit");
	now += 5000;
	run(&cat);
	/* It is where it was. */
	now += 4000;
	leave();
	now += 3000;
	leave();
	now += 2000;
	enter("vfs_read");
	finished();
	ck_has(text, GAP("7.000", "0", "cat-61              ",
			 "     schedule => goes on with task 62"));
	ck_has(text, GAP("6.000", "0", "task 62             ",
			 "     - => enters do_exit"));
	ck_has(text, GAP("5.000", "0", "task 62             ",
			 "     do_exit => goes on with cat-61"));
	ck_has(text, GAP("4.000", "0", "cat-61              ",
			 "     schedule => leaves schedule"));
	ck_has(text, GAP("3.000", "0", "cat-61              ",
			 "     vfs_read => leaves vfs_read"));
	ck_has(text, GAP("2.000", "0", "cat-61              ",
			 "     - => enters vfs_read"));
	/* Of a VM with one vCPU there is one table. */
	ck_lacks(text, "any vCPU");
	end();
}
END_TEST

START_TEST(test_names_are_those_of_then)
{
	struct actor sh = actor_of(61, "sh");

	begin();
	run(&sh);
	sh.place.comm = "ls";
	now += 1000;
	calls("vfs_read", 0);
	ck_has(finished(), "ls-61               ");
	end();
}
END_TEST

START_TEST(test_gaps_of_a_vm)
{
	struct actor cat = actor_of(61, "cat"), idle = actor_of(0, NULL);
	struct actor idle1 = actor_of(0, NULL);

	begin();
	run(&cat);
	enter("vfs_read");
	on_vcpu(1);
	run(&idle1);
	now += 9000;
	calls("hrtimer_interrupt", 0);
	on_vcpu(0);
	now += 8000;
	run(&idle);
	now += 7000;
	calls("hrtimer_interrupt", 0);
	on_vcpu(1);
	actor = &idle1;
	now += 500;
	calls("hrtimer_interrupt", 0);
	finished();
	ck_has(text, "a record of any vCPU of a VM\n");
	/* The one that was not idle. */
	ck_has(text, GAP("9.000", "0", "cat-61              ",
			 "     vfs_read => enters hrtimer_interrupt"));
	ck_has(text, GAP("8.000", "0", "cat-61              ",
			 "     vfs_read => goes on with <idle>"));
	ck_has(text, GAP("7.000", "0", "<idle>              ",
			 "idle - => enters hrtimer_interrupt"));
	ck_has(text, "a record of a vCPU\n");
	ck_has(text, GAP("17.000", "0", "cat-61              ",
			 "     vfs_read => goes on with <idle>"));
	ck_has(text, GAP("15.500", "1", "<idle>              ",
			 "idle - => enters hrtimer_interrupt"));
	ck_has(text, GAP("0.500", "0", "<idle>              ",
			 "idle - => nothing more"));
	end();
}
END_TEST

START_TEST(test_idle)
{
	struct actor boot = actor_of(0, NULL), cat = actor_of(61, "cat");

	begin();
	run(&boot);
	/* The idle task is not yet idle. */
	enter("start_kernel");
	now += 9000;
	enter("cpuidle_enter_state");
	now += 8000;
	leave();
	leave();
	run(&cat);
	/* KVM knows better: more than half of the time it had halted. */
	halted(now + 100, now + 6100, 2, 0x78);
	now += 7000;
	calls("a", 0);
	halted(now + 100, now + 2900, 1, 12);
	now += 6000;
	calls("b", 0);
	/* These are no halts. */
	halted(now, now + 5000, 1, 0x78);
	halted(now, now + 5000, 2, 12);
	now += 5000;
	calls("c", 0);
	finished();
	ck_has(text, "     start_kernel => enters cpuidle_enter_state\n");
	ck_has(text, "idle cpuidle_enter_state => leaves "
		     "cpuidle_enter_state\n");
	ck_has(text, "idle - => enters a\n");
	ck_has(text, "     - => enters b\n");
	ck_has(text, "     - => enters c\n");
	end();
}
END_TEST

START_TEST(test_no_idle)
{
	struct actor idle = actor_of(0, NULL), cat = actor_of(61, "cat");

	options.no_idle = true;
	options.gaps = 1;
	begin();
	run(&idle);
	now += 9000;
	run(&cat);
	now += 1000;
	calls("a", 0);
	now += 500;
	calls("b", 0);
	ck_has(finished(), "- => enters a\n");
	ck_lacks(text, "9.000");
	ck_lacks(text, "- => enters b\n");
	end();
}
END_TEST

START_TEST(test_lost)
{
	struct actor cat = actor_of(61, "cat"), ls = actor_of(62, "ls");
	struct hft_lost lost = { .what = HFT_LOST_RECORDS };

	begin();
	run(&cat);
	on_vcpu(1);
	run(&ls);
	lost.place = here();
	now += 3000;
	view->ops->lost(timeline, &lost);
	calls("a", 0);
	on_vcpu(0);
	actor = &cat;
	now += 100;
	calls("b", 0);
	now += 5000;
	lost.place = NULL;
	view->ops->lost(timeline, &lost);
	calls("c", 0);
	now += 6000;
	calls("d", 0);
	finished();
	ck_has(text, " lost - => enters a\n");
	ck_has(text, "      - => enters b\n");
	ck_has(text, " lost - => enters c\n");
	ck_has(text, "      - => enters d\n");
	end();
}
END_TEST

/* Those that are kept are the longest, whatever order they come in. */
START_TEST(test_many_gaps)
{
	const char *only = "gaps";
	struct actor cat = actor_of(61, "cat");
	unsigned int seen[1000] = { 0 };
	char line[32];
	unsigned int shown = 0;

	for (unsigned int keep = 1; keep <= 200; keep += 33) {
		options.gaps = keep;
		options.sections = (struct hft_strings){ &only, 1 };
		memset(seen, 0, sizeof(seen));
		begin();
		run(&cat);
		for (int i = 0; i < 3000; i++) {
			unsigned int us = pick(999) + 1;

			seen[us]++;
			now += us * 1000;
			calls("a", 0);
		}
		finished();
		shown = 0;
		for (unsigned int us = 999; us && shown < keep; us--) {
			snprintf(line, sizeof(line), " %u.000        7/0", us);
			ck_assert_msg(!seen[us] == !strstr(text, line),
				      "%u us were seen %u times", us, seen[us]);
			shown += seen[us];
		}
		shown = 0;
		for (const char *gap = text; (gap = strstr(gap, " => ")); gap++)
			shown++;
		/* The head of the columns has one as well. */
		ck_assert_uint_eq(shown, keep + 1);
		end();
	}
}
END_TEST

START_TEST(test_time_that_goes_backwards)
{
	struct actor cat = actor_of(61, "cat");

	begin();
	now = 5000;
	run(&cat);
	now = 1000;
	calls("a", 0);
	now = INT64_MIN;
	calls("b", 0);
	now = 5500;
	calls("c", 0);
	/* From the latest, not from the last. */
	ck_has(finished(), "0.500        7/0 ");
	ck_lacks(text, "4.500        7/0 ");
	end();
}
END_TEST

START_TEST(test_syscalls)
{
	struct actor cat = actor_of(61, "cat"), ls = actor_of(62, "ls");

	begin();
	run(&cat);
	now = 1000;
	syscall_enter(0);
	now += 100;
	run(&ls);
	/* The end of one that began before the trace. */
	syscall_exit(0, -1);
	syscall_enter(0);
	now += 3000;
	syscall_exit(0, -4095);
	syscall_enter(0);
	run(&cat);
	now += 400;
	syscall_exit(0, -4096);
	/* rt_sigreturn() has no number any more when it ends. */
	syscall_enter(15);
	now += 50;
	syscall_exit(0x7fffff, 0);
	/* Records were lost: this is not the end of that. */
	syscall_enter(1);
	syscall_exit(2, 0);
	syscall_enter(999);
	syscall_enter(5000);
	now += 1;
	syscall_exit(5000, -38);
	finished();
	ck_has(text,
	       "      0.000001000        3        1           6.500           "
	       "3.250           3.500 cat-61               read\n"
	       "      0.000004500        1        0           0.050           "
	       "0.050           0.050 cat-61               rt_sigreturn\n"
	       "      0.000004550        1        1           0.001           "
	       "0.001           0.001 cat-61               (other)\n"
	       "      0.000004550        1        0                          "
	       "                                            write\n"
	       "      0.000004550        1        0                          "
	       "                                            syscall 999\n\n");
	end();
}
END_TEST

START_TEST(test_gap_in_a_syscall)
{
	struct actor cat = actor_of(61, "cat");

	begin();
	run(&cat);
	syscall_enter(0);
	now += 1000;
	syscall_exit(0, 5);
	now += 500;
	syscall_enter(999);
	finished();
	ck_has(text, "     system call read => returns from read\n");
	ck_has(text, "     - => system call syscall 999\n");
	end();
}
END_TEST

/* Tasks without number: what is remembered of them is bounded. */
START_TEST(test_many_tasks)
{
	struct actor task = actor_of(61, "cat");

	begin();
	for (int i = 1; i <= 200000; i++) {
		task.place.task.tid = i;
		run(&task);
		syscall_enter(0);
	}
	/* The first ones have been driven out, the last ones have not. */
	now += 1000;
	for (int i = 1; i <= 200000; i += 199999) {
		task.place.task.tid = i;
		run(&task);
		syscall_exit(0, 0);
	}
	ck_has(finished(), "200000        0           1.000           1.000");
	end();
}
END_TEST

START_TEST(test_names_of_syscalls)
{
	char name[32];

	ck_assert_uint_gt(hft_n_syscall_names, 400);
	ck_assert_str_eq(hft_syscall_name(0, name, sizeof(name)), "read");
	ck_assert_str_eq(hft_syscall_name(59, name, sizeof(name)), "execve");
	ck_assert_str_eq(hft_syscall_name(231, name, sizeof(name)),
			 "exit_group");
	ck_assert_str_eq(hft_syscall_name(400, name, sizeof(name)),
			 "syscall 400");
	ck_assert_str_eq(hft_syscall_name(1023, name, sizeof(name)),
			 "syscall 1023");
}
END_TEST

START_TEST(test_json)
{
	struct actor cat = actor_of(61, "cat");

	options.format = HFT_TIMELINE_JSON;
	begin();
	run(&cat);
	syscall_enter(0);
	now += 1000;
	syscall_exit(0, -1);
	finished();
	ck_has(text, "\"syscalls\":[{\"nr\":0,\"name\":\"read\",\"first_ns\":0,"
		     "\"calls\":1,\"errors\":1,\"timed\":1,\"total_ns\":1000,"
		     "\"max_ns\":1000,\"longest\":{\"vm\":7,\"vcpu\":0,"
		     "\"tid\":61,\"comm\":\"cat\"}}],\"unmatched_returns\":0,");
	ck_has(text, "\"vcpu_gaps\":[{\"begin_ns\":0,\"length_ns\":1000,"
		     "\"vm\":7,\"vcpu\":0,\"tid\":61,\"comm\":\"cat\","
		     "\"idle\":false,\"lost\":false,\"in\":null,"
		     "\"syscall\":\"read\",\"then\":{\"what\":"
		     "\"syscall_return\",\"name\":\"read\",\"vm\":7,");
	end();
}
END_TEST

UNIT_MAIN("timeline-gaps", test_what_ran, test_names_are_those_of_then,
	  test_gaps_of_a_vm, test_idle, test_no_idle, test_lost, test_many_gaps,
	  test_time_that_goes_backwards, test_syscalls, test_gap_in_a_syscall,
	  test_many_tasks, test_names_of_syscalls, test_json)
