/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "calls-classes.h"

static bt_field_class *number_class(bt_trace_class *trace, uint64_t bits,
				    bool is_signed)
{
	bt_field_class *class =
		is_signed ? bt_field_class_integer_signed_create(trace)
			  : bt_field_class_integer_unsigned_create(trace);

	if (class)
		bt_field_class_integer_set_field_value_range(class, bits);
	return class;
}

static bt_field_class *field_class(bt_trace_class *trace,
				   enum hft_told_type type)
{
	bt_field_class *class;

	switch (type) {
	case HFT_TOLD_U32:
		return number_class(trace, 32, false);
	case HFT_TOLD_S32:
		return number_class(trace, 32, true);
	case HFT_TOLD_U64:
		return number_class(trace, 64, false);
	case HFT_TOLD_S64:
		return number_class(trace, 64, true);
	case HFT_TOLD_STRING:
		return bt_field_class_string_create(trace);
	case HFT_TOLD_HEX:
		break;
	}
	class = number_class(trace, 64, false);
	if (class)
		bt_field_class_integer_set_preferred_display_base(
			class,
			BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL);
	return class;
}

static int append(bt_trace_class *trace, bt_field_class *structure,
		  const char *name, enum hft_told_type type)
{
	bt_field_class *class = field_class(trace, type);
	int err;

	if (!class)
		return -1;
	err = bt_field_class_structure_append_member(structure, name, class);
	bt_field_class_put_ref(class);
	return err ? -1 : 0;
}

/* A structure of the fields that a kind has. NULL if there is no memory. */
static bt_field_class *structure_class(bt_trace_class *trace,
				       const struct hft_told_field *fields,
				       unsigned int kind)
{
	bt_field_class *structure = bt_field_class_structure_create(trace);

	for (; structure && fields->name; fields++) {
		if (!(fields->kinds & 1U << kind) ||
		    !append(trace, structure, fields->name, fields->type))
			continue;
		BT_FIELD_CLASS_PUT_REF_AND_RESET(structure);
	}
	return structure;
}

static int set_event_class(struct hft_calls_classes *classes, unsigned int kind)
{
	bt_event_class *class = bt_event_class_create(classes->stream);
	bt_field_class *payload;
	int err;

	classes->events[kind] = class;
	if (!class || bt_event_class_set_name(class, hft_told_events[kind]))
		return -1;
	payload = structure_class(classes->trace, hft_told_fields, kind);
	if (!payload)
		return -1;
	err = bt_event_class_set_payload_field_class(class, payload);
	bt_field_class_put_ref(payload);
	return err ? -1 : 0;
}

static int set_context(struct hft_calls_classes *classes)
{
	bt_field_class *context =
		structure_class(classes->trace, hft_told_context, 0);
	int err;

	if (!context)
		return -1;
	err = bt_stream_class_set_event_common_context_field_class(
		classes->stream, context);
	bt_field_class_put_ref(context);
	return err ? -1 : 0;
}

/* ns since the epoch, as the host's tracer has them. */
static int set_clock(struct hft_calls_classes *classes, bt_self_component *self)
{
	bt_clock_class *clock = bt_clock_class_create(self);
	int err;

	if (!clock)
		return -1;
	bt_clock_class_set_frequency(clock, 1000000000);
	err = bt_clock_class_set_name(clock, "host") ||
	      bt_stream_class_set_default_clock_class(classes->stream, clock);
	bt_clock_class_put_ref(clock);
	return err ? -1 : 0;
}

static int set_stream_class(struct hft_calls_classes *classes,
			    bt_self_component *self)
{
	classes->stream = bt_stream_class_create(classes->trace);
	if (!classes->stream || set_clock(classes, self))
		return -1;
	bt_stream_class_set_supports_packets(classes->stream, BT_TRUE, BT_TRUE,
					     BT_TRUE);
	bt_stream_class_set_supports_discarded_events(classes->stream, BT_TRUE,
						      BT_TRUE);
	bt_stream_class_set_supports_discarded_packets(classes->stream, BT_TRUE,
						       BT_TRUE);
	return set_context(classes);
}

int hft_calls_classes_init(struct hft_calls_classes *classes,
			   bt_self_component *self)
{
	*classes = (struct hft_calls_classes){
		.trace = bt_trace_class_create(self),
	};
	if (!classes->trace || set_stream_class(classes, self))
		return -1;
	for (unsigned int i = 0; i < HFT_TOLD_KINDS; i++) {
		if (set_event_class(classes, i))
			return -1;
	}
	return 0;
}

void hft_calls_classes_deinit(struct hft_calls_classes *classes)
{
	for (unsigned int i = 0; i < HFT_TOLD_KINDS; i++)
		bt_event_class_put_ref(classes->events[i]);
	bt_stream_class_put_ref(classes->stream);
	bt_trace_class_put_ref(classes->trace);
}

/*
 * What Trace Compass looks at. LTTng's own sinks and sources look for more
 * from version 2.11 on.
 */
static int set_environment(bt_trace *trace)
{
	static const struct {
		const char *name;
		int64_t value;
	} numbers[] = {
		{ "tracer_major", 2 },
		{ "tracer_minor", 10 },
		{ "tracer_patchlevel", 0 },
	};

	if (bt_trace_set_environment_entry_string(trace, "domain", "ust") ||
	    bt_trace_set_environment_entry_string(trace, "tracer_name",
						  "lttng-ust"))
		return -1;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (bt_trace_set_environment_entry_integer(
			    trace, numbers[i].name, numbers[i].value))
			return -1;
	}
	return 0;
}

bt_trace *hft_calls_trace(const struct hft_calls_classes *classes, uint64_t vm)
{
	bt_trace *trace = bt_trace_create(classes->trace);
	char name[40];

	snprintf(name, sizeof(name), "vm-%" PRId64, (int64_t)vm);
	if (trace && !bt_trace_set_name(trace, name) && !set_environment(trace))
		return trace;
	bt_trace_put_ref(trace);
	return NULL;
}

static int set_string(bt_field *field, const char *text)
{
	return bt_field_string_set_value(field, text ? text : "") ? -1 : 0;
}

/* Numbers are cut to what their fields hold. */
static int set(bt_field *field, const struct hft_told_field *told_field,
	       const struct hft_told *told)
{
	const char *member = (const char *)told + told_field->offset;
	uint64_t number;

	if (told_field->type == HFT_TOLD_STRING)
		return set_string(field, *(const char *const *)member);
	number = *(const uint64_t *)member;
	switch (told_field->type) {
	case HFT_TOLD_U32:
		bt_field_integer_unsigned_set_value(field, (uint32_t)number);
		break;
	case HFT_TOLD_S32:
		bt_field_integer_signed_set_value(field, (int32_t)number);
		break;
	case HFT_TOLD_S64:
		bt_field_integer_signed_set_value(field, (int64_t)number);
		break;
	default:
		bt_field_integer_unsigned_set_value(field, number);
		break;
	}
	return 0;
}

static int fill(bt_field *structure, const struct hft_told_field *fields,
		const struct hft_told *told)
{
	uint64_t i = 0;

	for (; fields->name; fields++) {
		if (!(fields->kinds & 1U << told->kind))
			continue;
		if (set(bt_field_structure_borrow_member_field_by_index(
				structure, i++),
			fields, told))
			return -1;
	}
	return 0;
}

int hft_calls_fill(bt_event *event, const struct hft_told *told)
{
	if (fill(bt_event_borrow_common_context_field(event), hft_told_context,
		 told))
		return -1;
	return fill(bt_event_borrow_payload_field(event), hft_told_fields,
		    told);
}
