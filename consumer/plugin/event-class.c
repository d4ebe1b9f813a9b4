/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "event-class.h"

static const bt_field_class *scope_class(const bt_event_class *bt,
					 enum hft_scope scope)
{
	const bt_stream_class *stream =
		bt_event_class_borrow_stream_class_const(bt);

	switch (scope) {
	case HFT_SCOPE_PAYLOAD:
		return bt_event_class_borrow_payload_field_class_const(bt);
	case HFT_SCOPE_SPECIFIC:
		return bt_event_class_borrow_specific_context_field_class_const(
			bt);
	case HFT_SCOPE_COMMON:
		return bt_stream_class_borrow_event_common_context_field_class_const(
			stream);
	case HFT_SCOPE_PACKET:
		if (!bt_stream_class_supports_packets(stream))
			return NULL;
		return bt_stream_class_borrow_packet_context_field_class_const(
			stream);
	case HFT_SCOPE_NONE:
		break;
	}
	return NULL;
}

static const bt_field *scope_field(const bt_event *event, enum hft_scope scope)
{
	switch (scope) {
	case HFT_SCOPE_PAYLOAD:
		return bt_event_borrow_payload_field_const(event);
	case HFT_SCOPE_SPECIFIC:
		return bt_event_borrow_specific_context_field_const(event);
	case HFT_SCOPE_COMMON:
		return bt_event_borrow_common_context_field_const(event);
	case HFT_SCOPE_PACKET:
		return bt_packet_borrow_context_field_const(
			bt_event_borrow_packet_const(event));
	case HFT_SCOPE_NONE:
		break;
	}
	return NULL;
}

enum found { FOUND, NOT_FOUND, NOT_INTEGER };

static enum found find_field(struct hft_field *field, const bt_event_class *bt,
			     enum hft_scope scope, const char *name)
{
	const bt_field_class *structure = scope_class(bt, scope);
	const bt_field_class_structure_member *member;
	bt_field_class_type type;
	uint64_t n;

	if (!structure)
		return NOT_FOUND;
	n = bt_field_class_structure_get_member_count(structure);
	for (uint64_t i = 0; i < n; i++) {
		member = bt_field_class_structure_borrow_member_by_index_const(
			structure, i);
		if (strcmp(bt_field_class_structure_member_get_name(member),
			   name))
			continue;
		type = bt_field_class_get_type(
			bt_field_class_structure_member_borrow_field_class_const(
				member));
		if (!bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_INTEGER))
			return NOT_INTEGER;
		field->scope = scope;
		field->index = i;
		field->is_signed = bt_field_class_type_is(
			type, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER);
		return FOUND;
	}
	return NOT_FOUND;
}

static int need_field(struct hft_field *field, const bt_event_class *bt,
		      const char *name, struct hft_error *error)
{
	switch (find_field(field, bt, HFT_SCOPE_PAYLOAD, name)) {
	case FOUND:
		return 0;
	case NOT_INTEGER:
		return hft_error_set(
			error,
			"field \"%s\" of event " HFT_EVENT_HYPERCALL
			" is not an integer",
			name);
	case NOT_FOUND:
		break;
	}
	return hft_error_set(error,
			     "event " HFT_EVENT_HYPERCALL
			     " has no field \"%s\"",
			     name);
}

/* The first of some names, in the event's own context or its stream's. */
static bool find_context(struct hft_field *field, const bt_event_class *bt,
			 const char *const names[2])
{
	for (int i = 0; i < 2; i++) {
		if (find_field(field, bt, HFT_SCOPE_SPECIFIC, names[i]) ==
			    FOUND ||
		    find_field(field, bt, HFT_SCOPE_COMMON, names[i]) == FOUND)
			return true;
	}
	return false;
}

/* Find what names the VM and the vCPU, or stands in for them. */
static int find_lanes(struct hft_event_class *class, struct hft_error *error)
{
	static const char *const tids[] = { "tid", "vtid" };
	static const char *const pids[] = { "pid", "vpid" };
	const bt_event_class *bt = class->bt;

	if (find_field(&class->vm, bt, HFT_SCOPE_PAYLOAD, "vm_pid") !=
		    NOT_FOUND ||
	    find_field(&class->vcpu, bt, HFT_SCOPE_PAYLOAD, "vcpu_id") !=
		    NOT_FOUND) {
		class->lanes = HFT_LANES_VCPU;
		if (need_field(&class->vm, bt, "vm_pid", error))
			return -1;
		return need_field(&class->vcpu, bt, "vcpu_id", error);
	}
	if (find_context(&class->vcpu, bt, tids)) {
		class->lanes = HFT_LANES_THREAD;
		find_context(&class->vm, bt, pids);
		return 0;
	}
	class->lanes = HFT_LANES_CPU;
	if (find_field(&class->vcpu, bt, HFT_SCOPE_PACKET, "cpu_id") == FOUND)
		return 0;
	return hft_error_set(
		error,
		"event " HFT_EVENT_HYPERCALL
		" does not say where it occurred: it has neither fields vm_pid "
		"and vcpu_id, nor the context tid, nor a cpu_id of its packet");
}

static int find_hypercall(struct hft_event_class *class,
			  struct hft_error *error)
{
	static const char *const args[] = { "a0", "a1", "a2", "a3" };

	if (!class->has_clock)
		return hft_error_set(error, "event " HFT_EVENT_HYPERCALL
					    " has no time: its stream has no "
					    "clock");
	if (need_field(&class->nr, class->bt, "nr", error))
		return -1;
	for (int i = 0; i < 4; i++) {
		if (need_field(&class->args[i], class->bt, args[i], error))
			return -1;
	}
	return find_lanes(class, error);
}

struct hft_event_class *hft_event_class_create(const bt_event_class *bt,
					       struct hft_error *error)
{
	const char *name = bt_event_class_get_name(bt);
	struct hft_event_class *class = calloc(1, sizeof(*class));

	if (!class) {
		hft_error_set(error, "out of memory");
		return NULL;
	}
	class->bt = bt;
	bt_event_class_get_ref(bt);
	class->has_clock = bt_stream_class_borrow_default_clock_class_const(
		bt_event_class_borrow_stream_class_const(bt));
	class->is_hypercall = name && !strcmp(name, HFT_EVENT_HYPERCALL);
	if (class->is_hypercall && find_hypercall(class, error)) {
		hft_event_class_destroy(class);
		return NULL;
	}
	return class;
}

void hft_event_class_destroy(struct hft_event_class *class)
{
	bt_event_class_put_ref(class->bt);
	free(class);
}

static inline uint64_t read_field(const struct hft_field *field,
				  const bt_field *structure)
{
	const bt_field *value =
		bt_field_structure_borrow_member_field_by_index_const(
			structure, field->index);

	if (field->is_signed)
		return bt_field_integer_signed_get_value(value);
	return bt_field_integer_unsigned_get_value(value);
}

static uint64_t read_lane(const struct hft_field *field, const bt_event *event)
{
	/* A stand-in for the VM may not exist: then there is one, 0. */
	if (field->scope == HFT_SCOPE_NONE)
		return 0;
	return read_field(field, scope_field(event, field->scope));
}

void hft_event_class_read(const struct hft_event_class *class,
			  const bt_event *event,
			  struct hft_hypercall *hypercall)
{
	const bt_field *payload = bt_event_borrow_payload_field_const(event);

	hypercall->nr = read_field(&class->nr, payload);
	for (int i = 0; i < 4; i++)
		hypercall->args[i] = read_field(&class->args[i], payload);
	hypercall->vm = read_lane(&class->vm, event);
	hypercall->vcpu = read_lane(&class->vcpu, event);
}
