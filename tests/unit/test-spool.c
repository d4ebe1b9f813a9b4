/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../consumer/views/spool.h"
#include "unit.h"

static struct hft_spool *spool;

static void begin(void)
{
	struct hft_error error;

	spool = hft_spool_create(&error);
	ck_assert_msg(spool, "%s", error.message);
}

static struct hft_spool_record record(uint32_t list, uint32_t i)
{
	return (struct hft_spool_record){ { list, i, list ^ i } };
}

struct reading {
	uint32_t list;
	uint32_t n;
	uint32_t stop;
};

static int check(void *data, const struct hft_spool_record *read)
{
	struct reading *reading = data;
	struct hft_spool_record expected = record(reading->list, reading->n++);

	ck_assert_quick(!memcmp(read, &expected, sizeof(expected)));
	return reading->n == reading->stop ? -7 : 0;
}

/* Lists of all lengths around that of a chunk, written in turn. */
START_TEST(test_lists)
{
	enum { N = 4 * HFT_SPOOL_CHUNK_RECORDS };
	struct hft_spool_list *lists = calloc(N, sizeof(*lists));

	begin();
	for (uint32_t i = 0; i < N; i++) {
		for (uint32_t list = i; list < N; list++)
			ck_assert_quick(!hft_spool_append(spool, &lists[list],
							  record(list, i)));
	}
	for (uint32_t list = 0; list < N; list++) {
		struct reading reading = { .list = list };

		ck_assert_int_eq(hft_spool_each(spool, &lists[list], check,
						&reading),
				 0);
		ck_assert_uint_eq(reading.n, list + 1);
	}
	hft_spool_destroy(spool);
	free(lists);
}
END_TEST

START_TEST(test_stop)
{
	struct hft_spool_list list = { 0 };
	struct reading reading = { .stop = 100 };

	begin();
	for (uint32_t i = 0; i < 1000; i++)
		ck_assert_int_eq(hft_spool_append(spool, &list, record(0, i)),
				 0);
	ck_assert_int_eq(hft_spool_each(spool, &list, check, &reading), -7);
	ck_assert_uint_eq(reading.n, 100);
	hft_spool_destroy(spool);
}
END_TEST

START_TEST(test_no_directory)
{
	struct hft_error error;

	setenv("TMPDIR", "/nonexistent", 1);
	ck_assert_ptr_null(hft_spool_create(&error));
	ck_assert_ptr_nonnull(strstr(error.message, "/nonexistent"));
	ck_assert_ptr_nonnull(strstr(error.message, "TMPDIR"));
	unsetenv("TMPDIR");
}
END_TEST

UNIT_MAIN("spool", test_lists, test_stop, test_no_directory)
