/* SPDX-License-Identifier: MIT */
/* Filters by what only pages tell: contexts, names of tasks and of modules. */
#include "../../consumer/engine/filtering.h"
#include "paging.h"

#define ARRAY(...) ((const char *const[]){ __VA_ARGS__ })
/* Strings of a filter. */
#define LIST(...)                                                   \
	{                                                           \
		ARRAY(__VA_ARGS__),                                 \
			sizeof(ARRAY(__VA_ARGS__)) / sizeof(char *) \
	}
#define FILTER(...) (&(struct hft_filter){ __VA_ARGS__ })

static void begin_filtered(const struct hft_filter *filter)
{
	begin();
	ck_assert_int_eq(hft_engine_set_filter(r.engine, filter), 0);
	begin_page(1000, 57, 0, 0);
	hello(7, 1, 1, 0);
}

static void end_with(const char *text)
{
	flush(&r, 0, 5000);
	ck_assert_str_eq(told_end(), text);
	end();
}

static void context(unsigned int number)
{
	page_escape(&page, HFT_REC_CONTEXT, number, 10, NULL, 0);
}

static void syscall(void)
{
	const uint64_t ret = -4;

	page_escape(&page, HFT_REC_SYSCALL_ENTER, 3, 10, NULL, 0);
	page_escape(&page, HFT_REC_SYSCALL_EXIT, 3, 10, &ret, 1);
}

static void name_task(uint32_t tid, uint32_t tgid, const char *comm)
{
	uint64_t words[4] = { tgid, HFT_TASK_RENAMED };

	memcpy(&words[2], comm, strlen(comm));
	page_escape(&page, HFT_REC_TASK_NAME, tid, 10, words, 4);
}

/* A function of an owner, "" for the kernel, where A is, or further. */
static void name_function(uint64_t offset, const char *owner, const char *name)
{
	uint64_t words[8] = { (A + offset) | ~(uint64_t)0 << 31 };
	char *at = (char *)&words[1];

	at += sprintf(at, "%s", owner) + 1;
	memcpy(at, "\0\0\0\0t", 5);
	memcpy(at + 5, name, strlen(name));
	page_escape(&page, HFT_REC_SYMBOLS, 1, 10, words, 8);
}

static void interrupted(void)
{
	in(A, 0);
	context(HFT_CONTEXT_HARDIRQ);
	in(I, 1);
	in(B, 2);
	out(B, 2);
	out(I, 1);
	context(0);
	in(C, 1);
	out(C, 1);
	out(A, 0);
}

START_TEST(test_no_irqs)
{
	begin_filtered(FILTER(.no_irqs = true));
	interrupted();
	end_with("[>57] {7} +00.0 +20.1 -20.1=10 -00.0=90");
}
END_TEST

/* The calls of an interrupt that came before an entry's record was written. */
START_TEST(test_interrupt_at_an_entry)
{
	begin_filtered(FILTER(.no_irqs = true));
	in(A, 0);
	context(HFT_CONTEXT_NMI);
	in(I, 2);
	out(I, 2);
	context(0);
	in(B, 1);
	out(B, 1);
	out(A, 0);
	end_with("[>57] {7} +00.0 +10.1 -10.1=10 -00.0=70");
}
END_TEST

START_TEST(test_functions_in_an_interrupt)
{
	begin_filtered(FILTER(.functions = LIST("*f0")));
	interrupted();
	end_with("[>57] {7} +f0.0@2 +10.1@2 -10.1@2=10 -f0.0@2=30");
}
END_TEST

/* The name counts that a task has when it calls. */
START_TEST(test_names_of_tasks)
{
	begin_filtered(FILTER(.tasks = LIST("ca?")));
	in(A, 0);
	out(A, 0);
	name_task(57, 50, "cat");
	in(B, 0);
	name_task(57, 50, "dog");
	in(C, 1);
	out(C, 1);
	out(B, 0);
	in(A, 0);
	out(A, 0);
	end_with("[>57] {7} +10.0 -10.0=40");
}
END_TEST

START_TEST(test_names_of_processes)
{
	begin_filtered(FILTER(.processes = LIST("boss")));
	name_task(50, 50, "boss");
	name_task(58, 50, "worker");
	name_task(59, 59, "worker");
	in(A, 0);
	out(A, 0);
	task(58, 50);
	in(B, 0);
	out(B, 0);
	task(59, 59);
	in(C, 0);
	out(C, 0);
	task(50, 50);
	in(A, 0);
	out(A, 0);
	end_with("[>57] {7} [57>58] +10.0 -10.0=10 [58>59] [59>50] "
		 "+00.0 -00.0=10");
}
END_TEST

static void shows_modules(const struct hft_filter *filter, const char *text)
{
	begin_filtered(filter);
	name_function(0, "", "read");
	name_function(0x10, "mod", "read");
	name_function(0x20, "mod", "write");
	in(A, 0);
	out(A, 0);
	in(B, 0);
	out(B, 0);
	in(C, 0);
	out(C, 0);
	end_with(text);
}

START_TEST(test_names_of_functions)
{
	shows_modules(FILTER(.functions = LIST("read")),
		      "[>57] {7} +00.0 -00.0=10 +10.0 -10.0=10");
	shows_modules(FILTER(.functions = LIST("read [[]mod]")),
		      "[>57] {7} +10.0 -10.0=10");
	shows_modules(FILTER(.functions = LIST("*[[]mod]")),
		      "[>57] {7} +10.0 -10.0=10 +20.0 -20.0=10");
	shows_modules(FILTER(.notrace = LIST("*[[]mod]")),
		      "[>57] {7} +00.0 -00.0=10");
	shows_modules(FILTER(.functions = LIST("mod", "rea", "ead")),
		      "[>57] {7}");
}
END_TEST

START_TEST(test_syscalls)
{
	begin_filtered(FILTER(.tasks = LIST("58")));
	syscall();
	task(58, 58);
	syscall();
	end_with("[>57] {7} [57>58] (3) (3=-4)");

	/* They are no functions. */
	begin_filtered(FILTER(.functions = LIST("none")));
	syscall();
	end_with("[>57] {7} (3) (3=-4)");
}
END_TEST

/* Losses, and new sessions, are told of whatever the filter is. */
START_TEST(test_losses)
{
	const uint64_t words[] = { 5, 1000 };

	begin_filtered(FILTER(.vms = LIST("9")));
	in(A, 0);
	page_escape(&page, HFT_REC_LOST, HFT_LOST_NMI, 10, words, 2);
	flush(&r, 0, 2000);
	begin_page(2000, 57, 0, 3);
	flush(&r, 2, 3000);
	flushed.session = 8;
	begin_page(4000, 57, 0, 0);
	flush(&r, 0, 5000);
	ck_assert_str_eq(told_end(),
			 "[>57] {7} <5 in guest: 1> <2 records of 1 pages> "
			 "{new 1} [>57]");
	end();
}
END_TEST

UNIT_MAIN("filter of pages", test_no_irqs, test_interrupt_at_an_entry,
	  test_functions_in_an_interrupt, test_names_of_tasks,
	  test_names_of_processes, test_names_of_functions, test_syscalls,
	  test_losses)
