/* SPDX-License-Identifier: MIT */
/* The timeline's landmarks, phases and initcalls. */
#include <errno.h>

#include "timeline-stage.h"

START_TEST(test_nothing)
{
	begin();
	ck_assert_str_eq(
		finished(),
		"# hyperftrace timeline\n"
		"# time 0 is 0.000000000 s of the host's trace clock, "
		"the end 0.000000000 s later\n"
		"# lanes are VM/VCPU\n"
		"\n# phases: none, no function of a boot was seen\n"
		"\n# initcalls: none were seen\n"
		"\n# system calls: none were seen\n"
		"\n# gaps of a vCPU: none\n"
		"\n# landmarks: the first call of 0 functions\n"
		"#        TIME (s)     VM/VCPU TASK                 "
		"FUNCTION\n"
		"\n# 0 events, 0 calls, 0 unmatched exits, 0 calls left "
		"open, 0 events discarded by LTTng\n");
	end();
}
END_TEST

START_TEST(test_landmarks)
{
	struct actor cat = actor_of(61, "cat"), idle = actor_of(0, NULL);
	struct actor unknown = { .place.serial = 99 };

	begin();
	run(&cat);
	calls("vfs_read", 1000);
	run(&idle);
	calls("do_idle", 1000);
	calls("vfs_read", 1000);
	actor = &unknown;
	calls("late", 10);
	/* It came too late for the order of time. */
	now = 500;
	calls("early", 1);
	ck_has(finished(),
	       "first call of 4 functions\n"
	       "#        TIME (s)     VM/VCPU TASK                 FUNCTION\n"
	       "      0.000000000        7/0 cat-61               vfs_read\n"
	       "      0.000000500        7/0 ?                    early\n"
	       "      0.000001000        7/0 <idle>               do_idle\n"
	       "      0.000003000        7/0 ?                    late\n\n");
	end();
}
END_TEST

START_TEST(test_landmarks_have_a_limit)
{
	const char *only = "landmarks";
	struct actor cat = actor_of(61, "cat");
	char name[16];

	options.limit = 2;
	options.sections = (struct hft_strings){ &only, 1 };
	begin();
	run(&cat);
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		calls(name, 10);
	}
	ck_has(finished(), " f0\n");
	ck_has(text, " f1\n# 4998 more are left out: see limit\n");
	ck_lacks(text, "phases");
	ck_lacks(text, "gaps");
	end();
}
END_TEST

START_TEST(test_phases)
{
	struct actor init = actor_of(1, "init"), other = actor_of(9, "kworker");

	begin();
	run(&init);
	now = 1000000000;
	enter("start_kernel");
	now += 2000;
	/* A program for the kernel's own use is not the first. */
	run(&other);
	calls("kernel_execve", 10);
	run(&init);
	now += 10;
	calls("kernel_init", 980);
	/* What is over does not come back. */
	calls("x86_64_start_kernel", 1000);
	calls("do_move_mount.isra.0", 1000);
	calls("kernel_execve", 1000);
	calls("kernel_execve", 1000);
	calls("do_move_mount.isra.0", 1000);
	calls("kernel_power_off", 1000);
	ck_has(finished(),
	       "\n# phases of VM 7\n"
	       "#       BEGIN (s)   DURATION (us)   SHARE PHASE\n"
	       "      1.000000000           2.020   0.0 % early kernel\n"
	       "      1.000002020           2.980   0.0 % kernel init\n"
	       "      1.000005000           2.000   0.0 % initramfs\n"
	       "      1.000007000           1.000   0.0 % userspace\n"
	       "      1.000008000           1.000   0.0 % shutdown, to the end"
	       "\n\n");
	end();
}
END_TEST

START_TEST(test_phases_without_initramfs)
{
	struct actor init = actor_of(1, "init");

	begin();
	run(&init);
	enter("prepare_namespace");
	now += 1000;
	calls("do_move_mount", 1000);
	leave();
	calls("run_init_process", 1000);
	calls("kernel_execve", 1000);
	ck_has(finished(),
	       "0.000000000           2.000  50.0 % mount root\n"
	       "      0.000002000           2.000  50.0 % userspace, "
	       "to the end\n\n");
	end();
}
END_TEST

START_TEST(test_single_calls_are_phases)
{
	struct actor worker = actor_of(9, "kworker");

	begin();
	run(&worker);
	enter("do_populate_rootfs");
	now += 1000;
	calls("do_populate_rootfs", 10);
	now += 1000;
	leave();
	calls("do_populate_rootfs", 10);
	calls("vfs_read", 2980);
	ck_has(finished(),
	       "0.000000000           2.010  40.2 %   unpack initramfs\n\n");
	end();
}
END_TEST

START_TEST(test_boots)
{
	struct actor init = actor_of(1, "init");

	begin();
	view->ops->epoch(timeline, 7);
	run(&init);
	calls("start_kernel", 1000);
	calls("kernel_restart", 1000);
	view->ops->epoch(timeline, 8);
	view->ops->epoch(timeline, 7);
	now += 5000;
	calls("start_kernel", 3000);
	place.vm = 8;
	on_vcpu(1);
	calls("panic", 1000);
	ck_has(finished(), "# phases of VM 7\n");
	ck_has(text,
	       "0.000001000           1.000   9.1 % shutdown, to the end\n"
	       "\n# phases of VM 7, boot 2\n");
	ck_has(text, "0.000007000           3.000  27.3 % early kernel, to the "
		     "end\n\n# phases of VM 8\n");
	/* From one boot to the next there is nobody who is silent. */
	ck_lacks(text, "           5.000 ");
	end();
}
END_TEST

/* An initcall, as do_one_initcall() calls it. */
static void initcall(const char *name, int64_t ns)
{
	enter("do_one_initcall");
	calls("initcall_blacklisted", 1);
	calls(name, ns);
	calls("trace_initcall_finish_cb", 1);
	leave();
}

#define US(us) "           " us
#define INITCALL(us, level, name) US(us) US(us) US(us) " " level " " name "\n"
#define SUM(n, us, level) \
	"                " n US(us) US(us) "                 " level "\n"

START_TEST(test_initcalls)
{
	struct actor init = actor_of(1, "swapper/0");
	struct actor insmod = actor_of(99, "insmod");

	begin();
	run(&init);
	enter("kernel_init_freeable");
	initcall("early_init", 1000);
	calls("smp_init", 10);
	calls("driver_init", 10);
	calls("parse_args", 10);
	initcall("pure_init", 2000);
	calls("parse_args", 10);
	enter("do_one_initcall");
	place.context = HFT_CONTEXT_HARDIRQ;
	calls("handle_irq", 10);
	place.context = 0;
	enter("core_init");
	calls("parse_args", 2500);
	leave();
	leave();
	run(&insmod);
	enter("load_module");
	calls("parse_args", 10);
	enter("do_init_module");
	initcall("module_init", 4000);
	leave();
	leave();
	/* Somebody else's is of no level. */
	initcall("strange_init", 1000);
	run(&init);
	enter("do_one_initcall");
	enter("lost_init");
	leave_if(true);
	leave();
	/* Not the end of an initcall, though it has one's name. */
	calls("pure_init", 5);
	finished();
	ck_has(text, INITCALL("1.000", "early   ", "early_init"));
	ck_has(text, INITCALL("2.000", "pure    ", "pure_init"));
	ck_has(text, INITCALL("2.500", "core    ", "core_init"));
	ck_has(text, INITCALL("4.000", "module  ", "module_init"));
	ck_has(text, INITCALL("1.000", "-       ", "strange_init"));
	ck_has(text, " core     lost_init: end not seen\n");
	ck_has(text, SUM("1", "1.000", "-") SUM("1", "1.000", "early")
			     SUM("1", "2.000", "pure") SUM("2", "2.500", "core")
				     SUM("1", "4.000", "module") "\n");
	end();
}
END_TEST

/* Kernels that have a function for each level do not count its parse_args(). */
START_TEST(test_levels)
{
	struct actor init = actor_of(1, "swapper/0");
	static const char *const names[] = { "pure",   "core",	 "postcore",
					     "arch",   "subsys", "fs",
					     "device", "late",	 "-" };
	char line[64];

	begin();
	run(&init);
	enter("do_basic_setup");
	enter("do_initcalls");
	for (int i = 0; i < 9; i++) {
		enter("do_initcall_level");
		calls("parse_args", 10);
		snprintf(line, sizeof(line), "init%d", i);
		initcall(line, 100);
		leave();
	}
	finished();
	for (int i = 0; i < 9; i++) {
		snprintf(line, sizeof(line), " %-8s init%d\n", names[i], i);
		ck_has(text, line);
	}
	end();
}
END_TEST

/* Where tracing began after the first level, which level it is is not known. */
START_TEST(test_no_levels)
{
	struct actor init = actor_of(1, "swapper/0");

	begin();
	run(&init);
	initcall("some_init", 100);
	calls("parse_args", 10);
	initcall("more_init", 100);
	ck_has(finished(), " -        some_init\n");
	ck_has(text, " -        more_init\n");
	end();
}
END_TEST

START_TEST(test_what_tracing_cost)
{
	const struct hft_quality quality = { .cost_in_ns = 300,
					     .cost_out_ns = 200 };
	struct actor init = actor_of(1, "swapper/0");

	begin();
	run(&init);
	initcall("some_init", 1000);
	initcall("short_init", 200);
	finished_with(&quality);
	ck_has(text,
	       "1.000           0.700           1.000 -        some_init");
	ck_has(text,
	       "0.200           0.000           0.200 -        short_init");
	end();
}
END_TEST

START_TEST(test_json)
{
	struct actor init = actor_of(1, "a\"b");

	options.format = HFT_TIMELINE_JSON;
	begin();
	run(&init);
	calls("start_kernel", 1000);
	initcall("some_init", 1000);
	finished();
	ck_has(text, "{\"version\":1,\"view\":\"timeline\",\"begin_ns\":0,"
		     "\"duration_ns\":2002,\"lanes\":\"vcpu\",\"phases\":["
		     "{\"vm\":7,\"boot\":1,\"name\":\"early kernel\",");
	ck_has(text,
	       "\"initcalls\":[{\"vm\":7,\"boot\":1,\"name\":\"some_init\","
	       "\"level\":null,\"begin_ns\":1001,\"ended\":true,"
	       "\"total_ns\":1000,\"adjusted_ns\":1000,\"self_ns\":1000,"
	       "\"calls\":0}],\"refused_initcalls\":0,\"levels\":["
	       "{\"level\":null,\"initcalls\":1,\"total_ns\":1000,"
	       "\"adjusted_ns\":1000}],\"syscalls\":[],");
	ck_has(text, "{\"time_ns\":0,\"name\":\"start_kernel\",\"user\":false,"
		     "\"vm\":7,\"vcpu\":0,\"tid\":1,\"comm\":\"a\\\"b\"}");
	ck_has(text, "\"quality\":{");
	ck_assert_str_eq(text + size - 3, "}}\n");
	end();
}
END_TEST

START_TEST(test_unknown_section)
{
	const char *names[] = { "gaps", "nonsense" };
	struct hft_error error;

	options.sections = (struct hft_strings){ names, 2 };
	ck_assert_ptr_null(view->create(&options, stdout, &error));
	ck_has(error.message, "\"nonsense\" is none of phases, initcalls, ");
	options.sections.n = 1;
	options.gaps = 100001;
	ck_assert_ptr_null(view->create(&options, stdout, &error));
	ck_has(error.message, "\"gaps\" is above 100000");
	options = (struct hft_timeline_options){ 0 };
}
END_TEST

START_TEST(test_full_disk)
{
	FILE *full = fopen("/dev/full", "w");

	if (!full)
		return;
	begin_on(full);
	ck_assert_int_eq(view->failure(timeline), 0);
	finished();
	ck_assert_int_eq(view->failure(timeline), ENOSPC);
	end();
}
END_TEST

UNIT_MAIN("timeline", test_nothing, test_landmarks, test_landmarks_have_a_limit,
	  test_phases, test_phases_without_initramfs,
	  test_single_calls_are_phases, test_boots, test_initcalls, test_levels,
	  test_no_levels, test_what_tracing_cost, test_json,
	  test_unknown_section, test_full_disk)
