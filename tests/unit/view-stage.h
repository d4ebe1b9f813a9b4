/* SPDX-License-Identifier: MIT */
/*
 * A view under an engine that reads hypercalls of VM 1. A function's name is
 * its address: 0xa, 0xb.
 */
#ifndef HYPERFTRACE_TEST_VIEW_STAGE_H
#define HYPERFTRACE_TEST_VIEW_STAGE_H

#include <stdio.h>
#include <string.h>

#include <hyperftrace/protocol.h>

#include "../../consumer/views/view.h"
#include "unit.h"

static const struct hft_view *view;
static void *viewed;
static struct hft_engine *engine;
static struct hft_error error;
static FILE *file;
static char *text;
static size_t size;
/* When the next event is: each takes 100 ns. */
static int64_t now;

static inline void begin_on(FILE *output, const void *options)
{
	file = output;
	ck_assert_ptr_nonnull(file);
	now = 1000;
	viewed = view->create(options, file, &error);
	ck_assert_ptr_nonnull(viewed);
	engine = hft_engine_create(view->ops, viewed, NULL);
	ck_assert_ptr_nonnull(engine);
}

static inline void begin(const void *options)
{
	begin_on(open_memstream(&text, &size), options);
}

static inline void end(void)
{
	hft_engine_destroy(engine);
	view->destroy(viewed);
	fclose(file);
	free(text);
	text = NULL;
}

/* Options that cannot be: what is said of them. */
static inline const char *refused(const void *options)
{
	ck_assert_ptr_null(view->create(options, stdout, &error));
	return error.message;
}

static inline void send(uint64_t nr, uint64_t a0, uint64_t a1, uint64_t a2,
			uint64_t a3)
{
	const struct hft_hypercall hypercall = {
		.ts = now,
		.vm = 1,
		.nr = nr,
		.args = { a0, a1, a2, a3 },
	};

	ck_assert_quick(!hft_engine_hypercall(engine, &hypercall));
	now += 100;
}

static inline void enter(uint64_t address, uint64_t depth)
{
	send(HFT_NR_KERNEL_FUNC, address, HFT_FUNC_ENTRY, 0, depth);
}

static inline void leave(uint64_t address, uint64_t ns, uint64_t depth)
{
	send(HFT_NR_KERNEL_FUNC, address, HFT_FUNC_EXIT, ns, depth);
}

/* A call without calls in it. */
static inline void calls(uint64_t address, uint64_t ns, uint64_t depth)
{
	enter(address, depth);
	leave(address, ns, depth);
}

static inline void enter_user(uint64_t address)
{
	send(HFT_NR_USER_FUNC, address, HFT_FUNC_ENTRY, 0, 0);
}

static inline void leave_user(uint64_t address)
{
	send(HFT_NR_USER_FUNC, address, HFT_FUNC_EXIT, 0, 0);
}

static inline void switch_task(uint64_t prev, uint64_t next)
{
	send(HFT_NR_SWITCH, prev, prev, next, next);
}

/* An entry into the guest, or an exit from it. */
static inline void transition(const struct hft_transition *transition)
{
	ck_assert_quick(!hft_engine_transition(engine, transition));
	now += 100;
}

static inline const char *finished_because(const char *why)
{
	hft_engine_finish(engine);
	view->finish(viewed, hft_engine_quality(engine), why);
	return text;
}

static inline const char *finished(void)
{
	return finished_because(NULL);
}

static inline void ck_has(const char *in, const char *part)
{
	ck_assert_msg(strstr(in, part), "no \"%s\" in: %.2000s", part, in);
}

static inline void ck_lacks(const char *in, const char *part)
{
	ck_assert_msg(!strstr(in, part), "\"%s\" in: %.2000s", part, in);
}

#endif
