/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "event-class.h"
#include "told-class.h"

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

/* The class of a structure's member, and its index; NULL if there is none. */
static const bt_field_class *find_member(const bt_field_class *structure,
					 const char *name, uint64_t *index)
{
	const bt_field_class_structure_member *member;
	uint64_t n;

	if (!structure)
		return NULL;
	n = bt_field_class_structure_get_member_count(structure);
	for (*index = 0; *index < n; ++*index) {
		member = bt_field_class_structure_borrow_member_by_index_const(
			structure, *index);
		if (!strcmp(bt_field_class_structure_member_get_name(member),
			    name))
			return bt_field_class_structure_member_borrow_field_class_const(
				member);
	}
	return NULL;
}

enum found { FOUND, NOT_FOUND, NOT_INTEGER };

static enum found find_field(struct hft_field *field, const bt_event_class *bt,
			     enum hft_scope scope, const char *name)
{
	const bt_field_class *class =
		find_member(scope_class(bt, scope), name, &field->index);
	bt_field_class_type type;

	if (!class)
		return NOT_FOUND;
	type = bt_field_class_get_type(class);
	if (!bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_INTEGER))
		return NOT_INTEGER;
	field->scope = scope;
	field->is_signed = bt_field_class_type_is(
		type, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER);
	return FOUND;
}

static int need_field(struct hft_field *field, const bt_event_class *bt,
		      const char *name, struct hft_error *error)
{
	const char *event = bt_event_class_get_name(bt);

	switch (find_field(field, bt, HFT_SCOPE_PAYLOAD, name)) {
	case FOUND:
		return 0;
	case NOT_INTEGER:
		return hft_error_set(
			error, "field \"%s\" of event %s is not an integer",
			name, event);
	case NOT_FOUND:
		break;
	}
	return hft_error_set(error, "event %s has no field \"%s\"", event,
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

	if (need_field(&class->nr, class->bt, "nr", error))
		return -1;
	for (int i = 0; i < 4; i++) {
		if (need_field(&class->args[i], class->bt, args[i], error))
			return -1;
	}
	return find_lanes(class, error);
}

/* The records are an array of unsigned integers, of a length of its own. */
static int find_records(struct hft_event_class *class, struct hft_error *error)
{
	const bt_field_class *array =
		find_member(scope_class(class->bt, HFT_SCOPE_PAYLOAD),
			    "records", &class->records_index);
	const bt_field_class *element;

	if (!array ||
	    !bt_field_class_type_is(bt_field_class_get_type(array),
				    BT_FIELD_CLASS_TYPE_DYNAMIC_ARRAY))
		return hft_error_set(error, "event " HFT_EVENT_PAGE
					    " has no sequence \"records\"");
	element = bt_field_class_array_borrow_element_field_class_const(array);
	if (bt_field_class_type_is(bt_field_class_get_type(element),
				   BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
		return 0;
	return hft_error_set(error, "\"records\" of event " HFT_EVENT_PAGE
				    " are not unsigned integers");
}

static int find_page(struct hft_event_class *class, struct hft_error *error)
{
	static const char *const names[] = {
		[HFT_PAGE_VERSION] = "version",
		[HFT_PAGE_FLAGS] = "flags",
		[HFT_PAGE_SESSION] = "session",
		[HFT_PAGE_SEQ] = "seq",
		[HFT_PAGE_GUEST_TSC] = "guest_tsc",
		[HFT_PAGE_DELAY_NS] = "delay_ns",
		[HFT_PAGE_ERROR] = "error",
	};

	for (int i = 0; i < HFT_PAGE_FIELDS; i++) {
		if (need_field(&class->page[i], class->bt, names[i], error))
			return -1;
	}
	class->lanes = HFT_LANES_VCPU;
	if (need_field(&class->vm, class->bt, "vm_pid", error) ||
	    need_field(&class->vcpu, class->bt, "vcpu_id", error))
		return -1;
	return find_records(class, error);
}

/* LTTng's own provider does not say which vCPU's: these are nothing to us. */
static int find_transition(struct hft_event_class *class)
{
	struct hft_error error;

	if (!class->has_clock || find_lanes(class, &error) ||
	    class->lanes == HFT_LANES_CPU ||
	    (class->type == HFT_TYPE_EXIT &&
	     (need_field(&class->isa, class->bt, "isa", &error) ||
	      need_field(&class->reason, class->bt, "exit_reason", &error) ||
	      need_field(&class->rip, class->bt, "guest_rip", &error))))
		class->type = HFT_TYPE_OTHER;
	return 0;
}

/* Calls that others traced have threads of the host, or its CPUs. */
static int find_told(struct hft_event_class *class, struct hft_error *error)
{
	class->told = hft_told_class_create(class->bt,
					    hft_told_class_kind(class->bt));
	if (!class->told)
		return hft_error_set(error, "out of memory");
	class->lanes = HFT_LANES_VCPU;
	return class->told->plain ? find_lanes(class, error) : 0;
}

static enum hft_event_type type_of(const bt_event_class *bt)
{
	static const struct {
		const char *name;
		enum hft_event_type type;
	} types[] = {
		{ HFT_EVENT_HYPERCALL, HFT_TYPE_HYPERCALL },
		{ HFT_EVENT_PAGE, HFT_TYPE_PAGE },
		{ HFT_EVENT_ENTRY, HFT_TYPE_ENTRY },
		{ HFT_EVENT_EXIT, HFT_TYPE_EXIT },
	};
	const char *name = bt_event_class_get_name(bt);

	for (size_t i = 0; name && i < sizeof(types) / sizeof(*types); i++) {
		if (!strcmp(name, types[i].name))
			return types[i].type;
	}
	if (hft_told_class_kind(bt) != HFT_TOLD_KINDS)
		return HFT_TYPE_TOLD;
	return HFT_TYPE_OTHER;
}

/* Find the fields of an event of ours. */
static int find_fields(struct hft_event_class *class, struct hft_error *error)
{
	if (class->type == HFT_TYPE_OTHER)
		return 0;
	if (class->type == HFT_TYPE_ENTRY || class->type == HFT_TYPE_EXIT)
		return find_transition(class);
	if (!class->has_clock)
		return hft_error_set(
			error, "event %s has no time: its stream has no clock",
			bt_event_class_get_name(class->bt));
	if (class->type == HFT_TYPE_PAGE)
		return find_page(class, error);
	if (class->type == HFT_TYPE_TOLD)
		return find_told(class, error);
	return find_hypercall(class, error);
}

struct hft_event_class *hft_event_class_create(const bt_event_class *bt,
					       struct hft_error *error)
{
	struct hft_event_class *class = calloc(1, sizeof(*class));

	if (!class) {
		hft_error_set(error, "out of memory");
		return NULL;
	}
	class->bt = bt;
	bt_event_class_get_ref(bt);
	class->has_clock = bt_stream_class_borrow_default_clock_class_const(
		bt_event_class_borrow_stream_class_const(bt));
	class->type = type_of(bt);
	if (find_fields(class, error)) {
		hft_event_class_destroy(class);
		return NULL;
	}
	return class;
}

void hft_event_class_destroy(struct hft_event_class *class)
{
	if (class->type == HFT_TYPE_TOLD)
		hft_told_class_destroy(class->told);
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

static uint64_t read_lane(const struct hft_field *field, const bt_event *event,
			  const bt_field *payload)
{
	if (field->scope == HFT_SCOPE_PAYLOAD)
		return read_field(field, payload);
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
	hypercall->vm = read_lane(&class->vm, event, payload);
	hypercall->vcpu = read_lane(&class->vcpu, event, payload);
}

static int reserve_words(struct hft_words *words, uint64_t n)
{
	uint64_t *bigger;

	if (n <= words->capacity)
		return 0;
	bigger = reallocarray(words->words, n, sizeof(*bigger));
	if (!bigger)
		return -1;
	words->words = bigger;
	words->capacity = n;
	return 0;
}

/* Read an array's elements; of one that is too long, its length. */
static int read_words(const bt_field *array, struct hft_page *page,
		      struct hft_words *words)
{
	uint64_t n = bt_field_array_get_length(array);

	page->n_words = n;
	if (n > HFT_PAGE_WORDS_MAX)
		return 0;
	if (reserve_words(words, n))
		return -1;
	for (uint64_t i = 0; i < n; i++)
		words->words[i] = bt_field_integer_unsigned_get_value(
			bt_field_array_borrow_element_field_by_index_const(
				array, i));
	page->words = words->words;
	return 0;
}

int hft_event_class_read_page(const struct hft_event_class *class,
			      const bt_event *event, struct hft_page *page,
			      uint64_t *version, struct hft_words *words)
{
	const bt_field *payload = bt_event_borrow_payload_field_const(event);
	const struct hft_field *fields = class->page;

	*version = read_field(&fields[HFT_PAGE_VERSION], payload);
	page->vm = read_field(&class->vm, payload);
	page->vcpu = read_field(&class->vcpu, payload);
	page->flags = read_field(&fields[HFT_PAGE_FLAGS], payload);
	page->session = read_field(&fields[HFT_PAGE_SESSION], payload);
	page->seq = read_field(&fields[HFT_PAGE_SEQ], payload);
	page->guest_tsc = read_field(&fields[HFT_PAGE_GUEST_TSC], payload);
	page->delay_ns = read_field(&fields[HFT_PAGE_DELAY_NS], payload);
	page->error = read_field(&fields[HFT_PAGE_ERROR], payload);
	return read_words(bt_field_structure_borrow_member_field_by_index_const(
				  payload, class->records_index),
			  page, words);
}

void hft_event_class_read_told(const struct hft_event_class *class,
			       const bt_event *event, struct hft_told *told)
{
	const bt_field *payload = bt_event_borrow_payload_field_const(event);

	hft_told_class_read(class->told, event, told);
	if (!class->told->plain)
		return;
	told->vm = read_lane(&class->vm, event, payload);
	told->vcpu = read_lane(&class->vcpu, event, payload);
}

void hft_event_class_read_transition(const struct hft_event_class *class,
				     const bt_event *event,
				     struct hft_transition *transition)
{
	const bt_field *payload = bt_event_borrow_payload_field_const(event);

	transition->vm = read_lane(&class->vm, event, payload);
	transition->vcpu = read_lane(&class->vcpu, event, payload);
	transition->entry = class->type == HFT_TYPE_ENTRY;
	if (transition->entry)
		return;
	transition->isa = read_field(&class->isa, payload);
	transition->reason = read_field(&class->reason, payload);
	transition->rip = read_field(&class->rip, payload);
}
