/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include <hyperftrace/protocol.h>

#include "syscall-names.h"
#include "timeline-syscalls.h"

/* What the kernel returns in place of an error. */
#define ERRNO_MAX 4095

/* The end of a call that has overwritten its number, as rt_sigreturn() does. */
#define NR_NONE ((1 << HFT_ESC_NUMBER_BITS) - 1)

static struct hft_syscalls_of_nr *of_nr(struct hft_syscalls *syscalls,
					uint32_t nr)
{
	return &syscalls->items[nr < HFT_SYSCALLS_MAX ? nr : HFT_SYSCALLS_MAX];
}

void hft_syscalls_enter(struct hft_syscalls *syscalls,
			struct hft_timeline_task *task,
			const struct hft_syscall *syscall)
{
	struct hft_syscalls_of_nr *item = of_nr(syscalls, syscall->nr);

	if (!item->calls++)
		item->first = syscall->ts;
	if (!task)
		return;
	task->in_syscall = true;
	task->nr = syscall->nr;
	task->since = syscall->ts;
}

static int note_time(struct hft_syscalls_of_nr *item, uint64_t ns,
		     const struct hft_place *place, struct hft_functions *names)
{
	item->timed++;
	item->total += ns;
	if (ns <= item->longest && item->timed > 1)
		return 0;
	item->longest = ns;
	return hft_where_keep(&item->longest_where, place, names);
}

int hft_syscalls_exit(struct hft_syscalls *syscalls,
		      struct hft_timeline_task *task,
		      const struct hft_syscall *syscall,
		      struct hft_functions *names)
{
	struct hft_syscalls_of_nr *item;
	uint64_t ns = 0;

	if (!task || !task->in_syscall ||
	    (task->nr != syscall->nr && syscall->nr != NR_NONE)) {
		syscalls->unmatched++;
		return 0;
	}
	task->in_syscall = false;
	item = of_nr(syscalls, task->nr);
	if (syscall->ret < 0 && syscall->ret >= -ERRNO_MAX)
		item->errors++;
	if (syscall->ts > task->since)
		ns = (uint64_t)syscall->ts - (uint64_t)task->since;
	return note_time(item, ns, syscall->place, names);
}

char *hft_syscall_name(uint32_t nr, char *text, size_t size)
{
	if (nr == HFT_SYSCALLS_MAX)
		snprintf(text, size, "(other)");
	else if (nr < hft_n_syscall_names && hft_syscall_names[nr])
		snprintf(text, size, "%s", hft_syscall_names[nr]);
	else
		snprintf(text, size, "syscall %lu", (unsigned long)nr);
	return text;
}

/* The numbers that there were, those that took longest first. */
struct order {
	const struct hft_syscalls_of_nr *items[HFT_SYSCALLS_MAX + 1];
	size_t n;
};

static int compare(const void *a, const void *b)
{
	const struct hft_syscalls_of_nr *left =
		*(const struct hft_syscalls_of_nr *const *)a;
	const struct hft_syscalls_of_nr *right =
		*(const struct hft_syscalls_of_nr *const *)b;

	if (left->total != right->total)
		return left->total > right->total ? -1 : 1;
	return left < right ? -1 : left > right;
}

static void sort(const struct hft_syscalls *syscalls, struct order *order)
{
	order->n = 0;
	for (uint32_t nr = 0; nr <= HFT_SYSCALLS_MAX; nr++) {
		if (syscalls->items[nr].calls)
			order->items[order->n++] = &syscalls->items[nr];
	}
	qsort(order->items, order->n, sizeof(*order->items), compare);
}

static uint32_t nr_of(const struct hft_syscalls *syscalls,
		      const struct hft_syscalls_of_nr *item)
{
	return item - syscalls->items;
}

static void put_times(struct hft_line *line,
		      const struct hft_syscalls_of_nr *item)
{
	if (!item->timed) {
		hft_line_pad(line, line->length + 3 * 16 + 20 + 1);
		return;
	}
	hft_line_us(line, item->total);
	hft_line_us(line, item->total / item->timed);
	hft_line_us(line, item->longest);
	hft_line_task(line, &item->longest_where, 20);
}

void hft_syscalls_text(const struct hft_syscalls *syscalls,
		       const struct hft_timeline_print *print)
{
	struct hft_line line = { .length = 0 };
	struct order order;
	char name[64];

	sort(syscalls, &order);
	if (!order.n) {
		hft_out_format(print->out,
			       "\n# system calls: none were seen\n");
		return;
	}
	hft_out_format(print->out,
		       "\n# system calls\n"
		       "#       FIRST (s)    CALLS   ERRORS      TOTAL (us)"
		       "    AVERAGE (us)    LONGEST (us) OF TASK"
		       "              SYSTEM CALL\n");
	for (size_t i = 0; i < order.n; i++) {
		const struct hft_syscalls_of_nr *item = order.items[i];

		hft_line_time(&line, print, item->first);
		hft_line_number(&line, item->calls, 8);
		hft_line_number(&line, item->errors, 8);
		put_times(&line, item);
		hft_line_mem(&line, " ", 1);
		hft_line_str(&line, hft_syscall_name(nr_of(syscalls, item),
						     name, sizeof(name)));
		hft_out_line(print->out, &line);
	}
}

void hft_syscalls_json(const struct hft_syscalls *syscalls,
		       const struct hft_timeline_print *print,
		       struct hft_json *json)
{
	struct order order;
	char name[64];

	sort(syscalls, &order);
	hft_json_array(json, "syscalls");
	for (size_t i = 0; i < order.n; i++) {
		const struct hft_syscalls_of_nr *item = order.items[i];
		uint32_t nr = nr_of(syscalls, item);

		hft_json_object(json, NULL);
		hft_json_int(json, "nr",
			     nr < HFT_SYSCALLS_MAX ? (int64_t)nr : -1);
		hft_json_string(json, "name",
				hft_syscall_name(nr, name, sizeof(name)));
		hft_json_time(json, "first_ns", print, item->first);
		hft_json_uint(json, "calls", item->calls);
		hft_json_uint(json, "errors", item->errors);
		hft_json_uint(json, "timed", item->timed);
		hft_json_uint(json, "total_ns", item->total);
		hft_json_uint(json, "max_ns", item->longest);
		hft_json_object(json, "longest");
		if (item->timed)
			hft_json_where(json, &item->longest_where);
		hft_json_end_object(json);
		hft_json_end_object(json);
	}
	hft_json_end_array(json);
	hft_json_uint(json, "unmatched_returns", syscalls->unmatched);
}
