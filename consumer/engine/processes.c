/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hyperftrace/protocol.h>

#include "hash.h"
#include "processes.h"

struct task {
	uint32_t tid;
	uint32_t tgid;
	uint32_t parent_tgid;
	bool exited;
	/* Empty if not known. */
	char comm[HFT_COMM_TEXT_MAX];
	/* How many mappings of the guest were told of before its last name. */
	uint64_t order;
	/* Of a process's first task; NULL if nothing is known. */
	struct hft_image *image;
	struct hft_node node;
	struct task *older;
	struct task *newer;
};

/* Tasks in the order of when they were last told of. */
struct queue {
	struct task *oldest;
	struct task *newest;
};

struct hft_processes {
	/* By tid. */
	struct hft_hash hash;
	struct queue alive;
	struct queue exited;
	/* Forgotten, linked by newer, to be used again. */
	struct task *spare;
	/* How many mappings were told of. */
	uint64_t order;
	/* Of all images, each counted once. */
	size_t bytes;
};

struct hft_processes *hft_processes_create(void)
{
	struct hft_processes *processes = calloc(1, sizeof(*processes));

	if (!processes)
		return NULL;
	if (hft_hash_init(&processes->hash)) {
		free(processes);
		return NULL;
	}
	return processes;
}

static struct queue *queue_of(struct hft_processes *processes,
			      const struct task *task)
{
	return task->exited ? &processes->exited : &processes->alive;
}

static void enqueue(struct hft_processes *processes, struct task *task)
{
	struct queue *queue = queue_of(processes, task);

	task->newer = NULL;
	task->older = queue->newest;
	if (task->older)
		task->older->newer = task;
	else
		queue->oldest = task;
	queue->newest = task;
}

static void dequeue(struct hft_processes *processes, struct task *task)
{
	struct queue *queue = queue_of(processes, task);

	if (task->older)
		task->older->newer = task->newer;
	else
		queue->oldest = task->newer;
	if (task->newer)
		task->newer->older = task->older;
	else
		queue->newest = task->older;
}

/* Give a task another image, which is counted already, or none. */
static void set_image(struct hft_processes *processes, struct task *task,
		      struct hft_image *image)
{
	if (task->image && task->image->n_users == 1)
		processes->bytes -= task->image->bytes;
	hft_image_put(task->image);
	task->image = image;
}

static void forget(struct hft_processes *processes, struct task *task)
{
	set_image(processes, task, NULL);
	dequeue(processes, task);
	hft_hash_remove(&processes->hash, &task->node);
	task->newer = processes->spare;
	processes->spare = task;
}

void hft_processes_destroy(struct hft_processes *processes)
{
	if (!processes)
		return;
	while (processes->alive.oldest)
		forget(processes, processes->alive.oldest);
	while (processes->exited.oldest)
		forget(processes, processes->exited.oldest);
	for (struct task *task = processes->spare, *next; task; task = next) {
		next = task->newer;
		free(task);
	}
	hft_hash_deinit(&processes->hash);
	free(processes);
}

static struct task *find(const struct hft_processes *processes, uint32_t tid)
{
	uint64_t hash = hft_hash_mix(tid, 0);
	struct hft_node *node = hft_hash_first(&processes->hash, hash);

	for (; node; node = node->next) {
		struct task *task = hft_container(node, struct task, node);

		if (task->tid == tid)
			return task;
	}
	return NULL;
}

static struct task *add(struct hft_processes *processes, uint32_t tid)
{
	struct task *task;

	if (processes->hash.n == HFT_PROCESSES_TASKS_MAX)
		forget(processes, processes->exited.oldest
					  ? processes->exited.oldest
					  : processes->alive.oldest);
	task = processes->spare;
	if (task)
		processes->spare = task->newer;
	else
		task = malloc(sizeof(*task));
	if (!task)
		return NULL;
	*task = (struct task){ .tid = tid };
	hft_hash_add(&processes->hash, &task->node, hft_hash_mix(tid, 0));
	enqueue(processes, task);
	return task;
}

static void set_exited(struct hft_processes *processes, struct task *task,
		       bool exited)
{
	dequeue(processes, task);
	task->exited = exited;
	enqueue(processes, task);
}

/*
 * A task is told of: find it, or make it. If it has exited, other threads of
 * its process have not, or this is a new one. NULL if there is no memory.
 */
static struct task *touch(struct hft_processes *processes, uint32_t tid)
{
	struct task *task = find(processes, tid);

	if (!task)
		return add(processes, tid);
	set_exited(processes, task, false);
	return task;
}

/* What a new process executes is what its parent does, until it tells. */
static void inherit(struct hft_processes *processes, struct task *task,
		    const struct hft_process_task *from)
{
	struct task *parent = NULL;

	if (from->tid == from->tgid && from->parent_tgid != from->tgid)
		parent = find(processes, from->parent_tgid);
	if (parent && parent->image)
		parent->image->n_users++;
	set_image(processes, task, parent ? parent->image : NULL);
}

int hft_processes_name(struct hft_processes *processes,
		       const struct hft_process_task *from, unsigned int why)
{
	struct task *task;

	/* The idle tasks of all CPUs share it. */
	if (!from->tid)
		return 0;
	task = touch(processes, from->tid);
	if (!task)
		return -ENOMEM;
	if (why == HFT_TASK_FORKED)
		inherit(processes, task, from);
	else if (task->tgid != from->tgid && task->tgid)
		set_image(processes, task, NULL);
	if (why != HFT_TASK_EXISTS)
		task->order = processes->order;
	task->tgid = from->tgid;
	task->parent_tgid = from->parent_tgid;
	snprintf(task->comm, sizeof(task->comm), "%s", from->comm);
	return 0;
}

/*
 * Whether so many bytes more are within the bound, if need be without those
 * of tasks that have exited.
 */
static bool make_room(struct hft_processes *processes, size_t bytes)
{
	while (processes->bytes + bytes > HFT_PROCESSES_BYTES_MAX &&
	       processes->exited.oldest)
		forget(processes, processes->exited.oldest);
	return processes->bytes + bytes <= HFT_PROCESSES_BYTES_MAX;
}

/* See to it that a task has an image, which no other task uses. */
static int own_image(struct hft_processes *processes, struct task *task)
{
	struct hft_image *image = task->image;

	if (!make_room(processes,
		       image && image->n_users > 1 ? image->bytes : 0))
		return -E2BIG;
	if (image && image->n_users == 1)
		return 0;
	image = image ? hft_image_copy(image) : hft_image_create();
	if (!image)
		return -ENOMEM;
	processes->bytes += image->bytes;
	set_image(processes, task, image);
	return 0;
}

/* The process whose image is about to change; count_image() is to follow. */
static int change_image(struct hft_processes *processes, uint32_t tgid,
			struct task **ret)
{
	int err;

	*ret = touch(processes, tgid);
	if (!*ret)
		return -ENOMEM;
	err = own_image(processes, *ret);
	if (!err)
		processes->bytes -= (*ret)->image->bytes;
	return err;
}

static void count_image(struct hft_processes *processes, struct task *task)
{
	processes->bytes += task->image->bytes;
}

int hft_processes_exec(struct hft_processes *processes, uint32_t tid,
		       uint32_t old_tid, const char *path)
{
	struct task *task;
	int err;

	if (old_tid != tid)
		hft_processes_exit(processes, old_tid);
	err = change_image(processes, tid, &task);
	if (err)
		return err;
	hft_image_drop_before(task->image, task->order);
	err = hft_image_set_path(task->image, path);
	count_image(processes, task);
	return err;
}

void hft_processes_exit(struct hft_processes *processes, uint32_t tid)
{
	struct task *task = find(processes, tid);

	if (task)
		set_exited(processes, task, true);
}

int hft_processes_map(struct hft_processes *processes, uint32_t tgid,
		      const struct hft_mapping *mapping, const char *path)
{
	struct hft_mapping ordered = *mapping;
	struct task *task;
	int err = change_image(processes, tgid, &task);

	if (err)
		return err;
	ordered.order = processes->order++;
	err = hft_image_map(task->image, &ordered, path);
	count_image(processes, task);
	return err;
}

static const char *comm_of(const struct task *task)
{
	return task && *task->comm ? task->comm : NULL;
}

bool hft_processes_task(const struct hft_processes *processes, uint32_t tid,
			struct hft_process_task *ret)
{
	const struct task *task = find(processes, tid);
	const struct task *process;

	if (!task)
		return false;
	process = find(processes, task->tgid ? task->tgid : tid);
	*ret = (struct hft_process_task){
		.tid = tid,
		.tgid = task->tgid,
		.parent_tgid = task->parent_tgid,
		.exited = task->exited,
		.comm = comm_of(task),
		.path = process && process->image ? process->image->path : NULL,
	};
	return true;
}

const char *hft_processes_comm(const struct hft_processes *processes,
			       uint32_t tid)
{
	return comm_of(find(processes, tid));
}

const struct hft_mapping *
hft_processes_mapping(const struct hft_processes *processes, uint32_t tgid,
		      uint64_t address)
{
	const struct task *task = find(processes, tgid);

	if (!task || !task->image)
		return NULL;
	return hft_image_find(task->image, address);
}
