/* SPDX-License-Identifier: MIT */
/* What is told again may be anything: nobody need have told it before. */
#include "../../consumer/engine/told.h"
#include "recorder.h"
#include "unit.h"

static struct recorder r;

static void tell(struct hft_told told)
{
	told.ts = r.ts += 10;
	ck_assert_int_eq(hft_engine_told(r.engine, &told), 0);
}

static void ends_with(const char *text)
{
	ck_assert_str_eq(recorded_end(&r), text);
	recorder_deinit(&r);
}

/* It is none of the task's that runs there. */
START_TEST(test_given_up_without_an_entry)
{
	recorder_init(&r);
	tell((struct hft_told){ .kind = HFT_TOLD_SWITCH, .tid = 57 });
	tell((struct hft_told){ .kind = HFT_TOLD_ENTER,
				.tid = 57,
				.name = "a",
				.address = 0xa });
	tell((struct hft_told){ .kind = HFT_TOLD_SWITCH, .tid = 58 });
	tell((struct hft_told){ .kind = HFT_TOLD_ENTER,
				.tid = 58,
				.name = "b",
				.address = 0xb });
	tell((struct hft_told){ .kind = HFT_TOLD_EXIT,
				.tid = 57,
				.name = "c",
				.address = 0xc,
				.flags = HFT_TOLD_LEFT_OPEN });
	tell((struct hft_told){ .kind = HFT_TOLD_EXIT,
				.tid = 57,
				.name = "a",
				.address = 0xa,
				.flags = HFT_TOLD_LEFT_OPEN });
	ends_with("[>57] +a.0 [>58] +b.0 ~a.0 ~b.0");
}
END_TEST

/* An empty name is none: the address has one. */
START_TEST(test_empty_name)
{
	recorder_init(&r);
	tell((struct hft_told){ .kind = HFT_TOLD_ENTER,
				.tid = HFT_TOLD_NOBODY,
				.name = "",
				.address = 0xa });
	tell((struct hft_told){ .kind = HFT_TOLD_EXIT,
				.tid = HFT_TOLD_NOBODY,
				.name = "",
				.address = 0xa });
	ends_with("+ua.0 -ua.0=10");
}
END_TEST

static void on_lost(void *view, const struct hft_lost *lost)
{
	(void)view;
	ck_assert_int_le(lost->begin, lost->end);
	ck_assert_int_eq(lost->end, 50);
}

START_TEST(test_lost_backwards)
{
	static const struct hft_engine_ops ops = { .lost = on_lost };

	recorder_init(&r);
	hft_engine_destroy(r.engine);
	r.engine = hft_engine_create(&ops, NULL, NULL);
	tell((struct hft_told){
		.kind = HFT_TOLD_LOST, .begin = 100, .end = 50 });
	tell((struct hft_told){
		.kind = HFT_TOLD_LOST, .begin = (uint64_t)-100, .end = 50 });
	recorder_deinit(&r);
}
END_TEST

UNIT_MAIN("hostile telling", test_given_up_without_an_entry, test_empty_name,
	  test_lost_backwards)
