/* SPDX-License-Identifier: MIT */
/*
 * What the engine tells, put into words to be told again: struct hft_told for
 * each callback. An engine that is told them tells the same.
 */
#ifndef HYPERFTRACE_RETELL_H
#define HYPERFTRACE_RETELL_H

#include "../engine/engine.h"
#include "../engine/told.h"

/* Who listens. Strings live as long as the call. */
struct hft_retell_ops {
	void (*told)(void *listener, const struct hft_told *told);
	/* HFT_LOST_EVENTS and HFT_LOST_PACKETS, which are not of the guest. */
	void (*lost)(void *listener, const struct hft_lost *lost);
};

struct hft_retell;

/* The callbacks to make an engine with; its view is the struct hft_retell. */
extern const struct hft_engine_ops hft_retell_engine_ops;

/* NULL if there is no memory. */
struct hft_retell *hft_retell_create(const struct hft_retell_ops *ops,
				     void *listener);
void hft_retell_destroy(struct hft_retell *retell);

/* The time that views count from, in ns: before the first callback. */
void hft_retell_begin(struct hft_retell *retell, int64_t ts);

/* 0, or ENOMEM: then not all was told. */
int hft_retell_failure(const struct hft_retell *retell);

#endif
