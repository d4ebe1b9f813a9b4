/* SPDX-License-Identifier: MIT */
/* Where the fields that we read are in the events of one class. */
#ifndef HYPERFTRACE_EVENT_CLASS_H
#define HYPERFTRACE_EVENT_CLASS_H

#include <babeltrace2/babeltrace.h>

#include "../engine/engine.h"
#include "../engine/error.h"
#include "../engine/hash.h"
#include "../engine/told.h"
#include "../views/view.h"

#define HFT_EVENT_HYPERCALL "kvm_x86_hypercall"
#define HFT_EVENT_PAGE "hyperftrace_page"
#define HFT_EVENT_ENTRY "kvm_x86_entry"
#define HFT_EVENT_EXIT "kvm_x86_exit"

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

enum hft_event_type {
	/* Somebody else's. */
	HFT_TYPE_OTHER,
	HFT_TYPE_HYPERCALL,
	HFT_TYPE_PAGE,
	/* KVM's, if they say which vCPU's. */
	HFT_TYPE_ENTRY,
	HFT_TYPE_EXIT,
	/* What filter.hyperftrace.calls made, or LTTng-UST of functions. */
	HFT_TYPE_TOLD,
};

/* Fields of a page that are single integers. */
enum hft_page_field {
	HFT_PAGE_VERSION,
	HFT_PAGE_FLAGS,
	HFT_PAGE_SESSION,
	HFT_PAGE_SEQ,
	HFT_PAGE_GUEST_TSC,
	HFT_PAGE_DELAY_NS,
	HFT_PAGE_ERROR,
	HFT_PAGE_FIELDS,
};

struct hft_told_class;

struct hft_event_class {
	struct hft_node node;
	/* A reference, so that no other class gets its address. */
	const bt_event_class *bt;
	bool has_clock;
	enum hft_event_type type;
	/* Everything below is not of somebody else's. */
	enum hft_lane_kind lanes;
	struct hft_field vm;
	struct hft_field vcpu;
	union {
		struct {
			struct hft_field nr;
			struct hft_field args[4];
		};
		struct {
			struct hft_field page[HFT_PAGE_FIELDS];
			uint64_t records_index;
		};
		struct {
			struct hft_field isa;
			struct hft_field reason;
			struct hft_field rip;
		};
		struct hft_told_class *told;
	};
};

/* Memory for the words of a page. */
struct hft_words {
	uint64_t *words;
	size_t capacity;
};

/*
 * Look at an event class. Returns NULL and sets the error if a field of a
 * hypercall or page is missing or of another type, or there is no memory.
 */
struct hft_event_class *hft_event_class_create(const bt_event_class *bt,
					       struct hft_error *error);
void hft_event_class_destroy(struct hft_event_class *class);

/*
 * Read a page's fields and its protocol's major version; its time is left
 * alone. The words are in the memory, which grows, until the next call.
 * Returns 0, or -1 if there is no memory.
 */
int hft_event_class_read_page(const struct hft_event_class *class,
			      const bt_event *event, struct hft_page *page,
			      uint64_t *version, struct hft_words *words);

/* Read a hypercall's fields; its time is left alone. */
void hft_event_class_read(const struct hft_event_class *class,
			  const bt_event *event,
			  struct hft_hypercall *hypercall);

/* Read what was told; its time is left alone. */
void hft_event_class_read_told(const struct hft_event_class *class,
			       const bt_event *event, struct hft_told *told);

/* Read the fields of a VM exit or entry; its time is left alone. */
void hft_event_class_read_transition(const struct hft_event_class *class,
				     const bt_event *event,
				     struct hft_transition *transition);

#endif
