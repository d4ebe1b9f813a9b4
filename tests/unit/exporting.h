/* SPDX-License-Identifier: MIT */
/* An engine with the export as its view, which writes to memory. */
#ifndef HYPERFTRACE_TEST_EXPORTING_H
#define HYPERFTRACE_TEST_EXPORTING_H

#include <string.h>

#include <hyperftrace/protocol.h>

#include "../../consumer/engine/engine.h"
#include "../../consumer/views/export.h"
#include "random.h"
#include "unit.h"

static struct hft_engine *engine;
static void *export;
static FILE *file;
static char *text;
static size_t size;
static int64_t now;

/* Options as a user gives them. */
static inline struct hft_export_options options_of(const char *format,
						   const char *weight)
{
	const struct hft_option *options = hft_export_view.options;
	struct hft_export_options ret = { 0 };
	struct hft_error error;

	ck_assert(!hft_option_choice(&options[0], format, &ret.format, &error));
	ck_assert(!hft_option_choice(&options[1], weight, &ret.weight, &error));
	return ret;
}

static inline void begin_on(const char *format, const char *weight,
			    FILE *output)
{
	struct hft_export_options options = options_of(format, weight);
	struct hft_error error;

	file = output;
	now = 1000;
	export = hft_export_view.create(&options, file, &error);
	ck_assert_msg(export, "%s", error.message);
	engine = hft_engine_create(hft_export_view.ops, export, NULL);
	ck_assert_ptr_nonnull(engine);
}

static inline void begin_told(void)
{
	hft_export_view.begin(export, now);
	hft_export_view.lanes(export, HFT_LANES_VCPU);
}

static inline void begin(const char *format)
{
	begin_on(format, "self", open_memstream(&text, &size));
	begin_told();
}

static inline void end(void)
{
	hft_engine_destroy(engine);
	hft_export_view.destroy(export);
	fclose(file);
	free(text);
	text = NULL;
}

/* What was written, by now or at the end. */
static inline const char *finished(const char *why)
{
	hft_engine_finish(engine);
	hft_export_view.finish(export, hft_engine_quality(engine), why);
	fflush(file);
	return text;
}

static inline int failure(void)
{
	return hft_export_view.failure(export);
}

/* Each takes 100 ns. */
static inline void send(uint64_t vcpu, uint64_t nr, uint64_t a0, uint64_t a1,
			uint64_t a2, uint64_t a3)
{
	const struct hft_hypercall hypercall = {
		.ts = now,
		.vm = 7,
		.vcpu = vcpu,
		.nr = nr,
		.args = { a0, a1, a2, a3 },
	};

	ck_assert_quick(!hft_engine_hypercall(engine, &hypercall));
	now += 100;
}

static inline void enter(uint64_t vcpu, uint64_t address, uint64_t depth)
{
	send(vcpu, HFT_NR_KERNEL_FUNC, address, HFT_FUNC_ENTRY, 0, depth);
}

static inline void leave(uint64_t vcpu, uint64_t address, uint64_t ns,
			 uint64_t depth)
{
	send(vcpu, HFT_NR_KERNEL_FUNC, address, HFT_FUNC_EXIT, ns, depth);
}

static inline void user(uint64_t vcpu, uint64_t address, bool exit)
{
	send(vcpu, HFT_NR_USER_FUNC, address, exit, 0, 0);
}

static inline void switch_task(uint64_t vcpu, uint64_t prev, uint64_t next)
{
	send(vcpu, HFT_NR_SWITCH, prev, prev, next, next);
}

static inline void transition(uint64_t vcpu, bool entry, uint32_t reason)
{
	const struct hft_transition transition = {
		.ts = now,
		.vm = 7,
		.vcpu = vcpu,
		.entry = entry,
		.isa = 2,
		.reason = reason,
		.rip = 0xffffffff81000000,
	};

	ck_assert_quick(!hft_engine_transition(engine, &transition));
	now += 100;
}

/* Anything: few functions, tasks and vCPUs, and time that may go back. */
static inline void send_anything(void)
{
	uint64_t vcpu = pick(3);
	uint64_t address = 0xa + pick(4);
	uint64_t depth = pick(5);

	if (!pick(10))
		now -= pick(300);
	switch (pick(8)) {
	case 0:
		switch_task(vcpu, pick(4), pick(4));
		break;
	case 1:
		transition(vcpu, pick(2), pick(200));
		break;
	case 2:
		user(vcpu, address, pick(2));
		break;
	case 3:
	case 4:
		leave(vcpu, address, pick(1000), depth);
		break;
	default:
		enter(vcpu, address, depth);
	}
}

/* The lines of a text, behind one that is found in it. */
static inline const char *behind(const char *all, const char *what)
{
	const char *found = strstr(all, what);

	ck_assert_msg(found, "no %s in: %s", what, all);
	return found + strlen(what);
}

#endif
