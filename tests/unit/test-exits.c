/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "../../consumer/views/exit-reasons.h"
#include "../../consumer/views/exits-options.h"
#include "../../consumer/views/exits-tally.h"
#include "../../consumer/views/exits.h"
#include "view-stage.h"

#define HLT 0x78
#define MSR 0x7c
#define VMMCALL 0x81
#define NPF 0x400

static struct hft_exits_options options;

static void begin_exits(void)
{
	view = &hft_exits_view;
	begin(&options);
}

static void end_exits(void)
{
	end();
	options = (struct hft_exits_options){ 0 };
}

static void leave_guest(uint32_t isa, uint32_t reason, uint64_t rip)
{
	const struct hft_transition exit = {
		.ts = now,
		.vm = 1,
		.isa = isa,
		.reason = reason,
		.rip = rip,
	};

	transition(&exit);
}

static void enter_guest(void)
{
	const struct hft_transition entry = { .ts = now, .vm = 1, .entry = 1 };

	transition(&entry);
}

/* An exit and the next entry, so many ns later. */
static void exits(uint32_t reason, int64_t ns)
{
	leave_guest(HFT_EXIT_SVM, reason, 0);
	now += ns - 100;
	enter_guest();
}

#define HEADS                                                              \
	"#      EXITS  EXITS%        TIME   TIME%     AVERAGE         P99" \
	"         MAX  REASON\n"
#define FUNCTIONS "#      EXITS        TIME   TIME%  FUNCTION\n"
#define STACKS "#      EXITS        TIME   TIME%  STACK\n"

static void send_exits(void)
{
	switch_task(9, 57);
	exits(HLT, 10000);
	enter(0xa, 0);
	exits(MSR, 1000);
	exits(MSR, 2000);
	enter(0xb, 1);
	exits(MSR, 5000);
	exits(NPF, 500);
	leave(0xb, 20, 1);
	leave(0xa, 100, 0);
	/* Our guest's own. */
	leave_guest(HFT_EXIT_SVM, VMMCALL, 0);
	calls(0xc, 10, 0);
	enter_guest();
}

START_TEST(test_tables)
{
	begin_exits();
	send_exits();
	ck_assert_str_eq(
		finished(),
		"# hyperftrace exits\n" HEADS
		"           1  16.67%   10.000 us  53.19%   10.000 us   10.000 "
		"us "
		"  10.000 us  hlt\n"
		"           3  50.00%    8.000 us  42.55%    2.666 us    5.000 "
		"us "
		"   5.000 us  msr\n"
		"           1  16.67%    0.500 us   2.66%    0.500 us    0.500 "
		"us "
		"   0.500 us  npf\n"
		"           1  16.67%    0.300 us   1.60%    0.300 us    0.300 "
		"us "
		"   0.300 us  hyperftrace\n"
		"# 6 VM exits, 18.800 us on the host\n"
		"\n# hlt\n" FUNCTIONS
		"           1   10.000 us 100.00%  task 57 (task)\n"
		"\n# msr\n" FUNCTIONS "           1    5.000 us  62.50%  0xb\n"
		"           2    3.000 us  37.50%  0xa\n"
		"\n# npf\n" FUNCTIONS "           1    0.500 us 100.00%  0xb\n"
		"\n# 7 events, 3 calls, 0 unmatched exits, 0 calls left open, "
		"0 events discarded by LTTng\n"
		"# 1 task switch\n");
	end_exits();
}
END_TEST

START_TEST(test_stacks_by_count)
{
	options.stacks = true;
	options.value = HFT_EXITS_COUNT;
	options.top = 1;
	begin_exits();
	send_exits();
	/* Reasons are in this order, too; the tracer's exits come last. */
	ck_has(finished(), "  msr\n           1  16.67%   10.000 us ");
	ck_has(text, "\n# msr\n" STACKS
		     "           2    3.000 us  37.50%  task 57;0xa\n"
		     "# 1 stack left out: see top\n\n# hlt\n");
	ck_has(text, "task 57;0xa;0xb\n");
	end_exits();
}
END_TEST

START_TEST(test_collapsed)
{
	options.format = HFT_EXITS_COLLAPSED;
	begin_exits();
	send_exits();
	ck_assert_str_eq(finished(), "task 57;[hlt] 10000\n"
				     "task 57;0xa;0xb;[msr] 5000\n"
				     "task 57;0xa;[msr] 3000\n"
				     "task 57;0xa;0xb;[npf] 500\n");
	end_exits();
	options.format = HFT_EXITS_COLLAPSED;
	options.value = HFT_EXITS_COUNT;
	/* A limit is for tables. */
	options.top = 1;
	begin_exits();
	send_exits();
	ck_assert_str_eq(finished(), "task 57;0xa;[msr] 2\n"
				     "task 57;0xa;0xb;[msr] 1\n"
				     "task 57;[hlt] 1\n"
				     "task 57;0xa;0xb;[npf] 1\n");
	end_exits();
}
END_TEST

START_TEST(test_json)
{
	options.format = HFT_EXITS_JSON;
	options.top = 1;
	begin_exits();
	send_exits();
	ck_has(finished(),
	       "{\"version\":1,\"view\":\"exits\",\"exits\":6,"
	       "\"total_ns\":18800,\"hint\":null,\"reasons\":[{\"name\":"
	       "\"hlt\",\"tracer\":false,\"isa\":\"svm\",\"reason\":120,"
	       "\"exits\":1,\"total_ns\":10000,\"avg_ns\":10000,"
	       "\"p99_ns\":10000,\"max_ns\":10000,\"functions\":[{\"name\":"
	       "\"task 57\",\"task\":true,\"user\":false,\"exits\":1,"
	       "\"total_ns\":10000}],\"left_out\":0},{\"name\":\"msr\",");
	ck_has(text, "\"functions\":[{\"name\":\"0xb\",\"task\":false,\"user\":"
		     "false,\"exits\":1,\"total_ns\":5000}],\"left_out\":1}");
	ck_has(text, "{\"name\":\"hyperftrace\",\"tracer\":true,\"isa\":null,"
		     "\"reason\":null,\"exits\":1,");
	ck_has(text, "\"stopped\":null}}\n");
	end_exits();
	options.format = HFT_EXITS_JSON;
	options.stacks = true;
	begin_exits();
	send_exits();
	ck_has(finished(), "\"stacks\":[{\"stack\":[\"task 57\",\"0xa\","
			   "\"0xb\"],\"exits\":1,\"total_ns\":5000},{");
	end_exits();
}
END_TEST

START_TEST(test_no_exits)
{
	begin_exits();
	calls(0xa, 10, 0);
	ck_has(finished(), "# hyperftrace exits\n"
			   "# the trace has no VM exits: when recording, "
			   "enable the events kvm_x86_entry,kvm_x86_exit, too\n"
			   "# 2 events");
	end_exits();
	/* Without entries it is not known how long they took. */
	options.format = HFT_EXITS_COLLAPSED;
	begin_exits();
	leave_guest(HFT_EXIT_SVM, MSR, 0);
	leave_guest(HFT_EXIT_SVM, MSR, 0);
	ck_has(finished(), "# the trace has no VM exits:");
	end_exits();
	options.format = HFT_EXITS_JSON;
	begin_exits();
	ck_has(finished(), "\"exits\":0,\"total_ns\":0,\"hint\":\"the trace "
			   "has no VM exits: ");
	end_exits();
}
END_TEST

START_TEST(test_all_filtered)
{
	const char *const only[] = { "cat" };
	const struct hft_filter filter = { .tasks = { only, 1 } };

	begin_exits();
	ck_assert_int_eq(hft_engine_set_filter(engine, &filter), 0);
	send_exits();
	ck_has(finished(), "# no VM exit of the trace passes the filters\n");
	end_exits();
}
END_TEST

/* Views are told of these: the engine only knows names with symbols. */
static void tell(struct hft_vm_exit exit)
{
	static struct hft_place place = { .vm = 1 };

	exit.place = &place;
	view->ops->vm_exit(viewed, &exit);
}

START_TEST(test_function_of_the_exit)
{
	const struct hft_function a = { .id = 0, .name = "a" };
	const struct hft_function b = { .id = 1,
					.name = "b;\\x3b",
					.user = true };
	struct hft_place place = { .vm = 1 };
	uint64_t data = 0;
	const struct hft_call call = {
		.place = &place,
		.function = &a,
		.data = &data,
	};

	options.stacks = true;
	begin_exits();
	view->ops->enter(viewed, &call);
	tell((struct hft_vm_exit){ .end = 5, .function = &b });
	tell((struct hft_vm_exit){
		.end = 4, .function = &b, .caller = &a, .caller_data = &data });
	tell((struct hft_vm_exit){
		.end = 3, .function = &a, .caller = &a, .caller_data = &data });
	ck_has(finished(), "41.67%  unknown;b:\\x3b\n");
	ck_has(text, "33.33%  unknown;a;b:\\x3b\n");
	ck_has(text, "25.00%  unknown;a\n");
	end_exits();

	begin_exits();
	tell((struct hft_vm_exit){ .end = 5, .function = &b });
	ck_has(finished(), "100.00%  b;\\x3b (user)\n");
	end_exits();
}
END_TEST

START_TEST(test_percentile)
{
	begin_exits();
	for (int i = 0; i < 990; i++)
		tell((struct hft_vm_exit){ .end = 50 });
	for (int i = 0; i < 10; i++)
		tell((struct hft_vm_exit){ .end = 1000000 });
	ck_has(finished(), "0.050 us    1.000 ms  0x0\n");
	end_exits();
}
END_TEST

START_TEST(test_too_many_reasons)
{
	begin_exits();
	for (uint32_t i = 0; i < HFT_EXITS_REASONS_MAX + 8; i++)
		tell((struct hft_vm_exit){
			.end = 50, .isa = 2, .reason = 0x10000 + i });
	ck_has(finished(), "0x10001\n");
	/* Two of the numbers stand for something else. */
	ck_has(text, "          10   0.97%    0.500 us   0.97%    0.050 us");
	ck_has(text, "  (other)\n");
	end_exits();
}
END_TEST

START_TEST(test_too_many_stacks)
{
	struct hft_exits tally;
	struct hft_place place = { .vm = 1 };
	struct hft_vm_exit exit = { .place = &place, .end = 7 };
	uint32_t n = 0;

	ck_assert_int_eq(hft_exits_init(&tally), 0);
	while (hft_nodes_child(&tally.tree.nodes, HFT_NODE_TOP, n) !=
	       HFT_NODE_NONE)
		n++;
	ck_assert_int_eq(hft_exits_count(&tally, &exit), 0);
	ck_assert_uint_eq(tally.reasons[2]->exits, 1);
	ck_assert_uint_eq(tally.reasons[2]->elsewhere, 1);
	ck_assert_uint_eq(tally.reasons[2]->elsewhere_ns, 7);
	hft_exits_deinit(&tally);
}
END_TEST

START_TEST(test_names)
{
	static const struct {
		uint32_t isa;
		uint32_t reason;
		const char *name;
	} cases[] = {
		{ HFT_EXIT_VMX, 0, "EXCEPTION_NMI" },
		{ HFT_EXIT_VMX, 12, "HLT" },
		{ HFT_EXIT_VMX, 18, "VMCALL" },
		{ HFT_EXIT_VMX, 32, "MSR_WRITE" },
		{ HFT_EXIT_VMX, 48, "EPT_VIOLATION" },
		{ HFT_EXIT_VMX, 0x80000021, "INVALID_STATE|FAILED_VMENTRY" },
		{ HFT_EXIT_VMX, 5, "0x5" },
		{ HFT_EXIT_VMX, 0x8000fff0, "0x8000fff0" },
		{ HFT_EXIT_SVM, 0, "read_cr0" },
		{ HFT_EXIT_SVM, 0x4e, "PF excp" },
		{ HFT_EXIT_SVM, 0x60, "interrupt" },
		{ HFT_EXIT_SVM, HLT, "hlt" },
		{ HFT_EXIT_SVM, MSR, "msr" },
		{ HFT_EXIT_SVM, VMMCALL, "hypercall" },
		{ HFT_EXIT_SVM, NPF, "npf" },
		{ HFT_EXIT_SVM, UINT32_MAX, "invalid_guest_state" },
		{ HFT_EXIT_SVM, 0xbad, "0xbad" },
		{ 0, 12, "0xc" },
		{ 7, 12, "0xc" },
	};
	char name[HFT_EXIT_REASON_MAX];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_str_eq(hft_exit_reason(name, cases[i].isa,
						 cases[i].reason),
				 cases[i].name);
}
END_TEST

START_TEST(test_stopped)
{
	begin_exits();
	send_exits();
	ck_has(finished_because("it broke"), "\n\n# it broke\n# 7 events");
	end_exits();
}
END_TEST

START_TEST(test_full_disk)
{
	FILE *full = fopen("/dev/full", "w");

	view = &hft_exits_view;
	begin_on(full, &options);
	ck_assert_int_eq(view->failure(viewed), 0);
	send_exits();
	finished();
	ck_assert_int_eq(view->failure(viewed), ENOSPC);
	end();
}
END_TEST

UNIT_MAIN("exits", test_tables, test_stacks_by_count, test_collapsed, test_json,
	  test_no_exits, test_all_filtered, test_function_of_the_exit,
	  test_percentile, test_too_many_reasons, test_too_many_stacks,
	  test_names, test_stopped, test_full_disk)
