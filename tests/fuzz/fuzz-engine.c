/* SPDX-License-Identifier: MIT */
/*
 * The engine, with any trace and any filter. A filter that lets everything
 * through must change nothing: it takes the long way, usual.h the short one.
 */
#include <string.h>

#include "checker.h"
#include "filter.h"
#include "guest.h"

/* Play an input; quality is what was counted. Returns the digest. */
static uint64_t run(struct fuzz_input in, const struct hft_filter *filter,
		    struct hft_quality *quality)
{
	struct fuzz_guest *guest = fuzz_guest(in);
	struct checker checker = {
		.filtered = !hft_filter_is_empty(filter),
		.delayed = filter->min_duration,
		.disordered = &guest->disordered,
		.by_call = &guest->by_call,
	};
	struct hft_engine *engine =
		hft_engine_create(&checker_ops, &checker, NULL);

	FUZZ_CHECK(engine);
	FUZZ_CHECK(!hft_engine_set_filter(engine, filter));
	checker.engine = engine;
	checker_init(&checker);
	fuzz_play(guest, engine);
	*quality = *hft_engine_quality(engine);
	FUZZ_CHECK(!quality->out_of_memory);
	checker_end(&checker);
	hft_engine_destroy(engine);
	return checker.digest;
}

static void compare(struct fuzz_input in)
{
	const struct hft_filter nothing = { 0 };
	const struct hft_filter deep = { .depth = UINT64_MAX };
	struct hft_quality quality, other;
	uint64_t digest = run(in, &nothing, &quality);

	FUZZ_CHECK(run(in, &deep, &other) == digest);
	FUZZ_CHECK(!memcmp(&quality, &other, sizeof(quality)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	struct hft_quality quality;
	struct hft_filter filter;

	if (fuzz_byte(&in) & 1) {
		compare(in);
		return 0;
	}
	filter = fuzz_filter(&in);
	run(in, &filter, &quality);
	return 0;
}
