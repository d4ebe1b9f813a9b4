/* SPDX-License-Identifier: MIT */
/*
 * Where the fields of what is told are in the events of one class: of
 * filter.hyperftrace.calls, or of LTTng-UST's helper for functions, whose names
 * of events ours have.
 */
#ifndef HYPERFTRACE_TOLD_CLASS_H
#define HYPERFTRACE_TOLD_CLASS_H

#include "event-class.h"
#include "told-event.h"

struct hft_told_class {
	enum hft_told_kind kind;
	/* LTTng-UST's: there is an address, and perhaps the thread. */
	bool plain;
	/* HFT_SCOPE_NONE: the events do not have it. */
	struct hft_field fields[HFT_TOLD_N_FIELDS];
	struct hft_field context[HFT_TOLD_N_CONTEXT + 1];
};

/* The kind of events of a class; HFT_TOLD_KINDS if it is somebody else's. */
enum hft_told_kind hft_told_class_kind(const bt_event_class *bt);

/* Look at a class of a kind. NULL if there is no memory. */
struct hft_told_class *hft_told_class_create(const bt_event_class *bt,
					     enum hft_told_kind kind);
void hft_told_class_destroy(struct hft_told_class *class);

/* Read an event; its time, and of a plain one its vCPU, are left alone. */
void hft_told_class_read(const struct hft_told_class *class,
			 const bt_event *event, struct hft_told *told);

#endif
