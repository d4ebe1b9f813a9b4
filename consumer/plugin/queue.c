/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "queue.h"

/* What is pushed by itself, and how many of these may be under way. */
#define BATCH_BYTES (256 << 10)
#define BATCHES_MAX 16

struct batch {
	struct batch *next;
	size_t used;
	size_t size;
	_Alignas(16) char data[];
};

struct hft_queue {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct batch *first;
	struct batch **end;
	unsigned int n;
	bool closed;
	/* Those that have been read, to be filled again. */
	struct batch *empty;
	/* The adding thread's: not yet pushed. */
	struct batch *filling;
	/* The taking thread's: being read, and how far. */
	struct batch *taken;
	size_t read;
};

static size_t align(size_t bytes)
{
	return (bytes + 15) & ~(size_t)15;
}

struct hft_queue *hft_queue_create(void)
{
	struct hft_queue *queue = calloc(1, sizeof(*queue));

	if (!queue)
		return NULL;
	pthread_mutex_init(&queue->mutex, NULL);
	pthread_cond_init(&queue->changed, NULL);
	queue->end = &queue->first;
	return queue;
}

static void free_batches(struct batch *batch)
{
	while (batch) {
		struct batch *next = batch->next;

		free(batch);
		batch = next;
	}
}

void hft_queue_destroy(struct hft_queue *queue)
{
	if (!queue)
		return;
	free_batches(queue->first);
	free_batches(queue->empty);
	free(queue->filling);
	free(queue->taken);
	pthread_cond_destroy(&queue->changed);
	pthread_mutex_destroy(&queue->mutex);
	free(queue);
}

void hft_queue_push(struct hft_queue *queue)
{
	struct batch *batch = queue->filling;

	if (!batch)
		return;
	queue->filling = NULL;
	pthread_mutex_lock(&queue->mutex);
	while (queue->n == BATCHES_MAX)
		pthread_cond_wait(&queue->changed, &queue->mutex);
	*queue->end = batch;
	queue->end = &batch->next;
	queue->n++;
	pthread_cond_broadcast(&queue->changed);
	pthread_mutex_unlock(&queue->mutex);
}

static struct batch *take_empty(struct hft_queue *queue)
{
	struct batch *batch;

	pthread_mutex_lock(&queue->mutex);
	batch = queue->empty;
	if (batch)
		queue->empty = batch->next;
	pthread_mutex_unlock(&queue->mutex);
	return batch;
}

/* A batch that has room for so many bytes; NULL if there is no memory. */
static struct batch *make_batch(struct hft_queue *queue, size_t bytes)
{
	size_t size = bytes > BATCH_BYTES ? bytes : BATCH_BYTES;
	struct batch *batch = take_empty(queue);

	if (batch && batch->size < bytes) {
		free(batch);
		batch = NULL;
	}
	if (!batch) {
		batch = aligned_alloc(16, align(sizeof(*batch) + size));
		if (!batch)
			return NULL;
		batch->size = size;
	}
	batch->next = NULL;
	batch->used = 0;
	return batch;
}

int hft_queue_add(struct hft_queue *queue, const void *data, size_t bytes,
		  const void *more, size_t more_bytes)
{
	size_t n = align(sizeof(struct hft_queued) + bytes + more_bytes);
	struct hft_queued *queued;

	if (queue->filling && queue->filling->size - queue->filling->used < n)
		hft_queue_push(queue);
	if (!queue->filling)
		queue->filling = make_batch(queue, n);
	if (!queue->filling)
		return -ENOMEM;
	queued = (void *)(queue->filling->data + queue->filling->used);
	queued->bytes = n;
	memcpy(queued->data, data, bytes);
	if (more_bytes)
		memcpy(queued->data + bytes, more, more_bytes);
	queue->filling->used += n;
	return 0;
}

void hft_queue_close(struct hft_queue *queue)
{
	hft_queue_push(queue);
	pthread_mutex_lock(&queue->mutex);
	queue->closed = true;
	pthread_cond_broadcast(&queue->changed);
	pthread_mutex_unlock(&queue->mutex);
}

/* The next batch, for one that has been read; NULL if there will be none. */
static struct batch *next_batch(struct hft_queue *queue, struct batch *read)
{
	struct batch *batch;

	pthread_mutex_lock(&queue->mutex);
	if (read) {
		read->next = queue->empty;
		queue->empty = read;
	}
	while (!queue->first && !queue->closed)
		pthread_cond_wait(&queue->changed, &queue->mutex);
	batch = queue->first;
	if (batch) {
		queue->first = batch->next;
		if (!queue->first)
			queue->end = &queue->first;
		queue->n--;
		pthread_cond_broadcast(&queue->changed);
	}
	pthread_mutex_unlock(&queue->mutex);
	return batch;
}

const struct hft_queued *hft_queue_take(struct hft_queue *queue)
{
	const struct hft_queued *queued;

	if (!queue->taken || queue->read == queue->taken->used) {
		queue->taken = next_batch(queue, queue->taken);
		queue->read = 0;
	}
	if (!queue->taken)
		return NULL;
	queued = (const void *)(queue->taken->data + queue->read);
	queue->read += queued->bytes;
	return queued;
}
