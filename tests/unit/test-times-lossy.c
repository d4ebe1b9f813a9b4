/* SPDX-License-Identifier: MIT */
/*
 * Pages of random guests are lost: what is told of them still nests and adds
 * up, whatever is filtered. The fuzzer's view sees to that.
 */
#include "../fuzz/checker.h"
#include "truth.h"

static const struct hft_filter nothing;

/* Returns how many functions were missing. */
static uint64_t run(uint64_t number, const struct hft_filter *filter)
{
	static const bool never;
	struct checker checker = {
		.filtered = !hft_filter_is_empty(filter),
		.delayed = filter->min_duration,
		.disordered = &never,
		.by_call = &never,
	};
	struct hft_engine *of = hft_engine_create(&checker_ops, &checker, NULL);
	uint64_t missing;

	ck_assert_ptr_nonnull(of);
	ck_assert_int_eq(hft_engine_set_filter(of, filter), 0);
	checker.engine = of;
	checker_init(&checker);
	true_losses = 2 + number % 10;
	true_begin(number, of);
	for (int i = 0; i < 4000; i++)
		true_step();
	true_losses = 0;
	true_end();
	hft_engine_finish(of);
	missing = hft_engine_quality(of)->missing_records;
	ck_assert_uint_eq(hft_engine_quality(of)->late_records, 0);
	checker_end(&checker);
	hft_engine_destroy(of);
	return missing;
}

START_TEST(test_all)
{
	uint64_t missing = 0;

	for (uint64_t i = 0; i < 100; i++)
		missing += run(i, &nothing);
	ck_assert_uint_gt(missing, 10000);
}
END_TEST

START_TEST(test_filters)
{
	static const char *const wanted[] = { "0x*10", "0x*50", "0x*80" };
	static const char *const notrace[] = { "0x*20" };
	static const char *const tasks[] = { "2", "3", "0" };
	const struct hft_filter filters[] = {
		{ .functions = { wanted, 3 } },
		{ .notrace = { notrace, 1 } },
		{ .depth = 3 },
		{ .min_duration = 100 },
		{ .no_irqs = true },
		{ .tasks = { tasks, 3 } },
		{ .from = 10000, .to = 30000 },
		{ .functions = { wanted, 3 }, .min_duration = 60, .depth = 2 },
		{ .notrace = { notrace, 1 }, .tasks = { tasks, 3 } },
	};

	for (uint64_t i = 0; i < 90; i++)
		run(i, &filters[i % (sizeof(filters) / sizeof(*filters))]);
}
END_TEST

UNIT_MAIN("times of lossy traces", test_all, test_filters)
