/* SPDX-License-Identifier: MIT */
/*
 * The tasks of one guest, as its records tell of them: names, and for each
 * process the program and its executable mappings. A forked process shares
 * its parent's until it gets one of its own. What has exited is remembered
 * until its tid is used again: its last functions come afterwards.
 */
#ifndef HYPERFTRACE_PROCESSES_H
#define HYPERFTRACE_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image.h"
#include "printable.h"

/*
 * What a guest may take. Of more tasks those that have exited are forgotten
 * first, then those not told of for longest; more mappings are refused.
 */
#define HFT_PROCESSES_TASKS_MAX 65536
#define HFT_PROCESSES_BYTES_MAX (128 << 20)

/* Bytes of a task's name, without a NUL. */
#define HFT_COMM_MAX 16
/* Printable, with a NUL. */
#define HFT_COMM_TEXT_MAX (HFT_PRINTABLE(HFT_COMM_MAX) + 1)
/* Of a path, printable; what is longer is cut. */
#define HFT_PATH_MAX 4096

struct hft_process_task {
	uint32_t tid;
	/* 0 if not known. */
	uint32_t tgid;
	uint32_t parent_tgid;
	bool exited;
	/* Printable; NULL if not known. */
	const char *comm;
	/* Printable; what its process executes, NULL if not known. */
	const char *path;
};

struct hft_processes;

/* NULL if there is no memory. */
struct hft_processes *hft_processes_create(void);
void hft_processes_destroy(struct hft_processes *processes);

/*
 * A task exists, was forked or renamed (HFT_TASK_*). Its name is printable;
 * its path is not used. Returns 0 or -ENOMEM.
 */
int hft_processes_name(struct hft_processes *processes,
		       const struct hft_process_task *task, unsigned int why);

/*
 * A task, which had another tid before if it was not its process's first,
 * executes a program. The kernel has renamed it by then, and after that told
 * of the program's mappings: those from before its last name are gone.
 * Returns 0, -ENOMEM, or -E2BIG over the bound.
 */
int hft_processes_exec(struct hft_processes *processes, uint32_t tid,
		       uint32_t old_tid, const char *path);

/* A task has exited. */
void hft_processes_exit(struct hft_processes *processes, uint32_t tid);

/*
 * A process has a mapping, of a file with this path: it hides older ones
 * where they overlap. Returns 0, -ENOMEM, or -E2BIG over the bound.
 */
int hft_processes_map(struct hft_processes *processes, uint32_t tgid,
		      const struct hft_mapping *mapping, const char *path);

/*
 * What is known of a task, or of a process's mapping at an address; false or
 * NULL if nothing is. Paths and mappings are good until the next change; a
 * name may be read for as long as this lives, but may be another by then.
 */
bool hft_processes_task(const struct hft_processes *processes, uint32_t tid,
			struct hft_process_task *task);
const char *hft_processes_comm(const struct hft_processes *processes,
			       uint32_t tid);
const struct hft_mapping *
hft_processes_mapping(const struct hft_processes *processes, uint32_t tgid,
		      uint64_t address);

#endif
