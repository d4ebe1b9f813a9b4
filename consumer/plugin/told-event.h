/* SPDX-License-Identifier: MIT */
/*
 * The events of filter.hyperftrace.calls, one for each kind of struct hft_told:
 * what they are called and what their fields are, for the filter that makes
 * them and for the reader.
 */
#ifndef HYPERFTRACE_TOLD_EVENT_H
#define HYPERFTRACE_TOLD_EVENT_H

#include <babeltrace2/babeltrace.h>

#include "../engine/told.h"

#define HFT_EVENT_FUNC_ENTRY "lttng_ust_cyg_profile:func_entry"
#define HFT_EVENT_FUNC_EXIT "lttng_ust_cyg_profile:func_exit"

enum hft_told_type {
	HFT_TOLD_U32,
	HFT_TOLD_S32,
	HFT_TOLD_U64,
	HFT_TOLD_S64,
	HFT_TOLD_HEX,
	HFT_TOLD_STRING,
};

struct hft_told_field {
	const char *name;
	enum hft_told_type type;
	/* Of its member in struct hft_told. */
	size_t offset;
	/* Bits of the kinds that have it. */
	unsigned int kinds;
};

/* Names of events, by their kind. */
extern const char *const hft_told_events[HFT_TOLD_KINDS];

/* The fields of the events' payloads, in this order; NULL at the end. */
extern const struct hft_told_field hft_told_fields[];
#define HFT_TOLD_N_FIELDS 37

/* Those of the context that all have; NULL at the end. */
extern const struct hft_told_field hft_told_context[];
#define HFT_TOLD_N_CONTEXT 3

static inline uint64_t *hft_told_number(const struct hft_told_field *field,
					struct hft_told *told)
{
	return (uint64_t *)((char *)told + field->offset);
}

static inline const char **hft_told_string(const struct hft_told_field *field,
					   struct hft_told *told)
{
	return (const char **)((char *)told + field->offset);
}

#endif
