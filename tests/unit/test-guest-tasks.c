/* SPDX-License-Identifier: MIT */
#include "record.h"

START_TEST(test_names)
{
	struct hft_process_task task;

	setup();
	called(57, NULL);
	ck_assert(!hft_guest_task(guest, 57, &task));
	task_name(57, 1, HFT_TASK_EXISTS, "sh");
	refuses_if_cut(HFT_REC_TASK_NAME, 57);
	called(57, NULL);
	names(57, 57, 1, HFT_TASK_EXISTS, "sh");
	names(61, 57, 1, HFT_TASK_FORKED, "a worker");
	names(62, 62, 57, HFT_TASK_FORKED, "0123456789abcdef");
	called(57, "sh");
	called(61, "a worker");
	called(62, "0123456789abcdef");
	names(61, 57, 1, HFT_TASK_RENAMED, "other");
	called(61, "other");
	called(57, "sh");
	ck_assert(hft_guest_task(guest, 62, &task));
	ck_assert_uint_eq(task.tid, 62);
	ck_assert_uint_eq(task.tgid, 62);
	ck_assert_uint_eq(task.parent_tgid, 57);
	ck_assert(!task.exited);
	ck_assert_ptr_null(task.path);
	/* A later version may know other reasons. */
	names(61, 57, 1, 99, "third");
	called(61, "third");
	/* Each CPU has an idle task of its own. */
	names(0, 0, 0, HFT_TASK_FORKED, "swapper/3");
	called(0, NULL);
	names(57, 57, 1, HFT_TASK_RENAMED, "");
	called(57, NULL);
	teardown();
}
END_TEST

START_TEST(test_exit_and_reuse)
{
	struct hft_process_task task;

	setup();
	names(57, 57, 1, HFT_TASK_EXISTS, "sh");
	execs(57, 57, "/bin/sh");
	maps(57, 0x1000, 0x2000, "/bin/sh");
	begin();
	word(57);
	refuses_if_cut(HFT_REC_TASK_EXIT, 57);
	exits(57, 57);
	/* It still returns from its last functions. */
	called(57, "sh");
	ck_assert(hft_guest_task(guest, 57, &task));
	ck_assert(task.exited);
	names(57, 57, 1, HFT_TASK_FORKED, "kworker");
	called(57, "kworker");
	executes(57, NULL);
	maps_at(57, 0x1000, NULL);
	ck_assert(hft_guest_task(guest, 57, &task));
	ck_assert(!task.exited);
	/* Nobody. */
	exits(99, 99);
	called(99, NULL);
	/* The first thread of a process may be gone before the others. */
	names(70, 70, 1, HFT_TASK_EXISTS, "java");
	maps(70, 0x1000, 0x2000, "/bin/java");
	exits(70, 70);
	maps(70, 0x3000, 0x4000, "/lib/libz.so");
	called(70, "java");
	maps_at(70, 0x1000, "/bin/java");
	/* Another process has its tid, as what it is in shows. */
	names(70, 71, 1, HFT_TASK_EXISTS, "sh");
	maps_at(70, 0x1000, NULL);
	teardown();
}
END_TEST

START_TEST(test_exec)
{
	setup();
	names(57, 57, 1, HFT_TASK_EXISTS, "sh");
	maps(57, 0x1000, 0x2000, "/bin/sh");
	names(60, 60, 57, HFT_TASK_FORKED, "sh");
	maps_at(60, 0x1000, "/bin/sh");
	/* In the kernel's order. */
	names(60, 60, 57, HFT_TASK_RENAMED, "ls");
	maps(60, 0x5000, 0x6000, "/bin/ls");
	begin();
	word(60);
	string("/usr/bin/ls");
	refuses_if_cut(HFT_REC_EXEC, 60);
	execs(60, 60, "/usr/bin/ls");
	maps(60, 0x7000, 0x8000, "/lib/libc.so.6");
	executes(60, "/usr/bin/ls");
	maps_at(60, 0x1000, NULL);
	maps_at(60, 0x5fff, "/bin/ls");
	maps_at(60, 0x6000, NULL);
	maps_at(60, 0x7000, "/lib/libc.so.6");
	maps_at(57, 0x1000, "/bin/sh");
	maps_at(57, 0x5000, NULL);
	executes(57, NULL);
	teardown();
}
END_TEST

START_TEST(test_exec_of_thread)
{
	struct hft_process_task task;

	setup();
	names(57, 57, 1, HFT_TASK_EXISTS, "java");
	names(61, 57, 1, HFT_TASK_FORKED, "thread");
	/* Not the first task: it takes that one's tid. */
	names(57, 57, 1, HFT_TASK_RENAMED, "ls");
	execs(57, 61, "/bin/ls");
	called(57, "ls");
	executes(57, "/bin/ls");
	ck_assert(hft_guest_task(guest, 61, &task));
	ck_assert(task.exited);
	/* Its threads execute it as well. */
	names(62, 57, 1, HFT_TASK_FORKED, "thread");
	executes(62, "/bin/ls");
	teardown();
}
END_TEST

START_TEST(test_mappings)
{
	const struct hft_mapping *at;

	setup();
	mapping(0x1000, 0x3000, 0x4000, "/bin/sh");
	refuses_if_cut(HFT_REC_MAP, 57);
	sends(HFT_REC_MAP, 57);
	at = hft_guest_mapping(guest, 57, 0x2fff);
	ck_assert_ptr_nonnull(at);
	ck_assert_uint_eq(at->start, 0x1000);
	ck_assert_uint_eq(at->end, 0x3000);
	ck_assert_uint_eq(at->offset, 0x4000);
	ck_assert_uint_eq(at->build_id_size, 20);
	ck_assert_mem_eq(at->build_id, "0123456789abcdefghij", 20);
	maps_at(57, 0xfff, NULL);
	maps_at(58, 0x1000, NULL);
	/* The later one hides the earlier one where it is. */
	maps(57, 0x2000, 0x2800, "/lib/b");
	maps_at(57, 0x1fff, "/bin/sh");
	maps_at(57, 0x2000, "/lib/b");
	maps_at(57, 0x2800, "/bin/sh");
	teardown();
}
END_TEST

START_TEST(test_mappings_malformed)
{
	setup();
	ck_assert_int_eq(send_mapping(57, 0x2000, 0x2000, "/f"), -EINVAL);
	ck_assert_int_eq(send_mapping(57, 0x2000, 0x1000, "/f"), -EINVAL);
	ck_assert_int_eq(send_mapping(0, 0x1000, 0x2000, "/f"), -EINVAL);
	mapping(0x1000, 0x2000, 0, "/f");
	record.words[3] = 25;
	ck_assert_int_eq(send(HFT_REC_MAP, 57), -EINVAL);
	begin();
	word(1ULL << 32);
	string("/f");
	ck_assert_int_eq(send(HFT_REC_EXEC, 57), -EINVAL);
	ck_assert_int_eq(send(HFT_REC_EXEC, 0), -EINVAL);
	ck_assert_int_eq(send(HFT_REC_TASK_EXIT, 57), -EINVAL);
	maps_at(57, 0x1000, NULL);
	teardown();
}
END_TEST

START_TEST(test_mappings_bound)
{
	struct hft_process_task task;
	int err = 0;

	setup();
	for (uint64_t i = 0; i < HFT_IMAGE_MAPPINGS_MAX; i++)
		maps(57, 0x1000 + i * 16, 0x1010 + i * 16, "/f");
	ck_assert_int_eq(send_mapping(57, 0x10, 0x20, "/f"), -E2BIG);
	/* Those told of again take nothing. */
	for (uint64_t i = 0; i < HFT_IMAGE_MAPPINGS_MAX; i++)
		maps(57, 0x1000 + i * 16, 0x1010 + i * 16, "/f");
	/* Sharing takes next to nothing, copies do. */
	names(57, 57, 1, HFT_TASK_EXISTS, "sh");
	for (uint32_t tid = 1000; tid < 3000; tid++)
		names(tid, tid, 57, HFT_TASK_FORKED, "sh");
	for (uint32_t tid = 1000; tid < 3000 && !err; tid++)
		err = send_mapping(tid, 0x1000, 0x1010, "/g");
	ck_assert_int_eq(err, -E2BIG);
	maps_at(1000, 0x1000, "/g");
	maps_at(1000, 0x1010, "/f");
	maps_at(2999, 0x1000, "/f");
	/* Who has exited makes room. */
	exits(1000, 1000);
	maps(2999, 0x1000, 0x1010, "/h");
	ck_assert(!hft_guest_task(guest, 1000, &task));
	maps_at(2999, 0x1000, "/h");
	maps_at(57, 0x1000, "/f");
	teardown();
}
END_TEST

START_TEST(test_tasks_bound)
{
	uint32_t n = HFT_PROCESSES_TASKS_MAX;

	setup();
	for (uint32_t tid = 1; tid <= n; tid++)
		names(tid, tid, 1, HFT_TASK_EXISTS, "sh");
	exits(77, 77);
	names(1, 1, 0, HFT_TASK_RENAMED, "init");
	/* First the one that has exited, then the oldest. */
	names(n + 1, n + 1, 1, HFT_TASK_FORKED, "sh");
	called(77, NULL);
	called(2, "sh");
	names(n + 2, n + 2, 1, HFT_TASK_FORKED, "sh");
	called(2, NULL);
	called(3, "sh");
	called(1, "init");
	called(n + 2, "sh");
	teardown();
}
END_TEST

UNIT_MAIN("guest-tasks", test_names, test_exit_and_reuse, test_exec,
	  test_exec_of_thread, test_mappings, test_mappings_malformed,
	  test_mappings_bound, test_tasks_bound)
