/* SPDX-License-Identifier: MIT */
/* The report by task and by process, and what it takes of memory. */
#include "../../consumer/views/report-table.h"
#include "report-stage.h"

START_TEST(test_by_task)
{
	options.by = HFT_REPORT_BY_TASK;
	begin();
	/* Whose this is shows at the first switch. */
	call(0xa, 100, 0);
	switch_to(5, 5);
	call(0xa, 1000, 0);
	call(0xb, 500, 0);
	switch_to(6, 5);
	enter(0xa, 0);
	switch_to(0, 0);
	call(0xc, 10, 0);
	switch_to(6, 5);
	leave(0xa, 400, 0);
	call(0xa, 300, 0);
	ck_has(finished(), "# hyperftrace report\n"
			   "\n# task 5, VM 7\n#      TOTAL ");
	ck_has(text,
	       "  FUNCTION\n"
	       "    1.000 us    1.000 us  66.67%           1    1.000 us    "
	       "1.000 us    1.000 us    1.000 us  0xa\n"
	       "    0.500 us    0.500 us  33.33%           1    0.500 us    "
	       "0.500 us    0.500 us    0.500 us  0xb\n"
	       "# 2 functions, 2 calls, 1.500 us of self time\n"
	       "\n# task 6 (process 5), VM 7\n#      TOTAL ");
	ck_has(text, "0.300 us    0.400 us    0.400 us  0xa\n"
		     "# 1 function, 2 calls, 0.700 us of self time\n"
		     "\n# task 1, VM 7\n");
	ck_has(text, "0.100 us  0xa\n"
		     "# 1 function, 1 call, 0.100 us of self time\n"
		     "\n# <idle> on vCPU 0, VM 7\n");
	ck_has(text, "0.010 us  0xc\n"
		     "# 1 function, 1 call, 0.010 us of self time\n"
		     "\n# 16 events, 6 calls,");
	end();
}
END_TEST

START_TEST(test_without_a_switch)
{
	options.by = HFT_REPORT_BY_TASK;
	begin();
	call(0xa, 100, 0);
	ck_has(finished(), "\n# task without a name on vCPU 0, VM 7\n#  ");
	end();
	options.by = HFT_REPORT_BY_PROCESS;
	begin();
	call(0xa, 100, 0);
	ck_has(finished(), "\n# tasks without a name, VM 7\n#  ");
	end();
}
END_TEST

START_TEST(test_by_process)
{
	options.by = HFT_REPORT_BY_PROCESS;
	options.reverse = true;
	begin();
	switch_to(5, 5);
	call(0xa, 1000, 0);
	switch_to(6, 5);
	call(0xa, 500, 0);
	switch_to(0, 0);
	call(0xa, 3, 0);
	ck_has(finished(), "# hyperftrace report\n"
			   "\n# <idle>, VM 7\n#      TOTAL ");
	ck_has(text, "0.003 us  0xa\n"
		     "# 1 function, 1 call, 0.003 us of self time\n"
		     "\n# process 5, VM 7\n");
	ck_has(text, "1.000 us  0xa\n"
		     "# 1 function, 2 calls, 1.500 us of self time\n"
		     "\n# 9 events,");
	end();
}
END_TEST

START_TEST(test_json)
{
	struct json_object *root, *tasks, *task;

	options.by = HFT_REPORT_BY_TASK;
	options.format = HFT_REPORT_JSON;
	options.limit = 1;
	begin();
	switch_to(6, 5);
	call(0xa, 1000, 0);
	call(0xb, 10, 0);
	switch_to(7, 7);
	call(0xa, 1, 0);
	finished();
	root = parsed();
	ck_assert_str_eq(json_object_get_string(get(root, "by")), "task");
	tasks = get(root, "tasks");
	ck_assert_uint_eq(json_object_array_length(tasks), 2);
	task = json_object_array_get_idx(tasks, 0);
	ck_assert_uint_eq(number(task, "vm"), 7);
	ck_assert_uint_eq(number(task, "vcpu"), 0);
	ck_assert_uint_eq(number(task, "tid"), 6);
	ck_assert_uint_eq(number(task, "tgid"), 5);
	ck_assert_ptr_null(get(task, "comm"));
	ck_assert(!json_object_get_boolean(get(task, "other")));
	ck_assert_uint_eq(number(function(task, "0xa"), "self_ns"), 1000);
	ck_assert_uint_eq(number(get(task, "sum"), "self_ns"), 1010);
	ck_assert_uint_eq(number(task, "left_out"), 1);
	task = json_object_array_get_idx(tasks, 1);
	ck_assert_uint_eq(number(task, "tid"), 7);
	ck_assert_uint_eq(number(function(task, "0xa"), "self_ns"), 1);
	get(root, "quality");
	json_object_put(root);
	end();

	options.by = HFT_REPORT_BY_PROCESS;
	options.format = HFT_REPORT_JSON;
	begin();
	switch_to(6, 5);
	call(0xa, 1000, 0);
	finished();
	root = parsed();
	task = json_object_array_get_idx(get(root, "processes"), 0);
	ck_assert_uint_eq(number(task, "tgid"), 5);
	ck_assert_ptr_null(get(task, "process"));
	json_object_put(root);
	end();
}
END_TEST

/* What the table is told of, made up. */
static struct hft_report_table table;
static struct hft_place place = { .vm = 7, .task_known = true };

static struct hft_tally *tally_of(const struct hft_function *function)
{
	const struct hft_call call = { .place = &place, .function = function };
	struct hft_tally *tally = hft_report_tally(&table, &call);

	ck_assert_quick(tally);
	return tally;
}

static struct hft_report_group *group_of(const struct hft_tally *tally)
{
	return table.groups.items[tally->group];
}

START_TEST(test_names_change)
{
	const struct hft_function function = { .name = "f" };
	char comm[] = "sh", shell[] = "make", process[] = "init";
	struct hft_tally *tally;

	ck_assert(!hft_report_table_init(&table, HFT_REPORT_BY_TASK));
	place.serial = 1;
	place.task = (struct hft_task_name){ 6, 5 };
	place.comm = comm;
	place.process = process;
	tally = tally_of(&function);
	ck_assert_str_eq(group_of(tally)->comm, "sh");
	place.comm = shell;
	ck_assert_ptr_eq(tally_of(&function), tally);
	ck_assert_str_eq(group_of(tally)->comm, "make");
	ck_assert_str_eq(group_of(tally)->process, "init");
	/* The same memory, with another name. */
	strcpy(shell, "cc");
	ck_assert_ptr_eq(tally_of(&function), tally);
	ck_assert_str_eq(group_of(tally)->comm, "cc");
	/* The last name is kept where it is not known any more. */
	place.comm = NULL;
	ck_assert_ptr_eq(tally_of(&function), tally);
	ck_assert_str_eq(group_of(tally)->comm, "cc");
	place.process = NULL;
	hft_report_table_deinit(&table);
}
END_TEST

START_TEST(test_processes_of_another_boot)
{
	const struct hft_function function = { .name = "f" };
	struct hft_tally *tallies[3];

	ck_assert(!hft_report_table_init(&table, HFT_REPORT_BY_PROCESS));
	place.serial = 1;
	place.task = (struct hft_task_name){ 6, 5 };
	tallies[0] = tally_of(&function);
	place.serial = 2;
	place.task.tid = 7;
	ck_assert_ptr_eq(tally_of(&function), tallies[0]);
	ck_assert_int_eq(hft_report_groups_epoch(&table.groups, 7), 0);
	tallies[1] = tally_of(&function);
	ck_assert_ptr_ne(tallies[1], tallies[0]);
	/* Another VM's boot does not matter. */
	ck_assert_int_eq(hft_report_groups_epoch(&table.groups, 8), 0);
	ck_assert_ptr_eq(tally_of(&function), tallies[1]);
	ck_assert_int_eq(hft_report_groups_epoch(&table.groups, 7), 0);
	tallies[2] = tally_of(&function);
	ck_assert_ptr_ne(tallies[2], tallies[1]);
	ck_assert_ptr_ne(tallies[2], tallies[0]);
	hft_report_table_deinit(&table);
}
END_TEST

START_TEST(test_too_many_tasks)
{
	const struct hft_function function = { .name = "f" };
	struct hft_tally *last = NULL;

	ck_assert(!hft_report_table_init(&table, HFT_REPORT_BY_TASK));
	for (int i = 1; i <= HFT_REPORT_GROUPS_MAX; i++) {
		place.serial = i;
		last = tally_of(&function);
		ck_assert_quick(last->group == (uint32_t)i);
	}
	for (int i = 1; i <= 10; i++) {
		place.serial = HFT_REPORT_GROUPS_MAX + i;
		ck_assert_quick(tally_of(&function)->group == 0);
	}
	ck_assert_uint_eq(table.groups.n, HFT_REPORT_GROUPS_MAX + 1);
	place.serial = HFT_REPORT_GROUPS_MAX;
	ck_assert_ptr_eq(tally_of(&function), last);
	hft_report_table_deinit(&table);
}
END_TEST

START_TEST(test_too_many_functions_of_tasks)
{
	static struct hft_function functions[1024];
	const uint64_t tasks = HFT_REPORT_TALLIES_MAX / 1024;

	for (uint32_t i = 0; i < 1024; i++)
		functions[i] = (struct hft_function){ .id = i, .name = "f" };
	ck_assert(!hft_report_table_init(&table, HFT_REPORT_BY_TASK));
	for (place.serial = 1; place.serial <= tasks; place.serial++) {
		for (int i = 0; i < 1024; i++)
			ck_assert_quick(tally_of(&functions[i])->group ==
					place.serial);
	}
	for (int i = 0; i < 1024; i++)
		ck_assert_quick(tally_of(&functions[i])->group == 0);
	/* Those that have one keep it. */
	place.serial = tasks;
	ck_assert_uint_eq(tally_of(&functions[1023])->group, tasks);
	hft_report_table_deinit(&table);
}
END_TEST

START_TEST(test_the_rest_is_shown)
{
	options.by = HFT_REPORT_BY_TASK;
	begin();
	for (uint32_t i = 0; i < HFT_REPORT_GROUPS_MAX + 5; i++) {
		switch_to(i + 2, i + 2);
		call(0xa, 1, 0);
	}
	/* Five have no section; they come first, with 5 ns. */
	ck_has(finished(), "# hyperftrace report\n"
			   "\n# (other): beyond what has room of its own\n");
	ck_has(text, "\n# 1 function, 5 calls, 0.005 us of self time\n");
	end();
}
END_TEST

START_TEST(test_no_room_for_percentiles)
{
	struct json_object *root;
	const uint64_t far = 1000000;

	options.format = HFT_REPORT_JSON;
	begin();
	/* Each takes 64 bytes, or gives back what it has. */
	for (uint32_t i = 0; i < 40000; i++) {
		call(0x1000 + i, 1, 0);
		for (uint64_t ns = 1; ns < far << 16; ns *= 2)
			call(0x1000 + i, ns, 0);
	}
	finished();
	root = parsed();
	ck_assert_ptr_null(get(function(root, "0xac3f"), "p99_ns"));
	json_object_put(root);
	end();
}
END_TEST

UNIT_MAIN("report groups", test_by_task, test_without_a_switch, test_by_process,
	  test_json, test_names_change, test_processes_of_another_boot,
	  test_too_many_tasks, test_too_many_functions_of_tasks,
	  test_the_rest_is_shown, test_no_room_for_percentiles)
