/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "perfetto-packets.h"

/* Of clocks: what Perfetto knows, and one that is the sequence's. */
#define CLOCK_ID_REALTIME 1
#define CLOCK_ID_BOOTTIME 6
#define CLOCK_ID_DELTA 64
#define N_CLOCKS 3

#define N_CATEGORIES (HFT_CATEGORIES - 1)

#define SEQUENCE 1
#define FLAG_CLEARED 1
#define FLAG_NEEDED 2

/* Of Trace: a packet's tag, and its length behind that. */
#define PACKET_TAG 0x0a
#define PREFIX_MAX 6

/* More than a packet takes that has no string in it. */
#define PACKET_MAX 256

void hft_packets_init(struct hft_packets *packets, struct hft_out *out)
{
	*packets = (struct hft_packets){
		.out = out,
		.packet = PERFETTO__TRACE_PACKET__INIT,
		.event = PERFETTO__TRACK_EVENT__INIT,
		.size = PREFIX_MAX + PACKET_MAX,
	};
	packets->packet.has_trusted_packet_sequence_id = true;
	packets->packet.trusted_packet_sequence_id = SEQUENCE;
	packets->packet.has_sequence_flags = true;
	packets->packet.sequence_flags = FLAG_NEEDED;
	packets->event.has_type = true;
	packets->event.has_track_uuid = true;
	packets->event.category_iids = &packets->category;
	packets->buffer = malloc(packets->size);
	if (!packets->buffer)
		out->error = ENOMEM;
}

void hft_packets_deinit(struct hft_packets *packets)
{
	free(packets->interned);
	free(packets->buffer);
}

/* Write the packet as it is: it must fit into the buffer. */
static void write_small(struct hft_packets *packets)
{
	uint8_t *end = packets->buffer + PREFIX_MAX;
	size_t length, n;
	uint8_t *start;

	if (packets->out->error)
		return;
	length = perfetto__trace_packet__pack(&packets->packet, end);
	/* The length is 7 bits a byte, lowest first. */
	n = 1;
	while (length >> 7 * n)
		n++;
	start = end - n - 1;
	start[0] = PACKET_TAG;
	for (size_t i = 0; i < n; i++)
		start[1 + i] =
			(length >> 7 * i & 0x7f) | (i + 1 < n ? 0x80 : 0);
	hft_out_write(packets->out, start, 1 + n + length);
}

static void write_packet(struct hft_packets *packets)
{
	size_t size = PREFIX_MAX +
		      perfetto__trace_packet__get_packed_size(&packets->packet);

	if (size > packets->size) {
		uint8_t *bigger = realloc(packets->buffer, size);

		if (!bigger) {
			packets->out->error = ENOMEM;
			return;
		}
		packets->buffer = bigger;
		packets->size = size;
	}
	write_small(packets);
}

static uint64_t clamped(int64_t ts)
{
	return ts < 0 ? 0 : ts;
}

static void put_clocks(Perfetto__ClockSnapshot__Clock *clocks,
		       Perfetto__ClockSnapshot__Clock **pointers, uint64_t now)
{
	static const uint32_t ids[N_CLOCKS] = {
		CLOCK_ID_REALTIME,
		CLOCK_ID_BOOTTIME,
		CLOCK_ID_DELTA,
	};

	for (int i = 0; i < N_CLOCKS; i++) {
		perfetto__clock_snapshot__clock__init(&clocks[i]);
		clocks[i].has_clock_id = true;
		clocks[i].clock_id = ids[i];
		clocks[i].has_timestamp = true;
		clocks[i].timestamp = now;
		clocks[i].has_is_incremental = ids[i] == CLOCK_ID_DELTA;
		clocks[i].is_incremental = true;
		pointers[i] = &clocks[i];
	}
}

static void put_categories(Perfetto__EventCategory *categories,
			   Perfetto__EventCategory **pointers)
{
	static const char *const names[] = {
		[HFT_CATEGORY_KERNEL] = "kernel",
		[HFT_CATEGORY_USER] = "user",
		[HFT_CATEGORY_SOFTIRQ] = "softirq",
		[HFT_CATEGORY_HARDIRQ] = "hardirq",
		[HFT_CATEGORY_NMI] = "nmi",
		[HFT_CATEGORY_RUNNING] = "running",
		[HFT_CATEGORY_VM_EXIT] = "vm-exit",
		[HFT_CATEGORY_TRACER] = "tracer",
		[HFT_CATEGORY_LOST] = "lost",
		[HFT_CATEGORY_QUALITY] = "quality",
	};

	for (int i = 0; i < N_CATEGORIES; i++) {
		perfetto__event_category__init(&categories[i]);
		categories[i].has_iid = true;
		categories[i].iid = i + 1;
		categories[i].name = (char *)names[i + 1];
		pointers[i] = &categories[i];
	}
}

/* The first packet of the sequence: its clock, and names of categories. */
static void begin(struct hft_packets *packets, int64_t ts)
{
	Perfetto__EventCategory categories[N_CATEGORIES];
	Perfetto__EventCategory *p_categories[N_CATEGORIES];
	Perfetto__ClockSnapshot__Clock clocks[N_CLOCKS];
	Perfetto__ClockSnapshot__Clock *p_clocks[N_CLOCKS];
	Perfetto__ClockSnapshot snapshot = PERFETTO__CLOCK_SNAPSHOT__INIT;
	Perfetto__TracePacketDefaults defaults =
		PERFETTO__TRACE_PACKET_DEFAULTS__INIT;
	Perfetto__InternedData interned = PERFETTO__INTERNED_DATA__INIT;
	Perfetto__TracePacket *packet = &packets->packet;

	packets->begun = true;
	packets->now = clamped(ts);
	put_clocks(clocks, p_clocks, packets->now);
	snapshot.n_clocks = N_CLOCKS;
	snapshot.clocks = p_clocks;
	put_categories(categories, p_categories);
	interned.n_event_categories = N_CATEGORIES;
	interned.event_categories = p_categories;
	defaults.has_timestamp_clock_id = true;
	defaults.timestamp_clock_id = CLOCK_ID_DELTA;

	packet->clock_snapshot = &snapshot;
	packet->trace_packet_defaults = &defaults;
	packet->interned_data = &interned;
	packet->sequence_flags = FLAG_CLEARED;
	packet->has_first_packet_on_sequence = true;
	packet->first_packet_on_sequence = true;
	packet->has_timestamp = false;
	packet->has_timestamp_clock_id = false;
	packet->track_event = NULL;
	write_packet(packets);
	packet->clock_snapshot = NULL;
	packet->trace_packet_defaults = NULL;
	packet->interned_data = NULL;
	packet->sequence_flags = FLAG_NEEDED;
	packet->has_first_packet_on_sequence = false;
}

/*
 * What passed since the packet before. What is older than that one has the
 * time itself, by a clock that goes on beside.
 */
static void set_time(struct hft_packets *packets, int64_t ts)
{
	Perfetto__TracePacket *packet = &packets->packet;
	uint64_t now = clamped(ts);

	if (!packets->begun)
		begin(packets, ts);
	packet->has_timestamp = true;
	packet->has_timestamp_clock_id = now < packets->now;
	if (now < packets->now) {
		packet->timestamp = now;
		packet->timestamp_clock_id = CLOCK_ID_BOOTTIME;
		return;
	}
	packet->timestamp = now - packets->now;
	packets->now = now;
}

/* Tracks are the whole trace's: they are of no sequence. */
void hft_packets_track(struct hft_packets *packets,
		       Perfetto__TrackDescriptor *track)
{
	Perfetto__TracePacket *packet = &packets->packet;

	packet->has_timestamp = false;
	packet->has_timestamp_clock_id = false;
	packet->has_trusted_packet_sequence_id = false;
	packet->has_sequence_flags = false;
	packet->track_event = NULL;
	packet->track_descriptor = track;
	write_packet(packets);
	packet->has_trusted_packet_sequence_id = true;
	packet->has_sequence_flags = true;
	packet->track_descriptor = NULL;
}

/* Whether a function's name has to be written; from now on it has been. */
static bool is_new(struct hft_packets *packets, uint32_t id)
{
	uint64_t bit = (uint64_t)1 << id % 64;
	uint32_t word = id / 64;
	uint32_t n = packets->n_interned ? packets->n_interned : 64;
	uint64_t *bigger;
	bool ret;

	if (word >= packets->n_interned) {
		while (n <= word)
			n *= 2;
		bigger = reallocarray(packets->interned, n, sizeof(*bigger));
		if (!bigger) {
			packets->out->error = ENOMEM;
			return false;
		}
		for (uint32_t i = packets->n_interned; i < n; i++)
			bigger[i] = 0;
		packets->interned = bigger;
		packets->n_interned = n;
	}
	ret = !(packets->interned[word] & bit);
	packets->interned[word] |= bit;
	return ret;
}

static void write_with_name(struct hft_packets *packets,
			    const struct hft_function *function)
{
	Perfetto__EventName name = PERFETTO__EVENT_NAME__INIT;
	Perfetto__EventName *names[] = { &name };
	Perfetto__InternedData interned = PERFETTO__INTERNED_DATA__INIT;

	name.has_iid = true;
	name.iid = function->id + (uint64_t)1;
	name.name = (char *)function->name;
	interned.n_event_names = 1;
	interned.event_names = names;
	packets->packet.interned_data = &interned;
	write_packet(packets);
	packets->packet.interned_data = NULL;
}

static Perfetto__TrackEvent *begin_event(struct hft_packets *packets,
					 Perfetto__TrackEvent__Type type,
					 uint64_t track, int64_t ts)
{
	Perfetto__TrackEvent *event = &packets->event;

	set_time(packets, ts);
	packets->packet.track_event = event;
	event->type = type;
	event->track_uuid = track;
	event->n_category_iids = 0;
	event->has_name_iid = false;
	return event;
}

#define TYPE_BEGIN PERFETTO__TRACK_EVENT__TYPE__TYPE_SLICE_BEGIN
#define TYPE_END PERFETTO__TRACK_EVENT__TYPE__TYPE_SLICE_END
#define TYPE_INSTANT PERFETTO__TRACK_EVENT__TYPE__TYPE_INSTANT

void hft_packets_enter(struct hft_packets *packets, uint64_t track, int64_t ts,
		       enum hft_category category,
		       const struct hft_function *function)
{
	Perfetto__TrackEvent *event =
		begin_event(packets, TYPE_BEGIN, track, ts);

	event->n_category_iids = 1;
	packets->category = category;
	event->has_name_iid = true;
	event->name_iid = function->id + (uint64_t)1;
	if (is_new(packets, function->id))
		write_with_name(packets, function);
	else
		write_small(packets);
}

static void write_event(struct hft_packets *packets, struct hft_note note)
{
	Perfetto__DebugAnnotation annotation = PERFETTO__DEBUG_ANNOTATION__INIT;
	Perfetto__DebugAnnotation *annotations[] = { &annotation };
	Perfetto__TrackEvent *event = &packets->event;

	annotation.name = (char *)note.name;
	annotation.string_value = (char *)note.text;
	event->n_debug_annotations = note.text ? 1 : 0;
	event->debug_annotations = annotations;
	write_packet(packets);
	event->n_debug_annotations = 0;
	event->debug_annotations = NULL;
}

void hft_packets_end(struct hft_packets *packets, uint64_t track, int64_t ts,
		     struct hft_note note)
{
	begin_event(packets, TYPE_END, track, ts);
	if (note.text)
		write_event(packets, note);
	else
		write_small(packets);
}

static void write_mark(struct hft_packets *packets,
		       Perfetto__TrackEvent__Type type,
		       const struct hft_mark *mark)
{
	Perfetto__TrackEvent *event =
		begin_event(packets, type, mark->track, mark->ts);

	event->n_category_iids = 1;
	packets->category = mark->category;
	event->name = (char *)mark->name;
	write_event(packets, mark->note);
	event->name = NULL;
}

void hft_packets_slice(struct hft_packets *packets, const struct hft_mark *mark)
{
	write_mark(packets, TYPE_BEGIN, mark);
}

void hft_packets_instant(struct hft_packets *packets,
			 const struct hft_mark *mark)
{
	write_mark(packets, TYPE_INSTANT, mark);
}
