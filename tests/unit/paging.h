/* SPDX-License-Identifier: MIT */
/*
 * Pages for an engine. The TSC runs at 1 GHz, so that a tick is a ns: of the
 * host's clock if it is flushed with flush(), which pretends that both clocks
 * began at once.
 */
#ifndef HYPERFTRACE_TEST_PAGING_H
#define HYPERFTRACE_TEST_PAGING_H

#include "../ctf/page-builder.h"
#include "recorder.h"
#include "unit.h"

/* Under construction. */
static struct page_builder page;

/* What the next pages are of. */
static struct hft_page flushed = { .session = 7 };

static inline void begin_page(uint64_t tsc, uint32_t tid, uint32_t cpu,
			      uint64_t functions)
{
	const struct page_start start = {
		.tsc = tsc,
		.tid = tid,
		.tgid = tid,
		.cpu = cpu,
		.functions = functions,
	};

	page.n = 0;
	page_begin(&page, &start);
}

/* Entry and exit, 10 ticks after the record before. */
static inline void in(uint64_t address, uint32_t depth)
{
	page_func(&page, false, 10, address | ~(uint64_t)0 << 31, depth);
}

static inline void out(uint64_t address, uint32_t depth)
{
	page_func(&page, true, 10, address | ~(uint64_t)0 << 31, depth);
}

static inline void task(uint32_t tid, uint32_t tgid)
{
	const uint64_t word = tgid;

	page_escape(&page, HFT_REC_TASK, tid, 10, &word, 1);
}

static inline void hello(uint64_t session, uint64_t boot, uint32_t cpus,
			 uint64_t flags)
{
	const uint64_t words[] = {
		session, boot, 0, 1000000 | (uint64_t)cpus << 32, 10, flags, 0,
	};

	page_escape(&page, HFT_REC_HELLO, HFT_PROTOCOL_MINOR, 0, words, 7);
}

static inline void flush_at(struct recorder *r, uint64_t seq, uint64_t tsc,
			    int64_t ts)
{
	struct hft_page event = flushed;

	event.ts = ts;
	event.vm = r->vm;
	event.vcpu = r->vcpu;
	event.seq = seq;
	event.guest_tsc = tsc;
	event.words = page.words;
	event.n_words = page.n;
	ck_assert_quick(!hft_engine_page(r->engine, &event));
}

static inline void flush(struct recorder *r, uint64_t seq, uint64_t tsc)
{
	flush_at(r, seq, tsc, tsc);
}

/* Addresses, but for what all have in common; and a second. */
#define S 1000000000
#define A 0x7f000000
#define B 0x7f000010
#define C 0x7f000020
#define I 0x7f0000f0

static struct recorder r;

static inline void begin(void)
{
	recorder_init(&r);
	r.vm = 1;
	flushed.session = 7;
	flushed.flags = 0;
	flushed.error = 0;
	flushed.delay_ns = 0;
}

static inline void end(void)
{
	recorder_deinit(&r);
}

/* What was recorded, without what all addresses have in common. */
static inline const char *short_text(const char *text)
{
	static const char prefix[] = "ffffffffff0000";
	static char out[65536];
	size_t n = 0;

	while (*text && n < sizeof(out) - 1) {
		if (!strncmp(text, prefix, sizeof(prefix) - 1))
			text += sizeof(prefix) - 1;
		out[n++] = *text++;
	}
	out[n] = '\0';
	return out;
}

static inline const char *told(void)
{
	return short_text(recorded(&r));
}

static inline const char *told_end(void)
{
	return short_text(recorded_end(&r));
}

/* A session from its beginning, and the first of its pages. */
static inline void begin_complete(void)
{
	begin();
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
}

#endif
