/* SPDX-License-Identifier: MIT */
/* What an engine tells, told to another one: that tells as many calls. */
#include "../../consumer/views/retell.h"
#include "checker.h"
#include "guest.h"

static struct hft_engine *make(struct checker *checker, const bool *disordered,
			       const bool *by_call)
{
	*checker = (struct checker){
		.disordered = disordered,
		.by_call = by_call,
	};
	checker->engine = hft_engine_create(&checker_ops, checker, NULL);
	FUZZ_CHECK(checker->engine);
	checker_init(checker);
	return (struct hft_engine *)checker->engine;
}

static void on_told(void *listener, const struct hft_told *told)
{
	FUZZ_CHECK(!hft_engine_told(listener, told));
}

static void on_lost(void *listener, const struct hft_lost *lost)
{
	FUZZ_CHECK(!hft_engine_lost(listener, lost));
}

static const struct hft_retell_ops ops = { .told = on_told, .lost = on_lost };

/* The other engine's calls, which the checker counts. */
static void retell(struct fuzz_input in, struct checker *checker)
{
	struct fuzz_guest *guest = fuzz_guest(in);
	/* What was late is not told of as such. */
	static const bool disordered = true;
	struct hft_engine *other = make(checker, &disordered, &guest->by_call);
	struct hft_retell *retell = hft_retell_create(&ops, other);
	struct hft_engine *engine =
		hft_engine_create(&hft_retell_engine_ops, retell, NULL);

	FUZZ_CHECK(retell && engine);
	fuzz_play(guest, engine);
	FUZZ_CHECK(!hft_retell_failure(retell));
	hft_engine_finish(other);
	checker_end(checker);
	hft_engine_destroy(engine);
	hft_retell_destroy(retell);
	hft_engine_destroy(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fuzz_input in = { data, data + size };
	struct fuzz_guest *guest = fuzz_guest(in);
	struct checker first, second;
	struct hft_engine *engine =
		make(&first, &guest->disordered, &guest->by_call);

	fuzz_play(guest, engine);
	checker_end(&first);
	hft_engine_destroy(engine);
	retell(in, &second);
	if (guest->disordered)
		return 0;
	FUZZ_CHECK(first.n_enter == second.n_enter);
	FUZZ_CHECK(first.n_exit == second.n_exit);
	FUZZ_CHECK(first.n_lost == second.n_lost);
	FUZZ_CHECK(first.n_orphan == second.n_orphan);
	FUZZ_CHECK(first.n_left_open == second.n_left_open);
	return 0;
}
