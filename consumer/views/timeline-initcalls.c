/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "timeline-initcalls.h"

static const char *const level_names[] = {
	[HFT_LEVEL_NONE] = "-",
	[HFT_LEVEL_EARLY] = "early",
	[HFT_LEVEL_PURE] = "pure",
	[HFT_LEVEL_CORE] = "core",
	[HFT_LEVEL_POSTCORE] = "postcore",
	[HFT_LEVEL_ARCH] = "arch",
	[HFT_LEVEL_SUBSYS] = "subsys",
	[HFT_LEVEL_FS] = "fs",
	[HFT_LEVEL_DEVICE] = "device",
	[HFT_LEVEL_LATE] = "late",
	[HFT_LEVEL_MODULE] = "module",
};

static const struct {
	const char *function;
	unsigned int role;
} roles[] = {
	{ "do_one_initcall", HFT_INITCALL_CALLER },
	{ "initcall_blacklisted", HFT_INITCALL_HELPER },
	{ "do_trace_initcall_start", HFT_INITCALL_HELPER },
	{ "do_trace_initcall_finish", HFT_INITCALL_HELPER },
	{ "trace_initcall_start_cb", HFT_INITCALL_HELPER },
	{ "trace_initcall_finish_cb", HFT_INITCALL_HELPER },
	{ "do_initcall_level", HFT_INITCALL_LEVEL },
	{ "parse_args", HFT_INITCALL_LEVEL },
	{ "smp_init", HFT_INITCALL_NO_LONGER_EARLY },
	{ "sched_init_smp", HFT_INITCALL_NO_LONGER_EARLY },
	{ "do_basic_setup", HFT_INITCALL_NO_LONGER_EARLY },
	{ "driver_init", HFT_INITCALL_NO_LONGER_EARLY },
	{ "do_initcalls", HFT_INITCALL_NO_LONGER_EARLY },
};

unsigned int hft_initcall_role(const struct hft_function *function)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
		if (hft_function_is(function, roles[i].function))
			return roles[i].role;
	}
	return 0;
}

static bool by_init(const struct hft_call *call)
{
	return call->place->task_known && call->place->task.tid == 1;
}

/* What is called next is known to be of no level before "pure". */
static void end_early(struct hft_initcalls *initcalls, struct hft_boot *boot)
{
	if (boot->levels_come)
		return;
	boot->levels_come = true;
	for (size_t i = initcalls->n; i-- > 0;) {
		struct hft_initcall *initcall = &initcalls->items[i];

		if (initcall->boot == boot && initcall->level == HFT_LEVEL_NONE)
			initcall->level = HFT_LEVEL_EARLY;
	}
}

/* What runs the levels: it may be one function after inlining. */
static bool runs_levels(const struct hft_function *function)
{
	static const char *const names[] = {
		"kernel_init",
		"kernel_init_freeable",
		"do_basic_setup",
		"do_initcalls",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (hft_function_is(function, names[i]))
			return true;
	}
	return false;
}

/*
 * A level begins, unless parse_args() is called for something else: by
 * do_initcall_level(), which has been counted, or by an initcall. The caller's
 * entry may be older than the trace.
 */
static void begin_level(struct hft_boot *boot, const struct hft_call *call)
{
	if (boot->levels_come && (!call->caller || runs_levels(call->caller)))
		boot->levels++;
}

static enum hft_initcall_level level_of(const struct hft_boot *boot,
					const struct hft_call *call)
{
	unsigned int level = HFT_LEVEL_PURE + boot->levels - 1;

	if (call->caller && hft_function_is(call->caller, "do_init_module"))
		return HFT_LEVEL_MODULE;
	if (!by_init(call) || !boot->levels || level > HFT_LEVEL_LATE)
		return HFT_LEVEL_NONE;
	return level;
}

static int add(struct hft_initcalls *initcalls, struct hft_boot *boot,
	       const struct hft_call *call)
{
	size_t capacity = initcalls->capacity ? 2 * initcalls->capacity : 256;
	struct hft_initcall *bigger;

	if (initcalls->n == HFT_INITCALLS_MAX) {
		initcalls->refused++;
		return 0;
	}
	if (initcalls->n == initcalls->capacity) {
		bigger = reallocarray(initcalls->items, capacity,
				      sizeof(*bigger));
		if (!bigger)
			return -ENOMEM;
		initcalls->items = bigger;
		initcalls->capacity = capacity;
	}
	initcalls->items[initcalls->n++] = (struct hft_initcall){
		.boot = boot,
		.level = level_of(boot, call),
	};
	*call->data = initcalls->n;
	return 0;
}

int hft_initcalls_enter(struct hft_initcalls *initcalls, unsigned int role,
			struct hft_boot *boot, const struct hft_call *call)
{
	if (role & HFT_INITCALL_CALLER)
		return add(initcalls, boot, call);
	if (!by_init(call))
		return 0;
	if (role & HFT_INITCALL_NO_LONGER_EARLY)
		end_early(initcalls, boot);
	if (role & HFT_INITCALL_LEVEL)
		begin_level(boot, call);
	return 0;
}

void hft_initcalls_called(struct hft_initcalls *initcalls,
			  const struct hft_call *call)
{
	struct hft_initcall *initcall;

	if (!*call->caller_data || call->place->context)
		return;
	initcall = &initcalls->items[*call->caller_data - 1];
	if (initcall->function)
		return;
	initcall->function = call->function;
	initcall->begin = call->ts;
	*call->data = *call->caller_data;
}

void hft_initcalls_exit(struct hft_initcalls *initcalls,
			const struct hft_call *call)
{
	struct hft_initcall *initcall = &initcalls->items[*call->data - 1];

	/* The data of do_one_initcall() is the same. */
	if (initcall->function != call->function ||
	    !(call->flags & HFT_CALL_TIMED))
		return;
	initcall->timed = true;
	initcall->total = call->times.total;
	initcall->self = call->times.self;
	initcall->calls = call->times.calls;
}

void hft_initcalls_deinit(struct hft_initcalls *initcalls)
{
	free(initcalls->items);
}

/* Of one level. */
struct sum {
	uint64_t n;
	uint64_t total;
	uint64_t adjusted;
};

static uint64_t adjusted(const struct hft_initcall *initcall,
			 const struct hft_timeline_print *print)
{
	return hft_timeline_adjust(print, initcall->total, initcall->calls);
}

static void sum_up(const struct hft_initcalls *initcalls,
		   const struct hft_timeline_print *print,
		   struct sum sums[HFT_LEVELS])
{
	for (size_t i = 0; i < initcalls->n; i++) {
		const struct hft_initcall *initcall = &initcalls->items[i];
		struct sum *sum = &sums[initcall->level];

		if (!initcall->function)
			continue;
		sum->n++;
		sum->total += initcall->total;
		sum->adjusted += adjusted(initcall, print);
	}
}

static void put_initcall(const struct hft_initcall *initcall,
			 const struct hft_timeline_print *print)
{
	struct hft_line line = { .length = 0 };
	size_t end;

	hft_line_time(&line, print, initcall->begin);
	end = line.length + 3 * 16;
	if (initcall->timed) {
		hft_line_us(&line, initcall->total);
		hft_line_us(&line, adjusted(initcall, print));
		hft_line_us(&line, initcall->self);
	}
	hft_line_pad(&line, end);
	hft_line_mem(&line, " ", 1);
	hft_line_str(&line, level_names[initcall->level]);
	hft_line_pad(&line, end + 10);
	hft_line_function(&line, initcall->function);
	if (!initcall->timed)
		hft_line_str(&line, ": end not seen");
	hft_out_line(print->out, &line);
}

static void put_sums(const struct hft_initcalls *initcalls,
		     const struct hft_timeline_print *print)
{
	struct sum sums[HFT_LEVELS] = { 0 };
	struct hft_line line = { .length = 0 };

	sum_up(initcalls, print, sums);
	hft_out_format(print->out,
		       "# initcalls of each level\n"
		       "#          NUMBER      TOTAL (us)  ADJUSTED (us)"
		       "                 LEVEL\n");
	for (unsigned int i = 0; i < HFT_LEVELS; i++) {
		if (!sums[i].n)
			continue;
		hft_line_number(&line, sums[i].n, 16);
		hft_line_us(&line, sums[i].total);
		hft_line_us(&line, sums[i].adjusted);
		hft_line_pad(&line, line.length + 17);
		hft_line_str(&line, level_names[i]);
		hft_out_line(print->out, &line);
	}
}

/* Returns whether there were any. */
static bool put_boot(const struct hft_initcalls *initcalls,
		     const struct hft_boot *boot,
		     const struct hft_timeline_print *print)
{
	bool any = false;
	char name[64];

	for (size_t i = 0; i < initcalls->n; i++) {
		const struct hft_initcall *initcall = &initcalls->items[i];

		if (!initcall->function || initcall->boot != boot)
			continue;
		if (!any)
			hft_out_format(print->out,
				       "\n# initcalls of %s\n"
				       "#       BEGIN (s)      TOTAL (us)"
				       "   ADJUSTED (us)       SELF (us)"
				       " LEVEL    INITCALL\n",
				       hft_boot_name(boot, name, sizeof(name)));
		any = true;
		put_initcall(initcall, print);
	}
	return any;
}

void hft_initcalls_text(const struct hft_initcalls *initcalls,
			const struct hft_boots *boots,
			const struct hft_timeline_print *print)
{
	bool any = false;

	for (size_t i = 0; i < boots->n; i++)
		any = put_boot(initcalls, boots->items[i], print) || any;
	if (any)
		put_sums(initcalls, print);
	else
		hft_out_format(print->out, "\n# initcalls: none were seen\n");
	if (initcalls->refused)
		hft_out_format(print->out, "# %llu more are left out\n",
			       (unsigned long long)initcalls->refused);
}

static void put_json_initcall(const struct hft_initcall *initcall,
			      const struct hft_timeline_print *print,
			      struct hft_json *json)
{
	hft_json_object(json, NULL);
	hft_json_int(json, "vm", (int64_t)initcall->boot->vm);
	hft_json_uint(json, "boot", initcall->boot->number);
	hft_json_string(json, "name", initcall->function->name);
	hft_json_string(json, "level",
			initcall->level ? level_names[initcall->level] : NULL);
	hft_json_time(json, "begin_ns", print, initcall->begin);
	hft_json_bool(json, "ended", initcall->timed);
	hft_json_uint(json, "total_ns", initcall->total);
	hft_json_uint(json, "adjusted_ns", adjusted(initcall, print));
	hft_json_uint(json, "self_ns", initcall->self);
	hft_json_uint(json, "calls", initcall->calls);
	hft_json_end_object(json);
}

void hft_initcalls_json(const struct hft_initcalls *initcalls,
			const struct hft_timeline_print *print,
			struct hft_json *json)
{
	struct sum sums[HFT_LEVELS] = { 0 };

	hft_json_array(json, "initcalls");
	for (size_t i = 0; i < initcalls->n; i++) {
		if (initcalls->items[i].function)
			put_json_initcall(&initcalls->items[i], print, json);
	}
	hft_json_end_array(json);
	hft_json_uint(json, "refused_initcalls", initcalls->refused);
	sum_up(initcalls, print, sums);
	hft_json_array(json, "levels");
	for (unsigned int i = 0; i < HFT_LEVELS; i++) {
		if (!sums[i].n)
			continue;
		hft_json_object(json, NULL);
		hft_json_string(json, "level", i ? level_names[i] : NULL);
		hft_json_uint(json, "initcalls", sums[i].n);
		hft_json_uint(json, "total_ns", sums[i].total);
		hft_json_uint(json, "adjusted_ns", sums[i].adjusted);
		hft_json_end_object(json);
	}
	hft_json_end_array(json);
}
