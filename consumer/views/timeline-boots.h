/* SPDX-License-Identifier: MIT */
/* The timeline's boots: what each VM did from one epoch to the next. */
#ifndef HYPERFTRACE_TIMELINE_BOOTS_H
#define HYPERFTRACE_TIMELINE_BOOTS_H

#include "timeline-lanes.h"

/* Of more than this only the number is kept. */
#define HFT_BOOTS_MAX 1024
#define HFT_PHASES_MAX 32

/* An epoch of a VM in which something was seen that a boot is told by. */
struct hft_boot {
	uint64_t vm;
	/* 1, 2, 3, ... */
	unsigned int number;
	/* The latest record in it. */
	int64_t last;
	/* See timeline-phases.h: by its table's index. */
	struct hft_phase_seen {
		bool begun;
		/* Of a call. */
		bool ended;
		int64_t begin;
		int64_t end;
	} phases[HFT_PHASES_MAX];
	/* One more than the index of the phase that it is in. */
	unsigned int reached;
	/* See timeline-initcalls.h: levels come, and how many have begun. */
	bool levels_come;
	unsigned int levels;
};

/* All zero at first. */
struct hft_boots {
	struct hft_boot **items;
	size_t n;
	size_t capacity;
	/* There were more, of which this is any. */
	uint64_t refused;
	struct hft_boot rest;
};

/* The boot that a VM is in. NULL if there is no memory. */
struct hft_boot *hft_boots_current(struct hft_boots *boots,
				   struct hft_timeline_vm *vm);
void hft_boots_deinit(struct hft_boots *boots);

/* The VM begins anew, or the trace ends. */
void hft_boots_end(struct hft_timeline_vm *vm);

/* Write "VM 4321", or "VM 4321, boot 2", to size bytes. Returns text. */
char *hft_boot_name(const struct hft_boot *boot, char *text, size_t size);

/*
 * Whether a function has this name, or one that the compiler made of it, as in
 * name.isra.0.
 */
bool hft_function_is(const struct hft_function *function, const char *name);

#endif
