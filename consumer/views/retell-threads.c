/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "retell-threads.h"

/* The data of a call: twice one more than its name's id, and whether known. */
#define DATA(id, known) (2 * ((uint64_t)(id) + 1) + (known))
#define DATA_ID(data) ((data) / 2 - 1)

int hft_threads_init(struct hft_threads *threads)
{
	*threads = (struct hft_threads){ .names = hft_functions_create() };
	return threads->names ? 0 : -ENOMEM;
}

void hft_threads_deinit(struct hft_threads *threads)
{
	hft_functions_destroy(threads->names);
	free(threads->by_id);
}

/* Idle tasks have one number, and often one name, on all vCPUs. */
const char *hft_thread_name(char text[HFT_THREAD_NAME_MAX],
			    const struct hft_place *place)
{
	long long vcpu = place->vcpu;

	if (!place->task_known)
		snprintf(text, HFT_THREAD_NAME_MAX, "vcpu-%lld", vcpu);
	else if (!place->task.tid)
		snprintf(text, HFT_THREAD_NAME_MAX, "swapper/%lld", vcpu);
	else
		return place->comm ? place->comm : "task";
	return text;
}

static int reserve(struct hft_threads *threads, uint32_t id)
{
	size_t n = threads->n_by_id ? threads->n_by_id : 64;
	const char **bigger;

	if (id < threads->n_by_id)
		return 0;
	while (n <= id)
		n *= 2;
	bigger = reallocarray(threads->by_id, n, sizeof(*bigger));
	if (!bigger)
		return -ENOMEM;
	threads->by_id = bigger;
	threads->n_by_id = n;
	return 0;
}

/* Name the thread of a place. Returns 0 or -ENOMEM. */
static int name(struct hft_threads *threads, const struct hft_place *place,
		uint64_t *data)
{
	char text[HFT_THREAD_NAME_MAX];
	const struct hft_function *name = hft_functions_intern(
		threads->names, hft_thread_name(text, place), false, NULL);

	if (!name || reserve(threads, name->id))
		return -ENOMEM;
	threads->by_id[name->id] = name->name;
	*data = DATA(name->id, place->task_known);
	return 0;
}

int hft_threads_find(struct hft_threads *threads, const struct hft_call *call,
		     struct hft_thread *thread)
{
	uint64_t data = call->data ? *call->data : 0;

	if (!data && call->caller_data)
		data = *call->caller_data;
	if (!data && name(threads, call->place, &data))
		return -ENOMEM;
	if (call->data)
		*call->data = data;
	*thread = (struct hft_thread){
		.name = threads->by_id[DATA_ID(data)],
		.known = data % 2,
	};
	return 0;
}
