/* SPDX-License-Identifier: MIT */
/*
 * The timeline's initcalls: what do_one_initcall() calls, at boot level by
 * level, and when a module is loaded. Where the compiler has left no function
 * that is called once for each level, parse_args() is: it reads the command
 * line anew for each.
 */
#ifndef HYPERFTRACE_TIMELINE_INITCALLS_H
#define HYPERFTRACE_TIMELINE_INITCALLS_H

#include "timeline-boots.h"

/* A kernel has some 2,000; of more than this there is only the number. */
#define HFT_INITCALLS_MAX 65536

enum hft_initcall_level {
	/* Not known. */
	HFT_LEVEL_NONE,
	HFT_LEVEL_EARLY,
	HFT_LEVEL_PURE,
	HFT_LEVEL_CORE,
	HFT_LEVEL_POSTCORE,
	HFT_LEVEL_ARCH,
	HFT_LEVEL_SUBSYS,
	HFT_LEVEL_FS,
	HFT_LEVEL_DEVICE,
	HFT_LEVEL_LATE,
	HFT_LEVEL_MODULE,
	HFT_LEVELS,
};

/* What a function is to initcalls: several may hold. */
enum hft_initcall_role {
	/* do_one_initcall(). */
	HFT_INITCALL_CALLER = 1 << 0,
	/* It calls this one, too, and it is no initcall. */
	HFT_INITCALL_HELPER = 1 << 1,
	/* Called once when a level begins. */
	HFT_INITCALL_LEVEL = 1 << 2,
	/* Called at boot when early initcalls are over. */
	HFT_INITCALL_NO_LONGER_EARLY = 1 << 3,
};

struct hft_initcall {
	/* NULL as long as it is not known what is called. */
	const struct hft_function *function;
	struct hft_boot *boot;
	int64_t begin;
	enum hft_initcall_level level;
	/* It has ended, and its times are known. */
	bool timed;
	uint64_t total;
	uint64_t self;
	/* Calls in it, at all levels, that were traced. */
	uint64_t calls;
};

/* All zero at first. */
struct hft_initcalls {
	struct hft_initcall *items;
	size_t n;
	size_t capacity;
	/* There were more. */
	uint64_t refused;
};

/* enum hft_initcall_role of a function. */
unsigned int hft_initcall_role(const struct hft_function *function);

/*
 * A function with a role other than HFT_INITCALL_HELPER is entered. Uses the
 * data of do_one_initcall()'s call. Returns 0 or -ENOMEM.
 */
int hft_initcalls_enter(struct hft_initcalls *initcalls, unsigned int role,
			struct hft_boot *boot, const struct hft_call *call);

/*
 * do_one_initcall() calls a function that is no helper: an initcall, if it is
 * the first that is not an interrupt's. Uses the data of its call.
 */
void hft_initcalls_called(struct hft_initcalls *initcalls,
			  const struct hft_call *call);

/* A call ends that has data. */
void hft_initcalls_exit(struct hft_initcalls *initcalls,
			const struct hft_call *call);
void hft_initcalls_deinit(struct hft_initcalls *initcalls);

/* The section. */
void hft_initcalls_text(const struct hft_initcalls *initcalls,
			const struct hft_boots *boots,
			const struct hft_timeline_print *print);
void hft_initcalls_json(const struct hft_initcalls *initcalls,
			const struct hft_timeline_print *print,
			struct hft_json *json);

#endif
