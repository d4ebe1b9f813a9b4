// SPDX-License-Identifier: GPL-2.0-only
/* Buffers of records, one for each CPU, and handing them over. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/kvm_para.h>

#include "page.h"

/* What one function's record may need at most, with all that goes before. */
#define ROOM_WORDS 16

/* No task has it: whatever is called in between goes the slow way, and ends. */
#define KEY_QUIET U64_MAX

DEFINE_PER_CPU(struct hft_buffer, hft_buffer);

static size_t buffer_bytes;
static u64 session_bits;
static bool by_call;
static bool write_through;

static u64 escape_word(unsigned int kind, unsigned int n, u64 delta, u32 number)
{
	return 1ULL << HFT_REC_ESCAPE_SHIFT | (u64)kind << HFT_ESC_KIND_SHIFT |
	       (u64)n << HFT_ESC_WORDS_SHIFT | delta << HFT_ESC_DELTA_SHIFT |
	       (number & ((1U << HFT_ESC_NUMBER_BITS) - 1));
}

/* Write a record; the ticks since the one before fit. */
static void put(struct hft_buffer *b, unsigned int kind, u32 number,
		const u64 *words, unsigned int n, u64 now)
{
	*b->next++ = escape_word(kind, n, now - b->last_clock, number);
	memcpy(b->next, words, n * sizeof(*words));
	b->next += n;
	b->escapes += 1 + n;
	b->last_clock = now;
}

static u32 key_tid(u64 key)
{
	return key;
}

static u32 key_context(u64 key)
{
	u32 count = key >> 32;

	return (count & SOFTIRQ_OFFSET ? HFT_CONTEXT_SOFTIRQ : 0) |
	       (count & HARDIRQ_MASK ? HFT_CONTEXT_HARDIRQ : 0) |
	       (count & NMI_MASK ? HFT_CONTEXT_NMI : 0);
}

/* An empty buffer but for its first record. */
static void begin(struct hft_buffer *b, u64 now)
{
	const u64 words[HFT_BEGIN_WORDS] = {
		now,
		b->tgid | (u64)b->cpu << 32 | (u64)key_context(b->key) << 48,
		b->events,
		b->lost,
	};

	b->next = b->start;
	b->escapes = 0;
	b->last_clock = now;
	put(b, HFT_REC_BEGIN, key_tid(b->key), words, HFT_BEGIN_WORDS, now);
}

/* What NMIs lost, told as soon as there is an empty buffer. */
static void tell_lost(struct hft_buffer *b, u64 now)
{
	u64 words[2] = { b->lost_nmi, b->lost_nmi_clock };

	if (likely(!words[0]))
		return;
	b->lost_nmi = 0;
	put(b, HFT_REC_LOST, HFT_LOST_NMI, words, 2, now);
}

/* The buffer is empty when this returns. */
static void hand_over(struct hft_buffer *b, unsigned int flags)
{
	u64 words = b->next - b->start;
	u64 now = hft_clock_now();

	kvm_hypercall4(HFT_NR_PAGE, virt_to_phys(b->start),
		       words | (u64)flags << HFT_PAGE_FLAGS_SHIFT |
			       (u64)HFT_PROTOCOL_MAJOR << HFT_PAGE_MAJOR_SHIFT |
			       session_bits << HFT_PAGE_SESSION_SHIFT,
		       b->seq++, now);
	b->events += words - b->escapes;
	begin(b, now);
	tell_lost(b, now);
}

static bool is_empty(const struct hft_buffer *b)
{
	return b->next - b->start <= 1 + HFT_BEGIN_WORDS;
}

void hft_page_flush_dead(int cpu, unsigned int reason)
{
	struct hft_buffer *b = per_cpu_ptr(&hft_buffer, cpu);

	if (b->start && !is_empty(b))
		hand_over(b, reason | HFT_FLUSH_REMOTE);
}

static void flush_full(struct hft_buffer *b)
{
	hand_over(b, unlikely(write_through) ? HFT_FLUSH_SHUTDOWN :
					       HFT_FLUSH_FULL);
}

/* With interrupts off: whether the buffer is the caller's now. */
static bool take(struct hft_buffer *b)
{
	b->busy++;
	barrier();
	return b->start && b->busy == 1;
}

static void give_back(struct hft_buffer *b)
{
	barrier();
	b->busy--;
}

/* What comes while the buffer is another's: an NMI's, or our own work. */
static void count_busy(struct hft_buffer *b)
{
	if (b->busy < 2 || (b->key == KEY_QUIET && !in_nmi()))
		return;
	if (!b->lost_nmi++)
		b->lost_nmi_clock = hft_clock_now();
	b->lost++;
}

bool hft_page_full(unsigned long flags)
{
	struct hft_buffer *b = this_cpu_ptr(&hft_buffer);

	flush_full(b);
	give_back(b);
	raw_local_irq_restore(flags);
	return true;
}

/*
 * Bring time, task and context up to now, for a record that follows. Returns
 * its time: an interrupt may have come between a call and its record, and have
 * left later ones.
 */
static u64 catch_up(struct hft_buffer *b, u64 now)
{
	u64 key = hft_page_key();
	u64 tgid = current->tgid;

	b->tgid = tgid;
	if ((s64)(now - b->last_clock) < 0)
		now = b->last_clock;
	if ((now - b->last_clock) >> HFT_REC_DELTA_BITS) {
		b->last_clock = now;
		put(b, HFT_REC_TIME, 0, &now, 1, now);
	}
	if (key_tid(key) != key_tid(b->key))
		put(b, HFT_REC_TASK, key_tid(key), &tgid, 1, now);
	if (key_context(key) != key_context(b->key))
		put(b, HFT_REC_CONTEXT, key_context(key), NULL, 0, now);
	b->key = key;
	return now;
}

static void write_func(struct hft_buffer *b, unsigned long func,
		       unsigned long depth, unsigned int exit, u64 now)
{
	u64 address = func;

	now = catch_up(b, now);
	if (depth >> HFT_FUNC_DEPTH_BITS) {
		put(b, HFT_REC_FUNC, exit | depth << 1, &address, 1, now);
		b->escapes--;
	} else {
		*b->next++ = hft_page_word(func, depth, exit,
					   now - b->last_clock);
		b->last_clock = now;
	}
	if (b->next >= b->end)
		flush_full(b);
}

bool hft_page_func_slow(unsigned long func, unsigned long depth,
			unsigned int exit, u64 now, unsigned long flags)
{
	struct hft_buffer *b = this_cpu_ptr(&hft_buffer);
	bool ours = b->busy == 1;

	if (ours)
		write_func(b, func, depth, exit, now);
	else
		count_busy(b);
	give_back(b);
	raw_local_irq_restore(flags);
	return ours;
}

static void write_escape(struct hft_buffer *b, unsigned int kind, u32 number,
			 const u64 *words, unsigned int n)
{
	u64 now = hft_clock_now();

	if (by_call) {
		b->key = hft_page_key();
		b->tgid = current->tgid;
		begin(b, now);
	} else if (b->next + n + ROOM_WORDS > b->limit) {
		flush_full(b);
		now = hft_clock_now();
	}
	now = catch_up(b, now);
	put(b, kind, number, words, n, now);
	if (by_call)
		hand_over(b, HFT_FLUSH_MESSAGE);
	else if (b->next >= b->end)
		flush_full(b);
}

void hft_page_escape(unsigned int kind, u32 number, const u64 *words,
		     unsigned int n)
{
	struct hft_buffer *b;
	unsigned long flags;

	raw_local_irq_save(flags);
	b = this_cpu_ptr(&hft_buffer);
	if (take(b))
		write_escape(b, kind, number, words, n);
	else
		count_busy(b);
	give_back(b);
	raw_local_irq_restore(flags);
}

void hft_page_catch_up(void)
{
	struct hft_buffer *b;
	unsigned long flags;

	raw_local_irq_save(flags);
	b = this_cpu_ptr(&hft_buffer);
	if (take(b)) {
		if (b->key != hft_page_key())
			catch_up(b, hft_clock_now());
		if (b->next >= b->end)
			flush_full(b);
	}
	give_back(b);
	raw_local_irq_restore(flags);
}

void hft_page_lost(unsigned int reason, u64 n)
{
	u64 words[2] = { n, hft_clock_now() };

	this_cpu_add(hft_buffer.lost, n);
	hft_page_escape(HFT_REC_LOST, reason, words, 2);
}

u64 *hft_page_quiet_begin(struct hft_quiet *quiet)
{
	struct hft_buffer *b;

	raw_local_irq_save(quiet->flags);
	b = this_cpu_ptr(&hft_buffer);
	if (!take(b)) {
		count_busy(b);
		give_back(b);
		raw_local_irq_restore(quiet->flags);
		return NULL;
	}
	quiet->key = b->key;
	b->key = KEY_QUIET;
	return b->scratch;
}

void hft_page_quiet_end(struct hft_quiet *quiet, unsigned int kind, u32 number,
			unsigned int n)
{
	struct hft_buffer *b = this_cpu_ptr(&hft_buffer);

	b->key = quiet->key;
	write_escape(b, kind, number, b->scratch, n);
	give_back(b);
	raw_local_irq_restore(quiet->flags);
}

void hft_page_flush(unsigned int reason)
{
	struct hft_buffer *b;
	unsigned long flags;

	raw_local_irq_save(flags);
	b = this_cpu_ptr(&hft_buffer);
	if (take(b) && !is_empty(b))
		hand_over(b, reason);
	give_back(b);
	raw_local_irq_restore(flags);
}

static void flush_here(void *reason)
{
	hft_page_flush((unsigned long)reason);
}

void hft_page_flush_all(unsigned int reason)
{
	on_each_cpu(flush_here, (void *)(unsigned long)reason, 1);
}

void hft_page_write_through(void)
{
	int cpu;

	WRITE_ONCE(write_through, true);
	for_each_possible_cpu(cpu)
		per_cpu(hft_buffer.end, cpu) = per_cpu(hft_buffer.start, cpu);
	hft_page_flush(HFT_FLUSH_SHUTDOWN);
}

void hft_page_flush_others(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		if (cpu != raw_smp_processor_id())
			hft_page_flush_dead(cpu, HFT_FLUSH_SHUTDOWN);
}

static void free_one(struct hft_buffer *b)
{
	if (b->start)
		free_pages_exact(b->start, buffer_bytes);
	kfree(b->scratch);
	*b = (struct hft_buffer){};
}

void hft_page_free(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		free_one(per_cpu_ptr(&hft_buffer, cpu));
}

static int alloc_one(struct hft_buffer *b, int cpu)
{
	*b = (struct hft_buffer){
		.cpu = cpu,
		.start = alloc_pages_exact(buffer_bytes,
					   GFP_KERNEL | __GFP_ZERO),
		.scratch = kmalloc_array(HFT_ESC_WORDS_MAX, sizeof(u64),
					 GFP_KERNEL),
	};
	if (!b->start || !b->scratch)
		return -ENOMEM;
	b->limit = b->start + buffer_bytes / sizeof(u64);
	b->end = b->limit - ROOM_WORDS;
	return 0;
}

int hft_page_alloc(size_t bytes)
{
	int cpu;

	buffer_bytes = bytes;
	for_each_possible_cpu(cpu) {
		if (!alloc_one(per_cpu_ptr(&hft_buffer, cpu), cpu))
			continue;
		pr_err("no %zu KiB of contiguous memory for the buffer of CPU %d: load with a smaller buffer=\n",
		       bytes / 1024, cpu);
		hft_page_free();
		return -ENOMEM;
	}
	return 0;
}

void hft_page_open(u64 session, bool messages_only)
{
	struct hft_buffer *b;
	u64 now = hft_clock_now();
	int cpu;

	session_bits = session & ((1U << HFT_PAGE_SESSION_BITS) - 1);
	by_call = messages_only;
	write_through = false;
	for_each_possible_cpu(cpu) {
		b = per_cpu_ptr(&hft_buffer, cpu);
		begin(b, now);
	}
}

struct hft_page_totals hft_page_totals(void)
{
	struct hft_page_totals ret = {};
	struct hft_buffer *b;
	int cpu;

	for_each_possible_cpu(cpu) {
		b = per_cpu_ptr(&hft_buffer, cpu);
		ret.events += b->events;
		ret.pages += b->seq;
		ret.lost += b->lost;
	}
	return ret;
}
