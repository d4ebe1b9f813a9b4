/* SPDX-License-Identifier: MIT */
/*
 * As uftrace records it: a file of entries and exits for each task, all of one
 * process whose program is the kernel. Tasks keep their numbers from round to
 * round: the more there are, the slower uftrace is.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <hyperftrace/protocol.h>

#include "array.h"
#include "replica.h"

#define FIRST_TID 1000
/* User space's addresses have 47 bits. */
#define BASE 0x400000000000
#define PROGRAM "kernel"
/* Symbols and mapping have to agree on it. */
#define PROGRAM_PATH "/" PROGRAM
#define SID "0123456789abcdef"
#define FEATURES (1 << 1 | 1 << 5 | 1 << 6) /* sessions, offsets, max stack */
#define INFO (1 << 0 | 1 << 3 | 1 << 7)	    /* exename, cmdline, taskinfo */
#define MAX_STACK 1024
#define ENTRY 0
#define EXIT 1
#define MAGIC 5
#define BUFFER_BYTES (1 << 16)

struct writer {
	const struct replica *replica;
	const char *path;
	/* Of the slots; NULL where nothing was called. */
	FILE **files;
};

static FILE *create(const struct writer *w, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", w->path, name);
	file = fopen(path, "we");
	if (!file)
		err(1, "%s", path);
	return file;
}

static void finish(FILE *file)
{
	if (ferror(file) || fclose(file))
		err(1, "cannot write");
}

static void *open_uftrace(const char *path, const struct replica *replica)
{
	struct writer *w = must(calloc(1, sizeof(*w)));

	w->replica = replica;
	w->path = path;
	w->files = must(calloc(replica_slots(replica), sizeof(*w->files)));
	if (mkdir(path, 0777))
		err(1, "%s", path);
	return w;
}

static FILE *file_of(struct writer *w, uint32_t slot)
{
	char name[32];

	if (!w->files[slot]) {
		snprintf(name, sizeof(name), "%u.dat", FIRST_TID + slot);
		w->files[slot] = create(w, name);
		setvbuf(w->files[slot], NULL, _IOFBF, BUFFER_BYTES);
	}
	return w->files[slot];
}

static uint64_t offset_of(uint64_t address)
{
	return address & ((1ULL << HFT_FUNC_ADDRESS_BITS) - 1);
}

static void put(struct writer *w, const struct replica_place *place,
		unsigned int type, uint64_t address, uint32_t depth)
{
	const uint64_t record[2] = {
		replica_ns(w->replica, place->clock),
		type | MAGIC << 3 | (uint64_t)(depth & 1023) << 6 |
			(BASE + offset_of(address)) << 16,
	};

	fwrite_unlocked(record, sizeof(record), 1, file_of(w, place->slot));
}

static void enter(void *writer, const struct replica_place *place,
		  uint64_t address, uint32_t depth)
{
	put(writer, place, ENTRY, address, depth);
}

static void leave(void *writer, const struct replica_place *place,
		  uint64_t address, uint32_t depth, uint64_t entered)
{
	(void)entered;
	put(writer, place, EXIT, address, depth);
}

static void write_info(const struct writer *w)
{
	struct {
		char magic[8];
		uint32_t version;
		uint16_t size;
		uint8_t endian;
		uint8_t class;
		uint64_t features;
		uint64_t info;
		uint16_t max_stack;
		uint16_t unused[3];
	} header = {
		.magic = "Ftrace!",
		.version = 4,
		.size = sizeof(header),
		.endian = 1,
		.class = 2,
		.features = FEATURES,
		.info = INFO,
		.max_stack = MAX_STACK,
	};
	FILE *file = create(w, "info");
	uint32_t n = 0;

	for (uint32_t i = 0; i < replica_slots(w->replica); i++)
		n += w->files[i] != NULL;
	fwrite(&header, sizeof(header), 1, file);
	fprintf(file,
		"exename:" PROGRAM "\ncmdline:uftrace record " PROGRAM
		"\ntaskinfo:lines=2\ntaskinfo:nr_tid=%u\ntaskinfo:tids=",
		n);
	for (uint32_t i = 0; i < replica_slots(w->replica); i++) {
		if (w->files[i])
			fprintf(file, "%u%s", FIRST_TID + i, --n ? "," : "\n");
	}
	finish(file);
}

static void write_tasks(const struct writer *w)
{
	FILE *file = create(w, "task.txt");

	fprintf(file,
		"SESS timestamp=0.000000001 pid=%u sid=" SID
		" exename=\"" PROGRAM "\"\n",
		FIRST_TID);
	for (uint32_t i = 0; i < replica_slots(w->replica); i++) {
		if (w->files[i])
			fprintf(file,
				"TASK timestamp=0.000000002 tid=%u pid=%u\n",
				FIRST_TID + i, FIRST_TID);
	}
	finish(file);
}

/* Modules are near enough to the kernel to be part of it. */
static void write_symbols(const struct writer *w)
{
	const struct source *source = w->replica->source;
	FILE *file = create(w, PROGRAM ".sym");

	fprintf(file, "# symbols: %zu\n# path name: " PROGRAM_PATH "\n",
		source->n_symbols);
	for (size_t i = 0; i < source->n_symbols; i++)
		fprintf(file, "%016llx T %s\n",
			(unsigned long long)offset_of(
				source->symbols[i].address),
			source->symbols[i].name);
	finish(file);
}

/* From the stack uftrace tells what is user space. */
static void write_map(const struct writer *w)
{
	FILE *file = create(w, "sid-" SID ".map");

	fprintf(file,
		"%llx-%llx r-xp 00000000 00:00 0    " PROGRAM_PATH
		"\n7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0    "
		"[stack]\n",
		(unsigned long long)BASE,
		(unsigned long long)BASE + (1ULL << HFT_FUNC_ADDRESS_BITS));
	finish(file);
}

static void close_uftrace(void *writer, const uint64_t *clocks)
{
	struct writer *w = writer;

	(void)clocks;
	write_info(w);
	write_tasks(w);
	write_symbols(w);
	write_map(w);
	for (uint32_t i = 0; i < replica_slots(w->replica); i++) {
		if (w->files[i])
			finish(w->files[i]);
	}
	free(w->files);
	free(w);
}

const struct replica_writer_ops replica_to_uftrace = {
	.open = open_uftrace,
	.enter = enter,
	.exit = leave,
	.close = close_uftrace,
};
