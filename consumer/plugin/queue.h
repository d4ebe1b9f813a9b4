/* SPDX-License-Identifier: MIT */
/*
 * From one thread to another: what is added is copied into batches, so that
 * the two meet seldom. The one that adds waits when too many are under way.
 */
#ifndef HYPERFTRACE_QUEUE_H
#define HYPERFTRACE_QUEUE_H

#include <stddef.h>

struct hft_queue;

/* NULL if there is no memory. */
struct hft_queue *hft_queue_create(void);
/* Nobody may use it any more. NULL is ignored. */
void hft_queue_destroy(struct hft_queue *queue);

/*
 * Add something, in two parts, of which the second may be empty. Returns 0 or
 * -ENOMEM.
 */
int hft_queue_add(struct hft_queue *queue, const void *data, size_t bytes,
		  const void *more, size_t more_bytes);

/* What was added is not to wait for more. */
void hft_queue_push(struct hft_queue *queue);

/* Nothing will be added any more. */
void hft_queue_close(struct hft_queue *queue);

/* Both parts, one behind the other, 16 bytes aligned. */
struct hft_queued {
	size_t bytes;
	_Alignas(16) char data[];
};

/*
 * Take what was added first: it is good until the next call. NULL when the
 * queue is closed and empty.
 */
const struct hft_queued *hft_queue_take(struct hft_queue *queue);

#endif
