/* SPDX-License-Identifier: MIT */
/*
 * As trace-cmd records ftrace's function_graph: trace.dat, version 6. What a
 * CPU did is one stretch of the file, so it is gathered in files of its own.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "replica.h"
#include "trace-cmd-formats.h"

#define PAGE_BYTES 4096
#define PAGE_HEAD 16
#define FIRST_PID 1000
/* Kinds of entries in a page; smaller ones are the length in words. */
#define TIME_EXTEND 30
#define DELTA_BITS 27

struct cpu {
	FILE *file;
	uint64_t n_pages;
	/* Of the last entry. */
	uint64_t ns;
	size_t n;
	uint8_t page[PAGE_BYTES];
};

struct writer {
	const struct replica *replica;
	FILE *file;
	struct cpu *cpus;
};

/* What all of ftrace's entries begin with. */
struct common {
	uint16_t type;
	uint8_t flags;
	uint8_t preempt_count;
	int32_t pid;
};

struct entry {
	struct common common;
	uint64_t func;
	int32_t depth;
} __attribute__((packed));

struct exit {
	struct common common;
	uint64_t func;
	int32_t depth;
	uint32_t overrun;
	uint64_t calltime;
	uint64_t rettime;
} __attribute__((packed));

/* Beside the trace, where there is room, and gone when it is closed. */
static FILE *open_temporary(const char *path, unsigned int cpu)
{
	char name[4096];
	FILE *file;

	snprintf(name, sizeof(name), "%s.cpu%u", path, cpu);
	file = fopen(name, "w+e");
	if (!file || unlink(name))
		err(1, "%s", name);
	return file;
}

static void *open_trace_cmd(const char *path, const struct replica *replica)
{
	struct writer *w = must(calloc(1, sizeof(*w)));

	w->replica = replica;
	w->cpus = must(calloc(replica->n_lanes, sizeof(*w->cpus)));
	w->file = fopen(path, "we");
	if (!w->file)
		err(1, "%s", path);
	for (unsigned int i = 0; i < replica->n_lanes; i++)
		w->cpus[i].file = open_temporary(path, i);
	return w;
}

static void end_page(struct cpu *cpu)
{
	const uint64_t commit = cpu->n - PAGE_HEAD;

	if (!cpu->n)
		return;
	memcpy(cpu->page + sizeof(uint64_t), &commit, sizeof(commit));
	memset(cpu->page + cpu->n, 0, PAGE_BYTES - cpu->n);
	if (fwrite(cpu->page, PAGE_BYTES, 1, cpu->file) != 1)
		err(1, "cannot write");
	cpu->n_pages++;
	cpu->n = 0;
}

static void begin_page(struct cpu *cpu, uint64_t ns)
{
	memcpy(cpu->page, &ns, sizeof(ns));
	cpu->n = PAGE_HEAD;
	cpu->ns = ns;
}

static void put_word(struct cpu *cpu, uint32_t word)
{
	memcpy(cpu->page + cpu->n, &word, sizeof(word));
	cpu->n += sizeof(word);
}

static void put(struct writer *w, const struct replica_place *place,
		const void *data, size_t n)
{
	struct cpu *cpu = &w->cpus[place->lane];
	const uint64_t ns = replica_ns(w->replica, place->clock);
	uint64_t delta;

	/* With room for a longer time. */
	if (cpu->n + n + 3 * sizeof(uint32_t) > PAGE_BYTES)
		end_page(cpu);
	if (!cpu->n)
		begin_page(cpu, ns);
	delta = ns - cpu->ns;
	if (delta >> DELTA_BITS) {
		put_word(cpu,
			 TIME_EXTEND | (uint32_t)(delta << 5 & UINT32_MAX));
		put_word(cpu, delta >> DELTA_BITS);
		delta = 0;
	}
	put_word(cpu, n / sizeof(uint32_t) | (uint32_t)delta << 5);
	memcpy(cpu->page + cpu->n, data, n);
	cpu->n += n;
	cpu->ns = ns;
}

static int32_t pid_of(const struct writer *w, uint32_t slot)
{
	return replica_slot(w->replica, slot)->tid ? FIRST_PID + slot : 0;
}

static void enter(void *writer, const struct replica_place *place,
		  uint64_t address, uint32_t depth)
{
	const struct entry entry = {
		.common.type = TRACE_CMD_ENTRY_ID,
		.common.pid = pid_of(writer, place->slot),
		.func = address,
		.depth = depth,
	};

	put(writer, place, &entry, sizeof(entry));
}

static void leave(void *writer, const struct replica_place *place,
		  uint64_t address, uint32_t depth, uint64_t entered)
{
	const struct writer *w = writer;
	const struct exit exit = {
		.common.type = TRACE_CMD_EXIT_ID,
		.common.pid = pid_of(w, place->slot),
		.func = address,
		.depth = depth,
		.calltime = replica_ns(w->replica, entered),
		.rettime = replica_ns(w->replica, place->clock),
	};

	put(writer, place, &exit, sizeof(exit));
}

static void put_u32(const struct writer *w, uint32_t value)
{
	fwrite(&value, sizeof(value), 1, w->file);
}

static void put_u64(const struct writer *w, uint64_t value)
{
	fwrite(&value, sizeof(value), 1, w->file);
}

/* A text with its length before it. */
static void put_text(const struct writer *w, const char *text)
{
	put_u64(w, strlen(text));
	fputs(text, w->file);
}

static void write_formats(const struct writer *w)
{
	fwrite("\027\010\104tracing6", 1, sizeof("\027\010\104tracing6"),
	       w->file);
	/* Little endian; bytes of a long, of a page. */
	fwrite("\0\010", 1, 2, w->file);
	put_u32(w, PAGE_BYTES);
	fwrite("header_page", 1, sizeof("header_page"), w->file);
	put_text(w, trace_cmd_header_page);
	fwrite("header_event", 1, sizeof("header_event"), w->file);
	put_text(w, trace_cmd_header_event);
	put_u32(w, 2);
	put_text(w, trace_cmd_entry_format);
	put_text(w, trace_cmd_exit_format);
	/* No other systems. */
	put_u32(w, 0);
}

/* Text that was gathered in memory, with its length in so many bytes. */
static void put_gathered(const struct writer *w, char *text, size_t size,
			 size_t length_bytes)
{
	uint64_t length = size;

	fwrite(&length, length_bytes, 1, w->file);
	fwrite(text, size, 1, w->file);
	free(text);
}

static void write_symbols(const struct writer *w)
{
	const struct source *source = w->replica->source;
	char *text;
	size_t size;
	FILE *file = must(open_memstream(&text, &size));

	for (size_t i = 0; i < source->n_symbols; i++) {
		const struct source_symbol *symbol = &source->symbols[i];

		fprintf(file, "%016llx T %s",
			(unsigned long long)symbol->address, symbol->name);
		if (*symbol->owner)
			fprintf(file, "\t[%s]", symbol->owner);
		fputc('\n', file);
	}
	if (fclose(file))
		err(1, "memory");
	put_gathered(w, text, size, sizeof(uint32_t));
}

static void write_names(const struct writer *w)
{
	char *text;
	size_t size;
	FILE *file = must(open_memstream(&text, &size));

	for (uint32_t i = 0; i < replica_slots(w->replica); i++) {
		const char *comm = replica_slot(w->replica, i)->last_comm;

		if (pid_of(w, i) && *comm)
			fprintf(file, "%d %.*s\n", pid_of(w, i), SOURCE_COMM,
				comm);
	}
	if (fclose(file))
		err(1, "memory");
	put_gathered(w, text, size, sizeof(uint64_t));
}

static uint64_t round_up(uint64_t bytes)
{
	return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

/* Where each CPU's pages are, behind all this. */
static void write_places(const struct writer *w)
{
	const unsigned int n = w->replica->n_lanes;
	uint64_t at;

	fwrite("flyrecord", 1, sizeof("flyrecord"), w->file);
	at = round_up(ftello(w->file) + n * 2 * sizeof(uint64_t));
	for (unsigned int i = 0; i < n; i++) {
		const uint64_t bytes = w->cpus[i].n_pages * PAGE_BYTES;

		put_u64(w, at);
		put_u64(w, bytes);
		at += bytes;
	}
	fseeko(w->file, round_up(ftello(w->file)), SEEK_SET);
}

static void copy(const struct writer *w, FILE *from)
{
	uint8_t page[PAGE_BYTES];

	rewind(from);
	while (fread(page, sizeof(page), 1, from) == 1)
		fwrite(page, sizeof(page), 1, w->file);
	if (ferror(from) || fclose(from))
		err(1, "cannot read a temporary file");
}

static void close_trace_cmd(void *writer, const uint64_t *clocks)
{
	struct writer *w = writer;

	(void)clocks;
	for (unsigned int i = 0; i < w->replica->n_lanes; i++)
		end_page(&w->cpus[i]);
	write_formats(w);
	write_symbols(w);
	/* No formats of printk(). */
	put_u32(w, 0);
	write_names(w);
	put_u32(w, w->replica->n_lanes);
	write_places(w);
	for (unsigned int i = 0; i < w->replica->n_lanes; i++)
		copy(w, w->cpus[i].file);
	if (ferror(w->file) || fclose(w->file))
		err(1, "cannot write");
	free(w->cpus);
	free(w);
}

const struct replica_writer_ops replica_to_trace_cmd = {
	.open = open_trace_cmd,
	.enter = enter,
	.exit = leave,
	.close = close_trace_cmd,
};
