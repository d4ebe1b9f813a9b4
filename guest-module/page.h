/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page transport: each CPU writes records (protocol.h) into a buffer of its
 * own and hands it over with one hypercall when it is full. Nothing is shared
 * between CPUs, and interrupts are off while a record is written, so there are
 * no locks; what an NMI would write in that moment is counted as lost.
 */
#ifndef HFT_GUEST_PAGE_H
#define HFT_GUEST_PAGE_H

#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <hyperftrace/protocol.h>

#include "clock.h"

struct hft_buffer {
	u64 *next; /* the next record goes here */
	u64 *end; /* flush from here on; some room is left behind it */
	u64 last_clock; /* of the last record */
	u64 key; /* hft_page_key() of the last record */
	u32 tgid; /* of its task */
	u32 busy; /* writers: 2 and more in an NMI that met another */
	u32 escapes; /* words in the buffer that are no function's record */
	u64 *start;
	u64 *limit; /* where the memory ends */
	u64 seq;
	u64 events; /* function records in the buffers before */
	u64 lost; /* all losses */
	u64 lost_nmi; /* of those, not yet told */
	u64 lost_nmi_clock; /* the first of those */
	u64 *scratch; /* HFT_ESC_WORDS_MAX words, for messages */
	int cpu;
} ____cacheline_aligned;

DECLARE_PER_CPU(struct hft_buffer, hft_buffer);

/*
 * Allocate @bytes for each possible CPU. 0, or -ENOMEM with a line in the log.
 */
int hft_page_alloc(size_t bytes);
void hft_page_free(void);

/*
 * Begin a session: empty buffers, sequence numbers from 0. Its messages are
 * handed over one by one if @by_call: function records there are none then.
 */
void hft_page_open(u64 session, bool by_call);

/* Everything that ended up in buffers, for the log. */
struct hft_page_totals {
	u64 events;
	u64 pages;
	u64 lost;
};

struct hft_page_totals hft_page_totals(void);

/* Hand over this CPU's buffer unless it is empty. @reason: HFT_FLUSH_*. */
void hft_page_flush(unsigned int reason);

/* The same on each online CPU; may sleep. */
void hft_page_flush_all(unsigned int reason);

/* That of another CPU, which must not be running. */
void hft_page_flush_dead(int cpu, unsigned int reason);

/*
 * From now on each CPU hands over each record at once, and all that it has with
 * the next one: the system goes down. For any context.
 */
void hft_page_write_through(void);

/* What the other CPUs have left, all of which must have been stopped. */
void hft_page_flush_others(void);

/*
 * Write a record of a kind other than a function's: @number and @n words, at
 * most HFT_ESC_WORDS_MAX. For any context.
 */
void hft_page_escape(unsigned int kind, u32 number, const u64 *words,
		     unsigned int n);

/* Tell now whose stack grows from here on, if that has changed. */
void hft_page_catch_up(void);

/* Tell of @n events that could not be recorded. @reason: HFT_LOST_*. */
void hft_page_lost(unsigned int reason, u64 n);

/*
 * Between these two the CPU's scratch memory is the caller's, interrupts are
 * off and nothing that is called is traced. The end writes the record whose @n
 * words are there. NULL in an NMI that came at a bad moment: then there is no
 * end.
 */
struct hft_quiet {
	unsigned long flags;
	u64 key;
};

u64 *hft_page_quiet_begin(struct hft_quiet *quiet);
void hft_page_quiet_end(struct hft_quiet *quiet, unsigned int kind, u32 number,
			unsigned int n);

/*
 * How hft_page_func() ends where it is not the common case. Interrupts are off,
 * and restored to @flags; the buffer's busy counts the caller.
 */
bool hft_page_func_slow(unsigned long func, unsigned long depth,
			unsigned int exit, u64 now, unsigned long flags);
bool hft_page_full(unsigned long flags);

/* Whose stack the next record is on, and in what context. */
static __always_inline u64 hft_page_key(void)
{
	return (u64)(preempt_count() &
		     (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET))
		       << 32 |
	       (u32)current->pid;
}

static __always_inline u64 hft_page_word(unsigned long func,
					 unsigned long depth,
					 unsigned int exit, u64 delta)
{
	return (func & ((1UL << HFT_FUNC_ADDRESS_BITS) - 1)) |
	       delta << HFT_FUNC_DELTA_SHIFT |
	       (u64)depth << HFT_FUNC_DEPTH_SHIFT |
	       (u64)exit << HFT_FUNC_EXIT_SHIFT;
}

/*
 * Record a function's entry or exit (@exit: HFT_FUNC_*) at @now (clock.h). False
 * if there was no way to. The address needs no check: fgraph hooks text, which
 * x86-64 keeps within the top 2 GiB. Nor does an NMI: its key is never that of
 * the record that it met half written.
 */
static __always_inline bool hft_page_func(unsigned long func,
					  unsigned long depth,
					  unsigned int exit, u64 now)
{
	struct hft_buffer *b;
	unsigned long flags;
	u64 delta, *next;

	raw_local_irq_save(flags);
	b = this_cpu_ptr(&hft_buffer);
	b->busy++;
	barrier();
	delta = now - b->last_clock;
	if (unlikely(delta >> HFT_REC_DELTA_BITS |
		     (b->key ^ hft_page_key()) | depth >> HFT_FUNC_DEPTH_BITS))
		return hft_page_func_slow(func, depth, exit, now, flags);
	next = b->next;
	*next++ = hft_page_word(func, depth, exit, delta);
	b->next = next;
	b->last_clock = now;
	if (unlikely(next >= b->end))
		return hft_page_full(flags);
	barrier();
	b->busy--;
	raw_local_irq_restore(flags);
	return true;
}

#endif
