/* SPDX-License-Identifier: MIT */
/*
 * Records of a page from lines of text, which the page event behind them takes:
 *
 *	begin TSC TID[/TGID] [cpu=] [context=] [functions=] [lost=]
 *	+TICKS enter ADDRESS DEPTH
 *	+TICKS exit ADDRESS DEPTH
 *	+TICKS time TSC
 *	+TICKS task TID[/TGID]
 *	+TICKS context N
 *	+TICKS sysenter NR
 *	+TICKS sysexit NR RESULT
 *	+TICKS lost REASON N TSC
 *	+TICKS hello [session=] [boot=] [khz=] [cpus=] [ms=] [flags=] [minor=]
 *	+TICKS symbols BASE OWNER|- OFFSET:TYPE:NAME ...
 *	+TICKS name TID TGID WHY COMM
 *	+TICKS dead TID TGID
 *	+TICKS record KIND NUMBER WORD ...	any other
 *	words WORD ...				as they are
 */
#ifndef HYPERFTRACE_TEST_PAGE_TEXT_H
#define HYPERFTRACE_TEST_PAGE_TEXT_H

#include "page-builder.h"

/*
 * Add the record of a line, given its first word and the rest, which is
 * written to. Returns NULL, or what is wrong with it.
 */
const char *page_text_line(struct page_builder *page, const char *first,
			   char *rest);

/* Whether a line with this first word is one of these. */
bool page_text_is(const char *first);

#endif
