/* SPDX-License-Identifier: MIT */
/* Where the fields that we read are in the events of one class. */
#ifndef HYPERFTRACE_EVENT_CLASS_H
#define HYPERFTRACE_EVENT_CLASS_H

#include <babeltrace2/babeltrace.h>

#include "../engine/engine.h"
#include "../engine/error.h"
#include "../engine/hash.h"
#include "../views/replay.h"

#define HFT_EVENT_HYPERCALL "kvm_x86_hypercall"

enum hft_scope {
	HFT_SCOPE_NONE,
	HFT_SCOPE_PAYLOAD,
	HFT_SCOPE_SPECIFIC,
	HFT_SCOPE_COMMON,
	HFT_SCOPE_PACKET,
};

struct hft_field {
	enum hft_scope scope;
	uint64_t index;
	bool is_signed;
};

struct hft_event_class {
	struct hft_node node;
	/* A reference, so that no other class gets its address. */
	const bt_event_class *bt;
	bool has_clock;
	/* Everything below is of hypercalls only. */
	bool is_hypercall;
	struct hft_field nr;
	struct hft_field args[4];
	enum hft_lane_kind lanes;
	struct hft_field vm;
	struct hft_field vcpu;
};

/*
 * Look at an event class. Returns NULL and sets the error if a field of a
 * hypercall is missing or no integer, or there is no memory.
 */
struct hft_event_class *hft_event_class_create(const bt_event_class *bt,
					       struct hft_error *error);
void hft_event_class_destroy(struct hft_event_class *class);

/* Read a hypercall's fields; its time is left alone. */
void hft_event_class_read(const struct hft_event_class *class,
			  const bt_event *event,
			  struct hft_hypercall *hypercall);

#endif
