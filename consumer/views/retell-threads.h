/* SPDX-License-Identifier: MIT */
/*
 * The threads that calls are drawn in: one for each task. A task may be given
 * another name in the middle of a call, or its first one; but what is drawn
 * has to end where it began, so its thread has the name that it had when the
 * outermost of its open calls began.
 */
#ifndef HYPERFTRACE_RETELL_THREADS_H
#define HYPERFTRACE_RETELL_THREADS_H

#include "../engine/engine.h"

#define HFT_THREAD_NAME_MAX (HFT_COMM_TEXT_MAX + 24)

struct hft_threads {
	struct hft_functions *names;
	const char **by_id;
	size_t n_by_id;
};

struct hft_thread {
	const char *name;
	/* The task was known then. */
	bool known;
};

/* Returns 0 or -ENOMEM. */
int hft_threads_init(struct hft_threads *threads);
void hft_threads_deinit(struct hft_threads *threads);

/*
 * The thread of a call that begins or ends: uses the data of calls, which
 * nobody else may. Returns 0 or -ENOMEM.
 */
int hft_threads_find(struct hft_threads *threads, const struct hft_call *call,
		     struct hft_thread *thread);

/* What a thread is called if its name is found now; may use text. */
const char *hft_thread_name(char text[HFT_THREAD_NAME_MAX],
			    const struct hft_place *place);

#endif
