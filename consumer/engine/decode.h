/* SPDX-License-Identifier: MIT */
/* What one hypercall says, without any state. */
#ifndef HYPERFTRACE_DECODE_H
#define HYPERFTRACE_DECODE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The guest is not trusted: numbers beyond these are malformed. Linux's
 * shadow stack holds a few hundred calls, its PID_MAX_LIMIT is 4194304.
 */
#define HFT_DEPTH_MAX 4096
#define HFT_TID_MAX INT32_MAX

enum hft_kind {
	HFT_KIND_ENTRY,
	HFT_KIND_EXIT,
	HFT_KIND_SWITCH,
	/* A page is handed over, and a guest asks who listens: no content. */
	HFT_KIND_PAGE,
	HFT_KIND_PROBE,
	/* A number in our range that this version does not know. */
	HFT_KIND_UNKNOWN,
	/* Somebody else's hypercall: KVM's own, or another hypervisor's. */
	HFT_KIND_FOREIGN,
	/* Our number, with arguments that no guest module sends. */
	HFT_KIND_MALFORMED,
};

struct hft_task_name {
	uint32_t tid;
	uint32_t tgid;
};

struct hft_decoded {
	enum hft_kind kind;
	/* Entry and exit. */
	bool user;
	uint64_t address;
	/* Out of a page: the depth is exact on entries, too. */
	bool paged;
	/* Kernel functions: traced calls below this one. A hint on an entry. */
	uint32_t depth;
	/* Kernel exit that is not out of a page: ns of the guest's clock. */
	uint64_t duration;
	/* Switch. */
	struct hft_task_name prev;
	struct hft_task_name next;
};

/*
 * Decode a hypercall's number and arguments, as the trace has them. Only the
 * members of the kind found are set. It cannot fail: what is wrong is a kind.
 */
struct hft_decoded hft_decode(uint64_t nr, const uint64_t args[4]);

#endif
