/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ctf.h"

#define MAGIC 0xc1fc1fc1
#define MAX_CPUS 64
/* The compact event header has 5 bits, 31 means extended. */
#define MAX_CLASSES 31
#define EXTENDED 31
#define COMPACT_TIME_BITS 27
/* A packet that has this much is ended before the next event, by default. */
#define PACKET_FULL (60 * 1024)
/* What one may have in the end: an event may be long. */
#define PACKET_SIZE (2 * 1024 * 1024)
#define UUID "2f1bc4d6-6b0d-4f62-8a57-0c6f5e8a9b01"
/* 2023-11-14 22:13:20 UTC: expected outputs must not depend on today. */
#define CLOCK_OFFSET 1700000000000000000

static const uint8_t uuid[16] = {
	0x2f, 0x1b, 0xc4, 0xd6, 0x6b, 0x0d, 0x4f, 0x62,
	0x8a, 0x57, 0x0c, 0x6f, 0x5e, 0x8a, 0x9b, 0x01,
};

struct class
{
	char name[64];
	struct ctf_field fields[CTF_MAX_FIELDS];
	size_t n;
};

struct stream {
	FILE *file;
	bool in_packet;
	uint64_t begin;
	uint64_t end;
	uint64_t sequence;
	uint64_t discarded;
	size_t size;
	uint8_t data[PACKET_SIZE];
};

struct ctf_writer {
	char *path;
	size_t packet_full;
	struct class context;
	struct class classes[MAX_CLASSES];
	unsigned int n_classes;
	struct stream *streams[MAX_CPUS];
};

static FILE *create(const struct ctf_writer *writer, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", writer->path, name);
	file = fopen(path, "we");
	if (!file)
		err(1, "%s", path);
	return file;
}

struct ctf_writer *ctf_open(const char *path)
{
	struct ctf_writer *writer = calloc(1, sizeof(*writer));

	if (!writer || !(writer->path = strdup(path)))
		err(1, "memory");
	if (mkdir(path, 0777))
		err(1, "%s", path);
	writer->packet_full = PACKET_FULL;
	return writer;
}

void ctf_packet_full(struct ctf_writer *writer, size_t bytes)
{
	writer->packet_full = bytes;
}

static void set_class(struct class *class, const char *name,
		      const struct ctf_field *fields, size_t n)
{
	snprintf(class->name, sizeof(class->name), "%s", name);
	for (size_t i = 0; i < n; i++) {
		class->fields[i] = fields[i];
		class->fields[i].name = strdup(fields[i].name);
		if (!class->fields[i].name)
			err(1, "memory");
	}
	class->n = n;
}

void ctf_context(struct ctf_writer *writer, const struct ctf_field *fields,
		 size_t n)
{
	set_class(&writer->context, "context", fields, n);
}

unsigned int ctf_event_class(struct ctf_writer *writer, const char *name,
			     const struct ctf_field *fields, size_t n)
{
	if (writer->n_classes == MAX_CLASSES)
		errx(1, "more than %d events", MAX_CLASSES);
	set_class(&writer->classes[writer->n_classes], name, fields, n);
	return writer->n_classes++;
}

static void put(struct stream *stream, const void *data, size_t n)
{
	if (n > sizeof(stream->data) - stream->size)
		errx(1, "an event is too long");
	memcpy(stream->data + stream->size, data, n);
	stream->size += n;
}

/* The machines that run the tests are little endian, and so is the trace. */
static void put_u32(struct stream *stream, uint32_t value)
{
	put(stream, &value, sizeof(value));
}

static void put_u64(struct stream *stream, uint64_t value)
{
	put(stream, &value, sizeof(value));
}

static struct stream *get_stream(struct ctf_writer *writer, unsigned int cpu)
{
	char name[32];

	if (cpu >= MAX_CPUS)
		errx(1, "more than %d CPUs", MAX_CPUS);
	if (!writer->streams[cpu]) {
		writer->streams[cpu] = calloc(1, sizeof(struct stream));
		if (!writer->streams[cpu])
			err(1, "memory");
		snprintf(name, sizeof(name), "channel0_%u", cpu);
		writer->streams[cpu]->file = create(writer, name);
	}
	return writer->streams[cpu];
}

/* Packet header and context, in metadata's order. */
static void put_packet_start(struct stream *stream, unsigned int cpu,
			     uint64_t content_bytes)
{
	put_u32(stream, MAGIC);
	put(stream, uuid, sizeof(uuid));
	put_u32(stream, 0);
	put_u64(stream, cpu);
	put_u64(stream, stream->begin);
	put_u64(stream, stream->end);
	put_u64(stream, content_bytes * 8);
	put_u64(stream, content_bytes * 8);
	put_u64(stream, stream->sequence);
	put_u64(stream, stream->discarded);
	put_u32(stream, cpu);
}

static void begin_packet(struct stream *stream, unsigned int cpu, uint64_t ts)
{
	stream->in_packet = true;
	stream->begin = ts;
	stream->end = ts;
	stream->size = 0;
	put_packet_start(stream, cpu, 0);
}

void ctf_end_packet(struct ctf_writer *writer, unsigned int cpu)
{
	struct stream *stream = get_stream(writer, cpu);
	size_t size = stream->size;

	if (!stream->in_packet)
		return;
	stream->size = 0;
	put_packet_start(stream, cpu, size);
	if (fwrite(stream->data, 1, size, stream->file) != size)
		err(1, "cannot write a packet");
	stream->sequence++;
	stream->in_packet = false;
}

void ctf_discard_events(struct ctf_writer *writer, unsigned int cpu, uint64_t n)
{
	get_stream(writer, cpu)->discarded += n;
}

void ctf_discard_packets(struct ctf_writer *writer, unsigned int cpu,
			 uint64_t n)
{
	ctf_end_packet(writer, cpu);
	get_stream(writer, cpu)->sequence += n;
}

static void put_values(struct stream *stream, const struct class *class,
		       const struct ctf_value *values)
{
	for (size_t i = 0; i < class->n; i++) {
		switch (class->fields[i].type) {
		case CTF_U32:
		case CTF_S32:
			put_u32(stream, values[i].number);
			break;
		case CTF_U64:
		case CTF_S64:
			put_u64(stream, values[i].number);
			break;
		case CTF_STRING:
			put(stream, values[i].string,
			    strlen(values[i].string) + 1);
			break;
		case CTF_SEQUENCE:
			put_u32(stream, values[i].number);
			put(stream, values[i].words,
			    values[i].number * sizeof(*values[i].words));
			break;
		}
	}
}

void ctf_event(struct ctf_writer *writer, uint64_t ts, unsigned int cpu,
	       unsigned int id, const struct ctf_value *values)
{
	struct stream *stream = get_stream(writer, cpu);
	const uint8_t extended = EXTENDED;

	if (stream->in_packet && stream->size > writer->packet_full)
		ctf_end_packet(writer, cpu);
	if (!stream->in_packet)
		begin_packet(stream, cpu, ts);
	/* The reader completes a short time from the one before. */
	if (ts - stream->end < 1 << COMPACT_TIME_BITS) {
		put_u32(stream, id | (uint32_t)ts << 5);
	} else {
		put(stream, &extended, 1);
		put_u32(stream, id);
		put_u64(stream, ts);
	}
	stream->end = ts;
	put_values(stream, &writer->context, values);
	put_values(stream, &writer->classes[id], values + writer->context.n);
}

static const char metadata_start[] =
	"/* CTF 1.8 */\n\n"
	"typealias integer { size = 8; align = 8; signed = false; } := "
	"uint8_t;\n"
	"typealias integer { size = 32; align = 8; signed = false; } := "
	"uint32_t;\n"
	"typealias integer { size = 64; align = 8; signed = false; } := "
	"uint64_t;\n"
	"typealias integer { size = 64; align = 8; signed = false; } := "
	"unsigned long;\n"
	"typealias integer { size = 5; align = 1; signed = false; } := "
	"uint5_t;\n"
	"typealias integer { size = 27; align = 1; signed = false; } := "
	"uint27_t;\n\n"
	"trace {\n\tmajor = 1;\n\tminor = 8;\n\tuuid = \"" UUID "\";\n"
	"\tbyte_order = le;\n\tpacket.header := struct {\n"
	"\t\tuint32_t magic;\n\t\tuint8_t  uuid[16];\n"
	"\t\tuint32_t stream_id;\n\t\tuint64_t "
	"stream_instance_id;\n\t};\n};\n\n"
	"env {\n\thostname = \"host\";\n\tdomain = \"kernel\";\n"
	"\tsysname = \"Linux\";\n\tkernel_release = \"6.12.0\";\n"
	"\tkernel_version = \"#1 SMP\";\n\ttracer_name = \"lttng-modules\";\n"
	"\ttracer_major = 2;\n\ttracer_minor = 13;\n"
	"\ttracer_patchlevel = 18;\n};\n\n"
	"clock {\n\tname = \"monotonic\";\n\tuuid = \"" UUID "\";\n"
	"\tdescription = \"Monotonic Clock\";\n\tfreq = 1000000000;\n";

static const char metadata_stream[] =
	"typealias integer {\n\tsize = 27; align = 1; signed = false;\n"
	"\tmap = clock.monotonic.value;\n} := uint27_clock_monotonic_t;\n\n"
	"typealias integer {\n\tsize = 64; align = 8; signed = false;\n"
	"\tmap = clock.monotonic.value;\n} := uint64_clock_monotonic_t;\n\n"
	"struct packet_context {\n"
	"\tuint64_clock_monotonic_t timestamp_begin;\n"
	"\tuint64_clock_monotonic_t timestamp_end;\n"
	"\tuint64_t content_size;\n\tuint64_t packet_size;\n"
	"\tuint64_t packet_seq_num;\n\tunsigned long events_discarded;\n"
	"\tuint32_t cpu_id;\n};\n\n"
	"struct event_header_compact {\n"
	"\tenum : uint5_t { compact = 0 ... 30, extended = 31 } id;\n"
	"\tvariant <id> {\n"
	"\t\tstruct {\n\t\t\tuint27_clock_monotonic_t timestamp;\n"
	"\t\t} compact;\n"
	"\t\tstruct {\n\t\t\tuint32_t id;\n"
	"\t\t\tuint64_clock_monotonic_t timestamp;\n\t\t} extended;\n"
	"\t} v;\n} align(8);\n\n"
	"stream {\n\tid = 0;\n\tevent.header := struct event_header_compact;\n"
	"\tpacket.context := struct packet_context;\n";

/* LTTng prefixes names with _, which readers take away. */
static void write_struct(FILE *file, const struct class *class)
{
	static const char *const types[] = {
		[CTF_U32] = "integer { size = 32; align = 8; signed = 0; }",
		[CTF_S32] = "integer { size = 32; align = 8; signed = 1; }",
		[CTF_U64] = "integer { size = 64; align = 8; signed = 0; }",
		[CTF_S64] = "integer { size = 64; align = 8; signed = 1; }",
		[CTF_STRING] = "string",
		[CTF_SEQUENCE] =
			"integer { size = 64; align = 8; signed = 0; }",
	};

	fputs("struct {\n", file);
	for (size_t i = 0; i < class->n; i++) {
		const char *name = class->fields[i].name;
		enum ctf_type type = class->fields[i].type;

		if (type == CTF_SEQUENCE)
			fprintf(file,
				"\t\t%s __%s_length;\n"
				"\t\t%s _%s[ __%s_length ];\n",
				types[CTF_U32], name, types[type], name, name);
		else
			fprintf(file, "\t\t%s _%s;\n", types[type], name);
	}
	fputs("\t};\n", file);
}

static void write_metadata(const struct ctf_writer *writer)
{
	FILE *file = create(writer, "metadata");

	fprintf(file, "%s\toffset = %lld;\n};\n\n%s", metadata_start,
		(long long)CLOCK_OFFSET, metadata_stream);
	if (writer->context.n) {
		fputs("\tevent.context := ", file);
		write_struct(file, &writer->context);
	}
	fputs("};\n\n", file);
	for (unsigned int i = 0; i < writer->n_classes; i++) {
		fprintf(file,
			"event {\n\tname = \"%s\";\n\tid = %u;\n"
			"\tstream_id = 0;\n\tfields := ",
			writer->classes[i].name, i);
		write_struct(file, &writer->classes[i]);
		fputs("};\n\n", file);
	}
	if (fclose(file))
		err(1, "cannot write the metadata");
}

static void free_class(struct class *class)
{
	for (size_t i = 0; i < class->n; i++)
		free((char *)class->fields[i].name);
}

void ctf_close(struct ctf_writer *writer)
{
	for (unsigned int cpu = 0; cpu < MAX_CPUS; cpu++) {
		if (!writer->streams[cpu])
			continue;
		ctf_end_packet(writer, cpu);
		if (fclose(writer->streams[cpu]->file))
			err(1, "cannot write a packet");
		free(writer->streams[cpu]);
	}
	write_metadata(writer);
	free_class(&writer->context);
	for (unsigned int i = 0; i < writer->n_classes; i++)
		free_class(&writer->classes[i]);
	free(writer->path);
	free(writer);
}
