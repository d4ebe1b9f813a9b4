// SPDX-License-Identifier: GPL-2.0-only
#include <linux/binfmts.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mappings.h"
#include "message.h"
#include "page.h"
#include "processes.h"
#include "tracepoints.h"

static void send_name(const struct task_struct *task, const char *comm,
		      unsigned int why)
{
	u64 words[4] = {};

	words[0] = (u32)task->tgid |
		   (u64)(u32)rcu_dereference_raw(task->real_parent)->tgid << 32;
	words[1] = why;
	strscpy_pad((char *)&words[2], comm, TASK_COMM_LEN);
	hft_page_escape(HFT_REC_TASK_NAME, task->pid, words, ARRAY_SIZE(words));
}

static void on_fork(void *data, struct task_struct *parent,
		    struct task_struct *child)
{
	send_name(child, child->comm, HFT_TASK_FORKED);
}

/* Comes before the change. */
static void on_rename(void *data, struct task_struct *task, const char *comm)
{
	send_name(task, comm, HFT_TASK_RENAMED);
}

static void on_exit(void *data, struct task_struct *task)
{
	u64 tgid = task->tgid;

	hft_page_escape(HFT_REC_TASK_EXIT, task->pid, &tgid, 1);
}

static void on_exec(void *data, struct task_struct *task, pid_t old_pid,
		    struct linux_binprm *bprm)
{
	struct hft_message m = {};
	struct hft_quiet quiet;

	m.words = hft_page_quiet_begin(&quiet);
	if (!m.words)
		return;
	hft_message_word(&m, old_pid);
	hft_message_string(&m, bprm->filename);
	hft_page_quiet_end(&quiet, HFT_REC_EXEC, task->pid,
			   hft_message_end(&m));
}

static struct hft_tracepoint points[] = {
	{ .name = "sched_process_fork", .probe = on_fork },
	{ .name = "sched_process_exec", .probe = on_exec },
	{ .name = "sched_process_exit", .probe = on_exit },
	{ .name = "task_rename", .probe = on_rename },
};

void hft_processes_start(void)
{
	hft_tracepoints_start(points, ARRAY_SIZE(points));
	hft_mappings_start();
}

void hft_processes_stop(void)
{
	hft_tracepoints_stop(points, ARRAY_SIZE(points));
}

static unsigned int count_tasks(void)
{
	struct task_struct *process, *thread;
	unsigned int n = 0;

	rcu_read_lock();
	for_each_process_thread(process, thread)
		n++;
	rcu_read_unlock();
	return n;
}

/* Those that come later than this announce themselves. */
static unsigned int collect_tasks(struct task_struct **tasks, unsigned int max)
{
	struct task_struct *process, *thread;
	unsigned int n = 0;

	rcu_read_lock();
	for_each_process_thread(process, thread) {
		if (n == max)
			goto full;
		get_task_struct(thread);
		tasks[n++] = thread;
	}
full:
	rcu_read_unlock();
	return n;
}

int hft_processes_announce(void)
{
	unsigned int max = count_tasks() + 64;
	struct task_struct **tasks;
	unsigned int i, n;

	tasks = kvmalloc_array(max, sizeof(*tasks), GFP_KERNEL);
	if (!tasks)
		return -ENOMEM;
	n = collect_tasks(tasks, max);
	for (i = 0; i < n; i++) {
		rcu_read_lock();
		send_name(tasks[i], tasks[i]->comm, HFT_TASK_EXISTS);
		rcu_read_unlock();
		if (thread_group_leader(tasks[i]))
			hft_mappings_announce(tasks[i]);
		put_task_struct(tasks[i]);
	}
	kvfree(tasks);
	return 0;
}
