/* SPDX-License-Identifier: MIT */
#include "array.h"
#include "events.h"

#define VM_PID 4242
/* Sub-buffers of 1 MiB with room for a page, as LTTng has in the lab. */
#define PACKET_FULL ((1 << 20) - (68 << 10))
#define SESSION 0x6c6963
/* What the host needs to notice a buffer. */
#define DELAY_NS 2000
/* When its clock begins, and how far ahead its TSC runs. */
#define FIRST_NS 1000000000
#define TSC_OFFSET (1ULL << 40)

static void declare_page(struct events *events)
{
	static const struct ctf_field fields[] = {
		{ "vm_pid", CTF_S32 },	     { "vcpu_id", CTF_S32 },
		{ "cpl", CTF_S32 },	     { "version", CTF_U32 },
		{ "flags", CTF_U32 },	     { "session", CTF_U32 },
		{ "seq", CTF_U64 },	     { "guest_tsc", CTF_U64 },
		{ "host_tsc", CTF_U64 },     { "delay_ns", CTF_U32 },
		{ "error", CTF_S32 },	     { "words", CTF_U32 },
		{ "records", CTF_SEQUENCE },
	};

	events->page_class =
		ctf_event_class(events->ctf, "hyperftrace_page", fields,
				sizeof(fields) / sizeof(*fields));
}

static void declare_hypercall(struct events *events)
{
	static const struct ctf_field fields[] = {
		{ "nr", CTF_U64 },	{ "a0", CTF_U64 },
		{ "a1", CTF_U64 },	{ "a2", CTF_U64 },
		{ "a3", CTF_U64 },	{ "vm_pid", CTF_S32 },
		{ "vcpu_id", CTF_S32 }, { "cpl", CTF_S32 },
	};

	events->hypercall_class =
		ctf_event_class(events->ctf, "kvm_x86_hypercall", fields,
				sizeof(fields) / sizeof(*fields));
}

void events_open(struct events *events, const char *path,
		 const struct replica *replica)
{
	events->replica = replica;
	events->ctf = ctf_open(path);
	ctf_packet_full(events->ctf, PACKET_FULL);
	events->buffers =
		must(calloc(replica->n_lanes, sizeof(*events->buffers)));
	declare_page(events);
	if (replica->by_call)
		declare_hypercall(events);
}

void events_close(struct events *events)
{
	ctf_close(events->ctf);
	free(events->buffers);
}

void events_begin(struct events *events, const struct replica_place *place)
{
	struct events_buffer *buffer = &events->buffers[place->lane];
	const struct page_start start = {
		.tsc = place->clock,
		.tid = place->task.tid,
		.tgid = place->task.tgid,
		.cpu = place->lane,
		.context = place->context,
		.functions = buffer->functions,
	};

	page_begin(&buffer->page, &start);
	buffer->clock = place->clock;
}

/* A hypercall of functions is not delayed, and so nothing must be with them. */
static uint64_t delay_ns(const struct events *events)
{
	return events->replica->by_call ? 0 : DELAY_NS;
}

static uint64_t host_ns(const struct events *events, uint64_t clock)
{
	return FIRST_NS + delay_ns(events) + replica_ns(events->replica, clock);
}

void events_page(struct events *events, unsigned int lane, uint64_t clock,
		 unsigned int why)
{
	struct events_buffer *buffer = &events->buffers[lane];
	const struct ctf_value values[] = {
		{ .number = VM_PID },
		{ .number = lane },
		{ .number = 0 },
		{ .number = HFT_PROTOCOL_MAJOR },
		{ .number = why },
		{ .number = SESSION },
		{ .number = buffer->seq++ },
		{ .number = clock },
		{ .number = clock + TSC_OFFSET },
		{ .number = delay_ns(events) },
		{ .number = 0 },
		{ .number = buffer->page.n },
		{ .number = buffer->page.n, .words = buffer->page.words },
	};

	ctf_event(events->ctf, host_ns(events, clock), lane, events->page_class,
		  values);
	buffer->page.n = 0;
}

void events_hypercall(struct events *events, const struct replica_place *place,
		      uint64_t nr, const uint64_t args[4])
{
	const struct ctf_value values[] = {
		{ .number = nr },	   { .number = args[0] },
		{ .number = args[1] },	   { .number = args[2] },
		{ .number = args[3] },	   { .number = VM_PID },
		{ .number = place->lane }, { .number = 0 },
	};

	ctf_event(events->ctf, host_ns(events, place->clock), place->lane,
		  events->hypercall_class, values);
}
