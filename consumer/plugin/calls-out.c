/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "calls-classes.h"
#include "calls-out.h"

/* Viewers find their way by packets. */
#define PACKET_EVENTS 16384

/* Of a VM, whose trace has no other: so what is told stays in its order. */
struct stream {
	uint64_t vm;
	bt_stream *bt;
	/* NULL between packets. */
	bt_packet *packet;
	uint64_t n_events;
};

struct hft_calls_out {
	bt_self_message_iterator *self;
	struct hft_calls_classes classes;
	struct stream *streams;
	size_t n_streams;
	/* Of the last event. */
	size_t last;
	/* ns of the last message. */
	uint64_t now;
	/* Lost before there was any stream. */
	struct hft_lost lost[2];
	/* Messages that wait: from head on. */
	const bt_message **messages;
	size_t n_messages;
	size_t capacity;
	size_t head;
};

struct hft_calls_out *hft_calls_out_create(bt_self_message_iterator *self)
{
	struct hft_calls_out *out = calloc(1, sizeof(*out));

	if (!out)
		return NULL;
	out->self = self;
	if (!hft_calls_classes_init(
		    &out->classes,
		    bt_self_message_iterator_borrow_component(self)))
		return out;
	hft_calls_out_destroy(out);
	return NULL;
}

void hft_calls_out_destroy(struct hft_calls_out *out)
{
	const bt_message *message;

	if (!out)
		return;
	while ((message = hft_calls_out_take(out)))
		bt_message_put_ref(message);
	for (size_t i = 0; i < out->n_streams; i++) {
		bt_packet_put_ref(out->streams[i].packet);
		bt_stream_put_ref(out->streams[i].bt);
	}
	hft_calls_classes_deinit(&out->classes);
	free(out->messages);
	free(out->streams);
	free(out);
}

const bt_message *hft_calls_out_take(struct hft_calls_out *out)
{
	if (out->head == out->n_messages) {
		out->head = out->n_messages = 0;
		return NULL;
	}
	return out->messages[out->head++];
}

/* A message that there is no memory for is NULL. Returns 0 or -1. */
static int add(struct hft_calls_out *out, bt_message *message)
{
	size_t capacity = out->capacity ? 2 * out->capacity : 256;
	const bt_message **bigger;

	if (!message)
		return -1;
	if (out->n_messages == out->capacity) {
		bigger = reallocarray(out->messages, capacity, sizeof(*bigger));
		if (!bigger) {
			bt_message_put_ref(message);
			return -1;
		}
		out->messages = bigger;
		out->capacity = capacity;
	}
	out->messages[out->n_messages++] = message;
	return 0;
}

/* Make the stream of a VM; the trace is the stream's. NULL: no memory. */
static bt_stream *make_stream(struct hft_calls_out *out, uint64_t vm)
{
	bt_trace *trace = hft_calls_trace(&out->classes, vm);
	bt_stream *stream =
		trace ? bt_stream_create(out->classes.stream, trace) : NULL;

	bt_trace_put_ref(trace);
	if (stream && !bt_stream_set_name(stream, "calls") &&
	    !add(out, bt_message_stream_beginning_create(out->self, stream)))
		return stream;
	bt_stream_put_ref(stream);
	return NULL;
}

static struct stream *add_stream(struct hft_calls_out *out, uint64_t vm)
{
	struct stream *bigger =
		reallocarray(out->streams, out->n_streams + 1, sizeof(*bigger));
	struct stream stream = { .vm = vm };

	if (!bigger)
		return NULL;
	out->streams = bigger;
	stream.bt = make_stream(out, vm);
	if (!stream.bt)
		return NULL;
	out->last = out->n_streams;
	out->streams[out->n_streams++] = stream;
	return &out->streams[out->last];
}

static int begin_packet(struct hft_calls_out *out, struct stream *stream)
{
	stream->packet = bt_packet_create(stream->bt);
	if (!stream->packet)
		return -1;
	stream->n_events = 0;
	return add(
		out,
		bt_message_packet_beginning_create_with_default_clock_snapshot(
			out->self, stream->packet, out->now));
}

static int end_packet(struct hft_calls_out *out, struct stream *stream)
{
	int err = add(out,
		      bt_message_packet_end_create_with_default_clock_snapshot(
			      out->self, stream->packet, out->now));

	BT_PACKET_PUT_REF_AND_RESET(stream->packet);
	return err;
}

/*
 * In CTF something can be lost between two packets only, and for events the
 * second ends when the loss does: it has nothing in it.
 */
static int tell_lost(struct hft_calls_out *out, struct stream *stream,
		     const struct hft_lost *lost)
{
	bool packets = lost->what == HFT_LOST_PACKETS;
	bt_message *message;

	if ((!stream->packet && begin_packet(out, stream)) ||
	    end_packet(out, stream))
		return -1;
	if (packets)
		message =
			bt_message_discarded_packets_create_with_default_clock_snapshots(
				out->self, stream->bt, out->now, out->now);
	else
		message =
			bt_message_discarded_events_create_with_default_clock_snapshots(
				out->self, stream->bt, out->now, out->now);
	if (message && lost->counted && packets)
		bt_message_discarded_packets_set_count(message, lost->count);
	else if (message && lost->counted)
		bt_message_discarded_events_set_count(message, lost->count);
	if (add(out, message) || begin_packet(out, stream))
		return -1;
	return end_packet(out, stream);
}

int hft_calls_out_lost(struct hft_calls_out *out, const struct hft_lost *lost)
{
	struct hft_lost *kept = &out->lost[lost->what == HFT_LOST_PACKETS];
	uint64_t count = kept->count + lost->count;

	/* There is no message for none. */
	if (lost->counted && !lost->count)
		return 0;
	if (out->n_streams)
		return tell_lost(out, &out->streams[out->last], lost);
	*kept = *lost;
	kept->counted = true;
	kept->count = count + !lost->counted;
	return 0;
}

static struct stream *new_stream(struct hft_calls_out *out, uint64_t vm)
{
	bool first = !out->n_streams;
	struct stream *stream = add_stream(out, vm);

	for (int i = 0; stream && first && i < 2; i++) {
		if (out->lost[i].count && tell_lost(out, stream, &out->lost[i]))
			return NULL;
	}
	return stream;
}

/* The stream of a VM. NULL if there is no memory. */
static struct stream *stream_of(struct hft_calls_out *out, uint64_t vm)
{
	for (size_t i = 0; i < out->n_streams; i++) {
		size_t index = (out->last + i) % out->n_streams;

		if (out->streams[index].vm != vm)
			continue;
		out->last = index;
		return &out->streams[index];
	}
	return new_stream(out, vm);
}

int hft_calls_out_told(struct hft_calls_out *out, const struct hft_told *told)
{
	struct hft_told timed = *told;
	struct stream *stream;
	bt_message *message;

	if (told->ts > 0 && (uint64_t)told->ts > out->now)
		out->now = told->ts;
	timed.late = out->now - (uint64_t)told->ts;
	stream = stream_of(out, told->vm);
	if (!stream || (!stream->packet && begin_packet(out, stream)))
		return -1;
	message =
		bt_message_event_create_with_packet_and_default_clock_snapshot(
			out->self, out->classes.events[told->kind],
			stream->packet, out->now);
	if (!message)
		return -1;
	if (hft_calls_fill(bt_message_event_borrow_event(message), &timed)) {
		bt_message_put_ref(message);
		return -1;
	}
	if (add(out, message))
		return -1;
	if (++stream->n_events < PACKET_EVENTS)
		return 0;
	return end_packet(out, stream);
}

int hft_calls_out_end(struct hft_calls_out *out)
{
	for (size_t i = 0; i < out->n_streams; i++) {
		struct stream *stream = &out->streams[i];

		if ((stream->packet && end_packet(out, stream)) ||
		    add(out,
			bt_message_stream_end_create(out->self, stream->bt)))
			return -1;
	}
	return 0;
}
