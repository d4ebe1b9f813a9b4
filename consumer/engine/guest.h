/* SPDX-License-Identifier: MIT */
/*
 * What the trace tells of one guest, in records of the kinds HFT_REC_HELLO
 * to HFT_REC_BYE: facts, names of functions, tasks and what they execute. It
 * is as of the point of the trace that has been read.
 */
#ifndef HYPERFTRACE_GUEST_H
#define HYPERFTRACE_GUEST_H

#include <stddef.h>
#include <stdint.h>

#include "processes.h"
#include "symbol-table.h"
#include "symbols.h"

/* Of a kernel's release, printable, with the NUL. */
#define HFT_RELEASE_MAX 256

struct hft_hello {
	uint64_t session;
	/* The bytes of a UUID, in the order of their text. */
	uint64_t boot_id[2];
	/* 0 if the guest does not know. */
	uint32_t tsc_khz;
	uint32_t n_cpus;
	uint32_t flush_ms;
	/* Of a buffer. */
	uint32_t bytes;
	/* HFT_HELLO_* */
	uint64_t flags;
	/* Of the protocol's version. */
	uint32_t minor;
	char release[HFT_RELEASE_MAX];
};

struct hft_guest;

/*
 * Make a guest of which nothing is known. files, which may be NULL, are asked
 * for what the trace does not name, through hft_symbols_share(). NULL if there
 * is no memory.
 */
struct hft_guest *hft_guest_create(struct hft_symbols *files);
void hft_guest_destroy(struct hft_guest *guest);

/*
 * Take a record, of any content, in the order of the trace. Returns 0;
 * -ENOENT if the kind is none of HFT_REC_HELLO to HFT_REC_BYE; -EINVAL if it
 * is malformed, of which symbols before the error are kept; -E2BIG if it was
 * ignored because the guest has used up what it may take; -ENOMEM.
 */
int hft_guest_message(struct hft_guest *guest, unsigned int kind,
		      uint32_t number, const uint64_t *words, size_t n_words);

/* The latest hello; NULL before the first. */
const struct hft_hello *hft_guest_hello(const struct hft_guest *guest);

/*
 * The function that an address belongs to now, by the rules of symbols.h;
 * NULL if there is none. The result lives as long as the guest. It was
 * entered, or around that instruction, which may be any.
 */
const struct hft_symbol *hft_guest_symbol(struct hft_guest *guest,
					  uint64_t address);
const struct hft_symbol *hft_guest_symbol_around(struct hft_guest *guest,
						 uint64_t address);

/* Of the files, as hft_symbols_generation() and hft_symbols_is_lost(). */
uint64_t hft_guest_generation(const struct hft_guest *guest);
bool hft_guest_is_lost(const struct hft_guest *guest);

/*
 * A task's name, printable; NULL if it is not known. It may be read for as
 * long as the guest lives, but after the next record it may be another's.
 */
const char *hft_guest_comm(const struct hft_guest *guest, uint32_t tid);

/* What is known of a task, until the next record; false if nothing is. */
bool hft_guest_task(const struct hft_guest *guest, uint32_t tid,
		    struct hft_process_task *task);

/* A process's mapping that an address is in, until the next record, or NULL. */
const struct hft_mapping *hft_guest_mapping(const struct hft_guest *guest,
					    uint32_t tgid, uint64_t address);

/* The modules that are loaded, 0, 1, ... by name; NULL past the last. */
const struct hft_module *hft_guest_module(const struct hft_guest *guest,
					  size_t index);

/* The module whose text an address is in now, NULL if there is none. */
const struct hft_module *hft_guest_module_at(const struct hft_guest *guest,
					     uint64_t address);

#endif
