/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "told-class.h"

enum hft_told_kind hft_told_class_kind(const bt_event_class *bt)
{
	const char *name = bt_event_class_get_name(bt);
	unsigned int kind = 0;

	while (kind < HFT_TOLD_KINDS &&
	       (!name || strcmp(name, hft_told_events[kind])))
		kind++;
	return kind;
}

static const bt_field_class *class_of(const bt_event_class *bt,
				      enum hft_scope scope)
{
	switch (scope) {
	case HFT_SCOPE_PAYLOAD:
		return bt_event_class_borrow_payload_field_class_const(bt);
	case HFT_SCOPE_SPECIFIC:
		return bt_event_class_borrow_specific_context_field_class_const(
			bt);
	case HFT_SCOPE_COMMON:
		return bt_stream_class_borrow_event_common_context_field_class_const(
			bt_event_class_borrow_stream_class_const(bt));
	default:
		return NULL;
	}
}

static const bt_field *field_of(const bt_event *event, enum hft_scope scope)
{
	switch (scope) {
	case HFT_SCOPE_PAYLOAD:
		return bt_event_borrow_payload_field_const(event);
	case HFT_SCOPE_SPECIFIC:
		return bt_event_borrow_specific_context_field_const(event);
	default:
		return bt_event_borrow_common_context_field_const(event);
	}
}

/* One of another type than ours is not it. */
static bool is_of_type(const bt_field_class *class, enum hft_told_type type)
{
	return bt_field_class_type_is(bt_field_class_get_type(class),
				      type == HFT_TOLD_STRING
					      ? BT_FIELD_CLASS_TYPE_STRING
					      : BT_FIELD_CLASS_TYPE_INTEGER);
}

static void find(struct hft_field *found, const bt_event_class *bt,
		 enum hft_scope scope, const struct hft_told_field *field)
{
	const bt_field_class *structure = class_of(bt, scope);
	uint64_t n =
		structure ? bt_field_class_structure_get_member_count(structure)
			  : 0;

	for (uint64_t i = 0; i < n && found->scope == HFT_SCOPE_NONE; i++) {
		const bt_field_class_structure_member *member =
			bt_field_class_structure_borrow_member_by_index_const(
				structure, i);
		const bt_field_class *class =
			bt_field_class_structure_member_borrow_field_class_const(
				member);

		if (strcmp(bt_field_class_structure_member_get_name(member),
			   field->name) ||
		    !is_of_type(class, field->type))
			continue;
		found->scope = scope;
		found->index = i;
		found->is_signed = bt_field_class_type_is(
			bt_field_class_get_type(class),
			BT_FIELD_CLASS_TYPE_SIGNED_INTEGER);
	}
}

struct hft_told_class *hft_told_class_create(const bt_event_class *bt,
					     enum hft_told_kind kind)
{
	struct hft_told_class *class = calloc(1, sizeof(*class));
	bool has_name = false;

	if (!class)
		return NULL;
	class->kind = kind;
	for (size_t i = 0; hft_told_fields[i].name; i++) {
		const struct hft_told_field *field = &hft_told_fields[i];

		if (!(field->kinds & 1U << kind))
			continue;
		find(&class->fields[i], bt, HFT_SCOPE_PAYLOAD, field);
		has_name =
			has_name || (field->type == HFT_TOLD_STRING &&
				     class->fields[i].scope != HFT_SCOPE_NONE);
	}
	for (size_t i = 0; hft_told_context[i].name; i++) {
		find(&class->context[i], bt, HFT_SCOPE_SPECIFIC,
		     &hft_told_context[i]);
		find(&class->context[i], bt, HFT_SCOPE_COMMON,
		     &hft_told_context[i]);
	}
	class->plain =
		(kind == HFT_TOLD_ENTER || kind == HFT_TOLD_EXIT) && !has_name;
	return class;
}

void hft_told_class_destroy(struct hft_told_class *class)
{
	free(class);
}

/* babeltrace2 2.0 leaves the last event's text in an empty string's place. */
static const char *read_string(const bt_field *field)
{
	return bt_field_string_get_length(field)
		       ? bt_field_string_get_value(field)
		       : "";
}

static void read_field(const struct hft_field *found,
		       const struct hft_told_field *field,
		       const bt_event *event, struct hft_told *told)
{
	const bt_field *value;

	if (found->scope == HFT_SCOPE_NONE)
		return;
	value = bt_field_structure_borrow_member_field_by_index_const(
		field_of(event, found->scope), found->index);
	if (field->type == HFT_TOLD_STRING)
		*hft_told_string(field, told) = read_string(value);
	else if (found->is_signed)
		*hft_told_number(field, told) =
			bt_field_integer_signed_get_value(value);
	else
		*hft_told_number(field, told) =
			bt_field_integer_unsigned_get_value(value);
}

/* The thread is the task, if the trace says which. */
static void read_plain(const struct hft_told_class *class,
		       struct hft_told *told)
{
	bool has_pid = class->context[0].scope != HFT_SCOPE_NONE;
	bool has_tid = class->context[1].scope != HFT_SCOPE_NONE;

	told->tid = has_tid ? told->vtid : HFT_TOLD_NOBODY;
	told->tgid = has_pid ? told->vpid : told->tid;
	told->comm = told->procname;
	told->name = NULL;
	told->flags = 0;
}

void hft_told_class_read(const struct hft_told_class *class,
			 const bt_event *event, struct hft_told *told)
{
	told->kind = class->kind;
	for (size_t i = 0; hft_told_fields[i].name; i++)
		read_field(&class->fields[i], &hft_told_fields[i], event, told);
	for (size_t i = 0; hft_told_context[i].name; i++)
		read_field(&class->context[i], &hft_told_context[i], event,
			   told);
	if (class->plain)
		read_plain(class, told);
}
