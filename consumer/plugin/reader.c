/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../engine/cleanup.h"
#include "event-class.h"
#include "feed.h"
#include "log.h"
#include "reader.h"

struct hft_reader {
	bt_self_component *self;
	struct hft_engine *engine;
	struct hft_feed *feed;
	bt_message_iterator *iterator;
	struct hft_hash classes;
	/* Of the last event: events of a kind come together. */
	const struct hft_event_class *last_class;
	uint64_t n_events;
	/* Of ours: hypercalls, pages, and what was told. */
	uint64_t n_ours;
	/* Of the first thing in the trace. */
	bool has_first;
	int64_t first_ts;
	/* The view begins with that, unless with the records of a page. */
	bool told_begin;
	bool has_pages;
	int64_t last_ts;
	bool lanes_known;
	enum hft_lane_kind lanes;
	struct hft_words words;
	struct hft_error why;
};

struct hft_reader *hft_reader_create(bt_self_component *self,
				     struct hft_engine *engine,
				     struct hft_feed *feed)
{
	struct hft_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	if (hft_hash_init(&reader->classes)) {
		free(reader);
		return NULL;
	}
	reader->self = self;
	reader->engine = engine;
	reader->feed = feed;
	return reader;
}

void hft_reader_destroy(struct hft_reader *reader)
{
	struct hft_node *node, *next;

	if (!reader)
		return;
	for (size_t i = 0; i < reader->classes.n_buckets; i++) {
		for (node = reader->classes.buckets[i]; node; node = next) {
			next = node->next;
			hft_event_class_destroy(hft_container(
				node, struct hft_event_class, node));
		}
	}
	hft_hash_deinit(&reader->classes);
	BT_MESSAGE_ITERATOR_PUT_REF_AND_RESET(reader->iterator);
	free(reader->words.words);
	free(reader);
}

static void append_cause(const struct hft_reader *reader, const char *message)
{
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(reader->self, "%s",
							    message);
}

static int check_connected(const struct hft_reader *reader,
			   bt_self_component_port_input *port)
{
	if (bt_port_is_connected(bt_port_input_as_port_const(
		    bt_self_component_port_input_as_port_input(port))))
		return 0;
	append_cause(reader, "there is no trace to read: the input port is "
			     "not connected");
	return -1;
}

/* An iterator of the upstream component's was made, or was not. */
static int check_iterator(const struct hft_reader *reader)
{
	if (reader->iterator)
		return 0;
	append_cause(reader, "cannot read from the upstream component");
	return -1;
}

int hft_reader_connect(struct hft_reader *reader, bt_self_component_sink *sink)
{
	bt_self_component_port_input *port =
		bt_self_component_sink_borrow_input_port_by_index(sink, 0);

	if (check_connected(reader, port))
		return -1;
	bt_message_iterator_create_from_sink_component(sink, port,
						       &reader->iterator);
	return check_iterator(reader);
}

int hft_reader_connect_filter(struct hft_reader *reader,
			      bt_self_message_iterator *iterator,
			      bt_self_component_port_input *port)
{
	if (check_connected(reader, port))
		return -1;
	bt_message_iterator_create_from_message_iterator(iterator, port,
							 &reader->iterator);
	return check_iterator(reader);
}

static int checked(struct hft_reader *reader, int err)
{
	return err ? hft_error_set(&reader->why, "out of memory") : 0;
}

static int note_time(struct hft_reader *reader, int64_t ts)
{
	reader->last_ts = ts;
	if (!reader->has_first)
		reader->first_ts = ts;
	reader->has_first = true;
	if (reader->has_pages || reader->told_begin)
		return 0;
	reader->told_begin = true;
	return checked(reader, hft_feed_begin(reader->feed, ts));
}

/* What names the lanes is known, or has changed. */
static int note_lanes(struct hft_reader *reader, enum hft_lane_kind lanes)
{
	if (reader->lanes_known && reader->lanes == lanes)
		return 0;
	reader->lanes_known = true;
	reader->lanes = lanes;
	return checked(reader, hft_feed_lanes(reader->feed, lanes));
}

static int snapshot_ns(struct hft_reader *reader,
		       const bt_clock_snapshot *snapshot, int64_t *ns)
{
	if (bt_clock_snapshot_get_ns_from_origin(snapshot, ns) ==
	    BT_CLOCK_SNAPSHOT_GET_NS_FROM_ORIGIN_STATUS_OK)
		return 0;
	return hft_error_set(&reader->why,
			     "an event's time is not within 292 years of the "
			     "clock's origin: the trace's clock is damaged");
}

static const struct hft_event_class *find_class(struct hft_reader *reader,
						const bt_event_class *bt)
{
	uint64_t hash = hft_hash_mix((uintptr_t)bt, 0);
	struct hft_node *node = hft_hash_first(&reader->classes, hash);
	struct hft_event_class *class;

	for (; node; node = node->next) {
		class = hft_container(node, struct hft_event_class, node);
		if (class->bt == bt)
			return class;
	}
	class = hft_event_class_create(bt, &reader->why);
	if (class)
		hft_hash_add(&reader->classes, &class->node, hash);
	return class;
}

static int on_hypercall(struct hft_reader *reader, const bt_event *event,
			int64_t ts)
{
	struct hft_hypercall hypercall = { .ts = ts };

	hft_event_class_read(reader->last_class, event, &hypercall);
	return checked(reader, hft_feed_hypercall(reader->feed, &hypercall));
}

static int on_transition(struct hft_reader *reader, const bt_event *event,
			 int64_t ts)
{
	struct hft_transition transition = { .ts = ts };

	hft_event_class_read_transition(reader->last_class, event, &transition);
	return checked(reader, hft_feed_transition(reader->feed, &transition));
}

static int on_page(struct hft_reader *reader, const bt_event *event, int64_t ts)
{
	struct hft_page page = { .ts = ts };
	uint64_t version;

	if (hft_event_class_read_page(reader->last_class, event, &page,
				      &version, &reader->words))
		return hft_error_set(&reader->why, "out of memory");
	if (version > HFT_PROTOCOL_MAJOR)
		return hft_error_set(
			&reader->why,
			"the guest speaks version %" PRIu64
			" of the protocol, this consumer version %d: update "
			"the consumer to read this trace",
			version, HFT_PROTOCOL_MAJOR);
	return checked(reader, hft_feed_page(reader->feed, &page));
}

/* The first may say what times are counted from. */
static int on_told(struct hft_reader *reader, const bt_event *event, int64_t ts)
{
	struct hft_told told = { 0 };
	int64_t begin;

	hft_event_class_read_told(reader->last_class, event, &told);
	begin = told.ts = (uint64_t)ts - told.late;
	if (told.kind == HFT_TOLD_BEGIN)
		begin = told.begin;
	if (note_time(reader, begin))
		return -1;
	reader->last_ts = ts;
	return checked(reader, hft_feed_told(reader->feed, &told));
}

static int on_event(struct hft_reader *reader, const bt_message *message)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	const bt_event_class *bt = bt_event_borrow_class_const(event);
	const struct hft_event_class *class = reader->last_class;
	int64_t ts;

	if (!class || class->bt != bt) {
		class = find_class(reader, bt);
		if (!class)
			return -1;
		reader->last_class = class;
	}
	reader->n_events++;
	if (!class->has_clock)
		return 0;
	if (snapshot_ns(reader,
			bt_message_event_borrow_default_clock_snapshot_const(
				message),
			&ts))
		return -1;
	if (class->type == HFT_TYPE_PAGE)
		reader->has_pages = true;
	if (class->type != HFT_TYPE_TOLD && note_time(reader, ts))
		return -1;
	switch (class->type) {
	case HFT_TYPE_OTHER:
		return 0;
	case HFT_TYPE_ENTRY:
	case HFT_TYPE_EXIT:
		return on_transition(reader, event, ts);
	case HFT_TYPE_HYPERCALL:
	case HFT_TYPE_PAGE:
	case HFT_TYPE_TOLD:
		break;
	}
	reader->n_ours++;
	if (note_lanes(reader, class->lanes))
		return -1;
	if (class->type == HFT_TYPE_PAGE)
		return on_page(reader, event, ts);
	if (class->type == HFT_TYPE_TOLD)
		return on_told(reader, event, ts);
	return on_hypercall(reader, event, ts);
}

/* The times may be NULL: then it was after what was read last. */
static int on_lost(struct hft_reader *reader, struct hft_lost *lost,
		   const bt_clock_snapshot *begin, const bt_clock_snapshot *end)
{
	lost->begin = lost->end = reader->last_ts;
	if (begin && end &&
	    (snapshot_ns(reader, begin, &lost->begin) ||
	     snapshot_ns(reader, end, &lost->end)))
		return -1;
	if (note_time(reader, lost->begin))
		return -1;
	return checked(reader, hft_feed_lost(reader->feed, lost));
}

static int on_discarded_events(struct hft_reader *reader,
			       const bt_message *message)
{
	struct hft_lost lost = { .what = HFT_LOST_EVENTS };
	const bt_stream_class *class = bt_stream_borrow_class_const(
		bt_message_discarded_events_borrow_stream_const(message));

	lost.counted =
		bt_message_discarded_events_get_count(message, &lost.count) ==
		BT_PROPERTY_AVAILABILITY_AVAILABLE;
	if (!bt_stream_class_discarded_events_have_default_clock_snapshots(
		    class))
		return on_lost(reader, &lost, NULL, NULL);
	return on_lost(
		reader, &lost,
		bt_message_discarded_events_borrow_beginning_default_clock_snapshot_const(
			message),
		bt_message_discarded_events_borrow_end_default_clock_snapshot_const(
			message));
}

static int on_discarded_packets(struct hft_reader *reader,
				const bt_message *message)
{
	struct hft_lost lost = { .what = HFT_LOST_PACKETS };
	const bt_stream_class *class = bt_stream_borrow_class_const(
		bt_message_discarded_packets_borrow_stream_const(message));

	lost.counted =
		bt_message_discarded_packets_get_count(message, &lost.count) ==
		BT_PROPERTY_AVAILABILITY_AVAILABLE;
	if (!bt_stream_class_discarded_packets_have_default_clock_snapshots(
		    class))
		return on_lost(reader, &lost, NULL, NULL);
	return on_lost(
		reader, &lost,
		bt_message_discarded_packets_borrow_beginning_default_clock_snapshot_const(
			message),
		bt_message_discarded_packets_borrow_end_default_clock_snapshot_const(
			message));
}

static int on_message(struct hft_reader *reader, const bt_message *message)
{
	switch (bt_message_get_type(message)) {
	case BT_MESSAGE_TYPE_EVENT:
		return on_event(reader, message);
	case BT_MESSAGE_TYPE_DISCARDED_EVENTS:
		return on_discarded_events(reader, message);
	case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
		return on_discarded_packets(reader, message);
	default:
		return 0;
	}
}

static enum hft_reader_status on_upstream_error(struct hft_reader *reader)
{
	int64_t begin, since;

	hft_feed_stop(reader->feed);
	if (!hft_feed_begun(reader->feed, &begin))
		begin = reader->first_ts;
	since = reader->last_ts - begin;
	hft_error_set(
		&reader->why,
		"reading stopped after %" PRIu64 " events, at %" PRId64
		".%09" PRId64
		" s: the trace is damaged there or cannot be read further",
		reader->n_events, since / 1000000000, since % 1000000000);
	append_cause(reader, reader->why.message);
	return HFT_READER_ERROR;
}

static void warn(const struct hft_reader *reader)
{
	const struct hft_quality *quality = hft_engine_quality(reader->engine);
	const bt_component *component =
		bt_self_component_as_component(reader->self);
	char list[256];

	if (quality->newer_minor)
		hft_log_warning(component,
				"the guest speaks version %d.%" PRIu32
				" of the protocol, this consumer %d.%d: what "
				"is new is skipped; update the consumer",
				HFT_PROTOCOL_MAJOR, quality->newer_minor,
				HFT_PROTOCOL_MAJOR, HFT_PROTOCOL_MINOR);
	if (quality->unknown_messages)
		hft_log_warning(component,
				"%" PRIu64 " messages of unknown kind (%s): "
				"made by a newer hyperftrace; update the "
				"consumer",
				quality->unknown_messages,
				hft_quality_unknown(quality, list,
						    sizeof(list)));
	if (hft_quality_lacks_pages(quality))
		hft_log_warning(component,
				"the guest handed over %" PRIu64
				" pages that are not in the trace: load "
				"hyperftrace_host on the host and enable the "
				"event " HFT_EVENT_PAGE,
				quality->bare_flushes);
}

static enum hft_reader_status on_end(struct hft_reader *reader)
{
	if (checked(reader, hft_feed_end(reader->feed, reader->has_first,
					 reader->first_ts))) {
		append_cause(reader, reader->why.message);
		return HFT_READER_ERROR;
	}
	warn(reader);
	return HFT_READER_END;
}

/*
 * babeltrace2 2.0's source.ctf.fs returns what came before a damaged event, and
 * leaves the error behind, with which nothing can be made. It comes again.
 */
static void drop_error(void)
{
	const bt_error *error = bt_current_thread_take_error();

	if (error)
		bt_error_release(error);
}

enum hft_reader_status hft_reader_next(struct hft_reader *reader)
{
	bt_message_array_const messages;
	bool failed = false;
	uint64_t n;

	switch (bt_message_iterator_next(reader->iterator, &messages, &n)) {
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_OK:
		drop_error();
		break;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN:
		hft_feed_push(reader->feed);
		return HFT_READER_AGAIN;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_END:
		return on_end(reader);
	default:
		return on_upstream_error(reader);
	}
	for (uint64_t i = 0; i < n; i++) {
		failed = failed || on_message(reader, messages[i]);
		bt_message_put_ref(messages[i]);
	}
	if (!failed)
		return HFT_READER_OK;
	append_cause(reader, reader->why.message);
	return HFT_READER_ERROR;
}

const char *hft_reader_why(const struct hft_reader *reader)
{
	return reader->why.message;
}

int hft_reader_check(const struct hft_reader *reader)
{
	struct hft_error error;

	if (reader->n_ours)
		return 0;
	if (reader->n_events)
		hft_error_set(
			&error,
			"neither " HFT_EVENT_HYPERCALL " nor " HFT_EVENT_PAGE
			" events among the %" PRIu64
			" events of this trace: load hyperftrace_host on the "
			"host and enable both (lttng enable-event "
			"-k " HFT_EVENT_HYPERCALL "," HFT_EVENT_PAGE
			") before the guest runs",
			reader->n_events);
	else
		hft_error_set(
			&error,
			"this trace has no events at all: start tracing (lttng "
			"start) before the guest runs and enable the events "
			"(lttng enable-event -k " HFT_EVENT_HYPERCALL
			"," HFT_EVENT_PAGE ")");
	append_cause(reader, error.message);
	return -1;
}
