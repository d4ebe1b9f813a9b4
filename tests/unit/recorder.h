/* SPDX-License-Identifier: MIT */
/*
 * An engine whose callbacks are written down as words of text, so that a
 * test compares one string:
 *
 *	+a.2		function 0xa entered at level 2
 *	-a.2=50		and its exit, with its duration; without = if unknown
 *	!a.2		it ended, but its exit was not seen
 *	?a.2=50		an exit without an entry
 *	~a.2		left open
 *	+a.2@4		in context 4, HFT_CONTEXT_NMI
 *	[57>61]		a switch; [>61] if what ran before is not known
 *	[=57]		calls without a task until now were of this one
 *	<5 events>	lost; <? packets> if not counted; <5 records of 2 pages>
 *			missing; <5 in guest: 1> with the reason
 *	*1050		a message of unknown kind
 *	(3) (3=-4)	a system call is entered; it returns -4
 *	{new 1} {7}	VM 1 begins anew; a hello of session 7
 *
 * User functions have a u before the address.
 */
#ifndef HYPERFTRACE_TEST_RECORDER_H
#define HYPERFTRACE_TEST_RECORDER_H

#include <hyperftrace/protocol.h>

#include "../../consumer/engine/engine.h"

struct recorder {
	struct hft_engine *engine;
	FILE *file;
	char *text;
	size_t size;
	/* Where the next events occur; each moves ts by 10. */
	int64_t ts;
	uint64_t vm;
	uint64_t vcpu;
};

void recorder_init(struct recorder *recorder);
void recorder_deinit(struct recorder *recorder);

/* A kernel function at an address: its entry, its exit; depth as sent. */
void enter(struct recorder *recorder, uint64_t address, uint64_t depth);
void leave(struct recorder *recorder, uint64_t address, uint64_t duration,
	   uint64_t depth);
void enter_user(struct recorder *recorder, uint64_t address);
void leave_user(struct recorder *recorder, uint64_t address);
/* Tasks are processes of their own: the tgid is the tid. */
void switch_task(struct recorder *recorder, uint64_t prev, uint64_t next);
void hypercall(struct recorder *recorder, uint64_t nr, uint64_t a0, uint64_t a1,
	       uint64_t a2, uint64_t a3);

/* What was recorded since the last call; valid until the next event. */
const char *recorded(struct recorder *recorder);

/* End the trace; then as recorded(). */
const char *recorded_end(struct recorder *recorder);

const struct hft_quality *quality(const struct recorder *recorder);

#endif
