/* SPDX-License-Identifier: MIT */
#include "../../consumer/engine/serials.h"
#include "recorder.h"
#include "unit.h"

static struct hft_serials serials;

static void begin(void)
{
	serials = (struct hft_serials){ 0 };
	ck_assert_int_eq(hft_serials_init(&serials), 0);
}

static void end(void)
{
	hft_serials_deinit(&serials);
}

static uint64_t serial(uint64_t vm, uint64_t vcpu, uint32_t tid, uint32_t tgid)
{
	const struct hft_serial_of of = {
		.vm = vm,
		.vcpu = vcpu,
		.name = { tid, tgid },
	};

	return hft_serials_get(&serials, &of);
}

START_TEST(test_each_keeps_its_own)
{
	begin();
	ck_assert_uint_eq(serial(1, 0, 57, 57), 1);
	ck_assert_uint_eq(serial(1, 0, 58, 57), 2);
	ck_assert_uint_eq(serial(1, 0, 57, 50), 3);
	ck_assert_uint_eq(serial(2, 0, 57, 57), 4);
	/* On another vCPU it is the same task, but for the idle ones. */
	ck_assert_uint_eq(serial(1, 1, 57, 57), 1);
	ck_assert_uint_eq(serial(1, 0, 0, 0), 5);
	ck_assert_uint_eq(serial(1, 1, 0, 0), 6);
	ck_assert_uint_eq(serial(1, 0, 0, 0), 5);
	end();
}
END_TEST

START_TEST(test_set)
{
	const struct hft_serial_of of = { .vm = 1, .name = { 57, 57 } };
	const struct hft_serial_of reborn = { .vm = 1,
					      .session = 2,
					      .name = { 57, 57 } };

	begin();
	ck_assert_uint_eq(hft_serials_new(&serials), 1);
	hft_serials_set(&serials, &of, 1);
	ck_assert_uint_eq(hft_serials_get(&serials, &of), 1);
	hft_serials_set(&serials, &of, hft_serials_new(&serials));
	ck_assert_uint_eq(hft_serials_get(&serials, &of), 2);
	ck_assert_uint_eq(hft_serials_get(&serials, &reborn), 3);
	end();
}
END_TEST

/* Those named first get another number. */
START_TEST(test_many)
{
	begin();
	for (uint32_t i = 1; i <= HFT_SERIALS_MAX; i++)
		ck_assert_quick(serial(1, 0, i, i) == i);
	for (uint32_t i = 1; i <= HFT_SERIALS_MAX; i++)
		ck_assert_quick(serial(1, 0, i, i) == i);
	ck_assert_uint_eq(serial(2, 0, 1, 1), HFT_SERIALS_MAX + 1);
	ck_assert_uint_eq(serial(1, 0, 2, 2), 2);
	ck_assert_uint_eq(serial(1, 0, 1, 1), HFT_SERIALS_MAX + 2);
	end();
}
END_TEST

static uint64_t told[8];
static size_t n_told;

static void on_enter(void *view, const struct hft_call *call)
{
	(void)view;
	told[n_told++] = call->place->serial;
}

/* A task that has no calls is forgotten when it is switched out. */
START_TEST(test_engine)
{
	static const struct hft_engine_ops ops = { .enter = on_enter };
	struct recorder r;

	recorder_init(&r);
	hft_engine_destroy(r.engine);
	r.engine = hft_engine_create(&ops, NULL, NULL);
	n_told = 0;
	enter(&r, 0xa, 0);
	leave(&r, 0xa, 1, 0);
	for (int i = 0; i < 2; i++) {
		switch_task(&r, 57, 58);
		enter(&r, 0xa, 0);
		leave(&r, 0xa, 1, 0);
		switch_task(&r, 58, 57);
		enter(&r, 0xa, 0);
		leave(&r, 0xa, 1, 0);
	}
	/* Of another process now. */
	hypercall(&r, HFT_NR_SWITCH, 57, 57, 58, 50);
	enter(&r, 0xa, 0);
	ck_assert_uint_eq(n_told, 6);
	ck_assert_uint_eq(told[1], told[3]);
	ck_assert_uint_eq(told[2], told[4]);
	ck_assert_uint_eq(told[2], told[0]);
	ck_assert_uint_ne(told[1], told[2]);
	ck_assert_uint_ne(told[5], told[1]);
	ck_assert_uint_ne(told[5], told[2]);
	recorder_deinit(&r);
}
END_TEST

UNIT_MAIN("serials", test_each_keeps_its_own, test_set, test_many, test_engine)
