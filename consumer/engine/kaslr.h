/* SPDX-License-Identifier: MIT */
/*
 * Where a kernel is: vmlinux and System.map have the addresses it is linked
 * at, and it moves by an offset of its own each time it boots. The offset is
 * found by what is seen: functions that are entered, or names that the trace
 * tells of. One that may be wrong is not taken.
 */
#ifndef HYPERFTRACE_KASLR_H
#define HYPERFTRACE_KASLR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the kernel itself may be; its modules are elsewhere. */
#define HFT_KASLR_BEGIN 0xffffffff80000000ULL
#define HFT_KASLR_END 0xffffffffc0000000ULL
/* Offsets are multiples of it. */
#define HFT_KASLR_ALIGN (2ULL << 20)
/* Without an offset the kernel is not above it, with one not below it. */
#define HFT_KASLR_FIRST 0xffffffff81000000ULL

/* Functions that must be seen; it is tried again with each quarter more. */
#define HFT_KASLR_SEEN_MIN 16
#define HFT_KASLR_SEEN_MAX 1024
/* Names that must have been told of, and how many are compared for that. */
#define HFT_KASLR_TOLD_MIN 16
#define HFT_KASLR_ASKED_MAX 256

/* Where the functions of a kernel start, as its file has it: ascending. */
struct hft_kaslr_starts {
	const uint64_t *addresses;
	size_t n;
};

/*
 * Find the one offset with which nearly all of these addresses that are in the
 * kernel then are entries of functions, and enough of them where functions are
 * not close together. Returns false if there is none, or more than one.
 */
bool hft_kaslr_find(const struct hft_kaslr_starts *starts,
		    const uint64_t *addresses, size_t n, int64_t *offset);

enum hft_kaslr_state {
	HFT_KASLR_SEEKING,
	HFT_KASLR_FOUND,
	/* What was seen did not show it. */
	HFT_KASLR_NOT_FOUND,
	/* What was told of contradicts it: the file is of another kernel. */
	HFT_KASLR_OTHER_KERNEL,
};

/* The search. All zero: seeking. */
struct hft_kaslr {
	enum hft_kaslr_state state;
	/* Of what is in the guest from what is in the file, if found. */
	int64_t offset;
	/* Ascending. */
	uint64_t seen[HFT_KASLR_SEEN_MAX];
	size_t n_seen;
	size_t next_try;
	int64_t told[HFT_KASLR_TOLD_MIN];
	size_t n_told;
	size_t n_asked;
};

static inline bool hft_kaslr_is_kernel(uint64_t address)
{
	return address >= HFT_KASLR_BEGIN && address < HFT_KASLR_END;
}

/* A function was entered. Returns true if the state has changed. */
bool hft_kaslr_see(struct hft_kaslr *kaslr,
		   const struct hft_kaslr_starts *starts, uint64_t address);

/* May a name still be told of? Each answer that is yes counts. */
bool hft_kaslr_ask(struct hft_kaslr *kaslr);

/*
 * The trace tells of a name that is at this address in the file, and nowhere
 * else. Returns true if the state has changed.
 */
bool hft_kaslr_tell(struct hft_kaslr *kaslr, uint64_t in_file,
		    uint64_t in_guest);

#endif
