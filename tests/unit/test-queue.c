/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "../../consumer/plugin/queue.h"
#include "random.h"
#include "unit.h"

static struct hft_queue *queue;

static void begin(void)
{
	queue = hft_queue_create();
	ck_assert_ptr_nonnull(queue);
}

static void end(void)
{
	hft_queue_destroy(queue);
}

static void add(const char *text, const char *more)
{
	ck_assert_int_eq(hft_queue_add(queue, text, strlen(text), more,
				       more ? strlen(more) + 1 : 0),
			 0);
}

static void take(const char *text)
{
	const struct hft_queued *queued = hft_queue_take(queue);

	ck_assert_ptr_nonnull(queued);
	ck_assert_str_eq(queued->data, text);
}

START_TEST(test_order)
{
	begin();
	add("a", "");
	add("bc", "de");
	add("a long one, with ", "another behind it");
	hft_queue_close(queue);
	take("a");
	take("bcde");
	take("a long one, with another behind it");
	ck_assert_ptr_null(hft_queue_take(queue));
	ck_assert_ptr_null(hft_queue_take(queue));
	end();
}
END_TEST

START_TEST(test_nothing)
{
	begin();
	end();
	begin();
	hft_queue_push(queue);
	hft_queue_close(queue);
	ck_assert_ptr_null(hft_queue_take(queue));
	end();
	hft_queue_destroy(NULL);
}
END_TEST

/* What nobody has taken is freed; in a batch that is full, half, or read. */
START_TEST(test_destroy_what_is_left)
{
	begin();
	add("filling", "");
	end();
	begin();
	add("pushed", "");
	hft_queue_push(queue);
	add("filling", "");
	end();
	begin();
	add("taken", "");
	add("half", "");
	hft_queue_push(queue);
	add("pushed", "");
	hft_queue_push(queue);
	take("taken");
	end();
}
END_TEST

/* It is there at once, and not only when there is more. */
START_TEST(test_push)
{
	begin();
	add("a", "");
	hft_queue_push(queue);
	take("a");
	add("b", "");
	hft_queue_push(queue);
	take("b");
	hft_queue_close(queue);
	ck_assert_ptr_null(hft_queue_take(queue));
	end();
}
END_TEST

/* Bytes that tell what was added, of a size that tells, too. */
struct message {
	uint64_t number;
	uint64_t more;
};

#define N_MESSAGES 60000
/* Larger than a batch, and than a page of records. */
#define MORE_MAX (1100 << 10)

static char pattern[MORE_MAX + 256];

static uint64_t more_of(uint64_t number)
{
	if (number % 2000 == 1999)
		return MORE_MAX - number % 7;
	return number % 5 ? number * 37 % 300 : 0;
}

static void *add_all(void *data)
{
	(void)data;
	for (uint64_t i = 0; i < N_MESSAGES; i++) {
		const struct message message = { i, more_of(i) };

		ck_assert_quick(!hft_queue_add(queue, &message, sizeof(message),
					       pattern + i % 256,
					       message.more));
		if (i % 1000 == 500)
			hft_queue_push(queue);
	}
	hft_queue_close(queue);
	return NULL;
}

static void check(const struct hft_queued *queued, uint64_t number)
{
	struct message message;

	ck_assert_quick((uintptr_t)queued->data % 16 == 0);
	memcpy(&message, queued->data, sizeof(message));
	ck_assert_quick(message.number == number);
	ck_assert_quick(message.more == more_of(number));
	ck_assert_quick(!memcmp(queued->data + sizeof(message),
				pattern + number % 256, message.more));
}

/*
 * Everything arrives, in order, though the one that adds has to wait, the one
 * that takes has to, and neither.
 */
static void run_threads(unsigned int pauses)
{
	const struct hft_queued *queued;
	pthread_t thread;
	uint64_t n = 0;

	begin();
	for (size_t i = 0; i < sizeof(pattern); i++)
		pattern[i] = pick(256);
	ck_assert_int_eq(pthread_create(&thread, NULL, add_all, NULL), 0);
	while ((queued = hft_queue_take(queue))) {
		check(queued, n++);
		if (pauses && !pick(pauses))
			sched_yield();
	}
	ck_assert_uint_eq(n, N_MESSAGES);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	end();
}

START_TEST(test_threads)
{
	seed = 1;
	run_threads(0);
	run_threads(3);
}
END_TEST

UNIT_MAIN("queue", test_order, test_nothing, test_destroy_what_is_left,
	  test_push, test_threads)
