/* SPDX-License-Identifier: MIT */
/* What differs from round to round, and what is told once. */
#include <string.h>

#include <hyperftrace/protocol.h>

#include "array.h"
#include "replica.h"

#define SESSION 0x7265706c696361
#define ANNOUNCED_CLOCK (1ULL << 32)
#define FLUSH_MS 100
#define BUFFER_BYTES 65536
/* ENDBR64: a function's address may be so much behind its symbol's. */
#define ENDBR_BYTES 4

static uint32_t new_tid(const struct replica_names *names, uint32_t tid)
{
	const struct source *source = names->source;

	if (!tid)
		return 0;
	for (size_t i = 0; i < source->n_tasks; i++) {
		if (source->tasks[i].tid == tid)
			return names->tasks[i].tid;
	}
	return tid + names->shift;
}

struct source_message replica_message(const struct replica_names *names,
				      const struct source_message *message,
				      uint64_t *words)
{
	struct source_message ret = *message;

	if (message->kind == HFT_REC_SYSCALL_ENTER ||
	    message->kind == HFT_REC_SYSCALL_EXIT || !message->n)
		return ret;
	memcpy(words, message->words, message->n * sizeof(*words));
	ret.words = words;
	ret.number = new_tid(names, message->number);
	switch (message->kind) {
	case HFT_REC_TASK_NAME:
		words[0] = new_tid(names, words[0]) |
			   (uint64_t)new_tid(names, words[0] >> 32) << 32;
		break;
	case HFT_REC_TASK_EXIT:
	case HFT_REC_EXEC:
		words[0] = new_tid(names, words[0]);
		break;
	}
	return ret;
}

/* A kernel function: what stands before one for padding is none. */
static bool is_function(const struct source_symbol *symbol)
{
	return !*symbol->owner && strncmp(symbol->name, "__pfx_", 6) &&
	       symbol->address >> HFT_FUNC_ADDRESS_BITS ==
		       UINT64_MAX >> HFT_FUNC_ADDRESS_BITS;
}

static int compare_addresses(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* Functions that the trace has names of, or those that are called in it. */
static uint64_t *list_functions(const struct source *source, size_t *n)
{
	uint64_t *list = NULL;

	*n = 0;
	for (size_t i = 0; i < source->n_symbols; i++) {
		if (is_function(&source->symbols[i]))
			*array_add(list, *n) = source->symbols[i].address;
	}
	if (*n)
		return list;
	for (size_t i = 0; i < source->n_functions; i++)
		*array_add(list, *n) = source->functions[i]->address;
	qsort(list, *n, sizeof(*list), compare_addresses);
	return list;
}

/* Index of an address in a sorted list; n if it is not there. */
static size_t find(const uint64_t *list, size_t n, uint64_t address)
{
	const uint64_t *found =
		bsearch(&address, list, n, sizeof(*list), compare_addresses);

	return found ? (size_t)(found - list) : n;
}

uint64_t *replica_addresses(const struct source *source, unsigned int variant)
{
	uint64_t *ret = must(calloc(source->n_functions, sizeof(*ret)));
	size_t n;
	uint64_t *list = list_functions(source, &n);

	for (size_t i = 0; i < source->n_functions; i++) {
		uint64_t address = source->functions[i]->address;
		uint64_t offset = 0;
		size_t at = find(list, n, address);

		if (at == n) {
			offset = ENDBR_BYTES;
			at = find(list, n, address - offset);
		}
		if (at < n)
			address =
				list[(at + n / REPLICA_VARIANTS * variant) % n] +
				offset;
		ret[i] = address;
	}
	free(list);
	return ret;
}

static void tell_hello(const struct replica *replica,
		       const struct replica_writer_ops *ops, void *writer,
		       const struct replica_place *place)
{
	const struct source_hello *hello = &replica->source->hello;
	uint64_t words[6 + sizeof(hello->release) / sizeof(uint64_t)] = {
		SESSION,
		hello->boot_id[0],
		hello->boot_id[1],
		hello->khz | (uint64_t)replica->n_lanes << 32,
		FLUSH_MS | (uint64_t)BUFFER_BYTES << 32,
		(hello->clock_is_ns ? HFT_HELLO_NS : 0) |
			(replica->by_call ? HFT_HELLO_CALL : 0),
	};
	const struct source_message message = {
		.kind = HFT_REC_HELLO,
		.number = HFT_PROTOCOL_MINOR,
		.n = 6 + strlen(hello->release) / sizeof(uint64_t) + 1,
		.words = words,
	};

	memcpy(words + 6, hello->release, strlen(hello->release));
	ops->message(writer, place, &message);
}

static void tell_names(const struct replica_names *names,
		       const struct replica_writer_ops *ops, void *writer,
		       const struct replica_place *place)
{
	uint64_t words[HFT_ESC_WORDS_MAX];

	for (size_t i = 0; i < names->source->n_tasks; i++) {
		const struct source_task *task = &names->source->tasks[i];
		uint64_t name[4] = {
			task->tgid | (uint64_t)task->parent << 32,
			HFT_TASK_EXISTS,
		};
		struct source_message message = {
			.kind = HFT_REC_TASK_NAME,
			.number = task->tid,
			.n = 4,
			.words = name,
		};

		if (!task->tid || !*task->comm || task->forked || task->ended)
			continue;
		memcpy(name + 2, task->comm, SOURCE_COMM);
		message = replica_message(names, &message, words);
		ops->message(writer, place, &message);
	}
}

void replica_announce(const struct replica *replica, unsigned int group,
		      const struct replica_names *names,
		      const struct replica_writer_ops *ops, void *writer)
{
	const struct source *source = replica->source;
	const struct replica_place place = {
		.clock = ANNOUNCED_CLOCK,
		.task = { .tid = 1, .tgid = 1 },
	};
	uint64_t words[HFT_ESC_WORDS_MAX];

	if (!group)
		tell_hello(replica, ops, writer, &place);
	for (size_t i = 0; i < source->n_preamble; i++) {
		struct source_message message = source->preamble[i];

		if (message.kind == HFT_REC_MAP)
			message = replica_message(names, &message, words);
		else if (group)
			continue;
		ops->message(writer, &place, &message);
	}
	tell_names(names, ops, writer, &place);
}
