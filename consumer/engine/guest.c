/* SPDX-License-Identifier: MIT */
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <hyperftrace/protocol.h>

#include "demangle.h"
#include "guest.h"

/* Modules are loaded a few hundred times, if they are not a trick. */
#define PLACED_MAX 4096

struct hft_guest {
	/* Its own view of them: they know where its kernel is. */
	struct hft_symbols *files;
	/* Modules whose symbols came from files. */
	size_t n_placed;
	struct hft_symbol_table *table;
	struct hft_processes *processes;
	bool said_hello;
	struct hft_hello hello;
};

/* A record's words, and the same as bytes, where its strings are. */
struct record {
	uint32_t number;
	const uint64_t *words;
	size_t n_words;
	size_t n_bytes;
	char bytes[HFT_ESC_WORDS_MAX * sizeof(uint64_t)];
};

struct hft_guest *hft_guest_create(struct hft_symbols *files)
{
	struct hft_guest *guest = calloc(1, sizeof(*guest));

	if (!guest)
		return NULL;
	if (files)
		guest->files = hft_symbols_share(files);
	guest->table = hft_symbol_table_create();
	guest->processes = hft_processes_create();
	if ((files && !guest->files) || !guest->table || !guest->processes) {
		hft_guest_destroy(guest);
		return NULL;
	}
	return guest;
}

void hft_guest_destroy(struct hft_guest *guest)
{
	if (!guest)
		return;
	hft_processes_destroy(guest->processes);
	hft_symbol_table_destroy(guest->table);
	hft_symbols_destroy(guest->files);
	free(guest);
}

/* The string at an offset, its length too; NULL if it does not end. */
static const char *string_at(const struct record *record, size_t offset,
			     size_t *length)
{
	const char *text;

	if (offset >= record->n_bytes)
		return NULL;
	text = record->bytes + offset;
	*length = strnlen(text, record->n_bytes - offset);
	return offset + *length < record->n_bytes ? text : NULL;
}

/* The same, made printable. Returns false if it does not end. */
static bool printable_at(const struct record *record, size_t offset, char *out,
			 size_t size)
{
	size_t length;
	const char *text = string_at(record, offset, &length);

	if (text)
		hft_printable(out, size, text, length);
	return text;
}

static uint32_t low(uint64_t word)
{
	return word;
}

static uint32_t high(uint64_t word)
{
	return word >> 32;
}

#define HELLO_WORDS 6

static int take_hello(struct hft_guest *guest, const struct record *record)
{
	const uint64_t *words = record->words;
	struct hft_hello hello = { .minor = record->number };

	if (!printable_at(record, HELLO_WORDS * sizeof(*words), hello.release,
			  sizeof(hello.release)))
		return -EINVAL;
	hello.session = words[0];
	hello.boot_id[0] = words[1];
	hello.boot_id[1] = words[2];
	hello.tsc_khz = low(words[3]);
	hello.n_cpus = high(words[3]);
	hello.flush_ms = low(words[4]);
	hello.bytes = high(words[4]);
	hello.flags = words[5];
	guest->hello = hello;
	guest->said_hello = true;
	return 0;
}

#define SYMBOL_HEAD (sizeof(uint32_t) + 1)

/* Take the symbol at an offset, and set that to the end of it. */
static int take_symbol(struct hft_guest *guest, const struct record *record,
		       const char *owner, size_t *offset)
{
	uint64_t base = record->words[0];
	const char *head = record->bytes + *offset;
	char name[HFT_SYMBOL_NAME_MAX + 1];
	uint32_t distance;
	const char *text;
	size_t length;

	text = string_at(record, *offset + SYMBOL_HEAD, &length);
	if (!text || !length)
		return -EINVAL;
	memcpy(&distance, head, sizeof(distance));
	distance = le32toh(distance);
	if (base + distance < base)
		return -EINVAL;
	*offset += SYMBOL_HEAD + length + 1;
	hft_demangle(name, sizeof(name), text, length);
	if (!*owner)
		hft_symbols_tell(guest->files, name, base + distance);
	return hft_symbol_table_add(guest->table, owner, base + distance,
				    head[sizeof(distance)], name);
}

static int take_symbols(struct hft_guest *guest, const struct record *record)
{
	char owner[HFT_SYMBOL_NAME_MAX + 1];
	size_t offset = sizeof(*record->words);
	size_t length;
	int err = 0;

	if (!string_at(record, offset, &length))
		return -EINVAL;
	hft_printable(owner, sizeof(owner), record->bytes + offset, length);
	offset += length + 1;
	for (uint32_t i = 0; i < record->number && !err; i++)
		err = take_symbol(guest, record, owner, &offset);
	return err;
}

static int load_module(struct hft_guest *guest, const struct hft_module *module)
{
	int err = hft_symbol_table_load(guest->table, module->name,
					module->address, module->bytes);

	if (err || guest->n_placed == PLACED_MAX)
		return err;
	err = hft_symbols_place(guest->files, guest->table, module);
	if (err <= 0)
		return err;
	guest->n_placed++;
	return 0;
}

static int take_module(struct hft_guest *guest, const struct record *record)
{
	const uint64_t *words = record->words;
	char name[HFT_SYMBOL_NAME_MAX + 1];

	if (!printable_at(record, 2 * sizeof(*words), name, sizeof(name)) ||
	    !*name || words[0] + words[1] < words[0] || record->number > 1)
		return -EINVAL;
	if (record->number)
		return load_module(guest, &(struct hft_module){
						  .address = words[0],
						  .bytes = words[1],
						  .name = name,
					  });
	hft_symbol_table_unload(guest->table, name);
	return 0;
}

#define TASK_NAME_WORDS 4

static int take_task_name(struct hft_guest *guest, const struct record *record)
{
	const uint64_t *words = record->words;
	const char *comm = record->bytes + 2 * sizeof(*words);
	char text[HFT_COMM_TEXT_MAX];
	struct hft_process_task task = { .tid = record->number, .comm = text };

	if (record->n_words < TASK_NAME_WORDS)
		return -EINVAL;
	hft_printable(text, sizeof(text), comm, strnlen(comm, HFT_COMM_MAX));
	task.tgid = low(words[0]);
	task.parent_tgid = high(words[0]);
	return hft_processes_name(guest->processes, &task, words[1]);
}

static int take_exec(struct hft_guest *guest, const struct record *record)
{
	const uint64_t *words = record->words;
	char path[HFT_PATH_MAX];

	if (!printable_at(record, sizeof(*words), path, sizeof(path)) ||
	    !record->number || words[0] > UINT32_MAX)
		return -EINVAL;
	return hft_processes_exec(guest->processes, record->number, words[0],
				  path);
}

static int take_task_exit(struct hft_guest *guest, const struct record *record)
{
	if (!record->n_words || record->words[0] > UINT32_MAX)
		return -EINVAL;
	hft_processes_exit(guest->processes, record->number);
	return 0;
}

/* Words of a mapping before its build id. */
#define MAP_WORDS 4

static int take_map(struct hft_guest *guest, const struct record *record)
{
	size_t build_id = MAP_WORDS * sizeof(uint64_t);
	const uint64_t *words = record->words;
	char path[HFT_PATH_MAX];
	struct hft_mapping mapping = { 0 };

	if (!printable_at(record, build_id + HFT_BUILD_ID_MAX, path,
			  sizeof(path)) ||
	    !record->number || words[0] >= words[1] ||
	    words[3] > HFT_BUILD_ID_MAX)
		return -EINVAL;
	mapping.start = words[0];
	mapping.end = words[1];
	mapping.offset = words[2];
	mapping.build_id_size = words[3];
	memcpy(mapping.build_id, record->bytes + build_id,
	       mapping.build_id_size);
	return hft_processes_map(guest->processes, record->number, &mapping,
				 path);
}

/* Nothing is forgotten: calls that are open may still be asked about. */
static int take_bye(struct hft_guest *guest, const struct record *record)
{
	(void)guest;
	(void)record;
	return 0;
}

int hft_guest_message(struct hft_guest *guest, unsigned int kind,
		      uint32_t number, const uint64_t *words, size_t n_words)
{
	static int (*const takers[])(struct hft_guest *,
				     const struct record *) = {
		[HFT_REC_HELLO] = take_hello,
		[HFT_REC_SYMBOLS] = take_symbols,
		[HFT_REC_MODULE] = take_module,
		[HFT_REC_TASK_NAME] = take_task_name,
		[HFT_REC_EXEC] = take_exec,
		[HFT_REC_TASK_EXIT] = take_task_exit,
		[HFT_REC_MAP] = take_map,
		[HFT_REC_BYE] = take_bye,
	};
	struct record record;

	if (kind >= sizeof(takers) / sizeof(*takers) || !takers[kind])
		return -ENOENT;
	if (n_words > HFT_ESC_WORDS_MAX)
		return -EINVAL;
	record.number = number;
	record.words = words;
	record.n_words = n_words;
	record.n_bytes = n_words * sizeof(*words);
	for (size_t i = 0; i < n_words; i++) {
		uint64_t word = htole64(words[i]);

		memcpy(record.bytes + i * sizeof(word), &word, sizeof(word));
	}
	return takers[kind](guest, &record);
}

const struct hft_hello *hft_guest_hello(const struct hft_guest *guest)
{
	return guest->said_hello ? &guest->hello : NULL;
}

const struct hft_symbol *hft_guest_symbol(struct hft_guest *guest,
					  uint64_t address)
{
	const struct hft_symbol *symbol =
		hft_symbol_table_lookup(guest->table, address);

	return symbol ? symbol : hft_symbols_lookup(guest->files, address);
}

const struct hft_symbol *hft_guest_symbol_around(struct hft_guest *guest,
						 uint64_t address)
{
	const struct hft_symbol *symbol =
		hft_symbol_table_lookup(guest->table, address);

	return symbol ? symbol : hft_symbols_around(guest->files, address);
}

uint64_t hft_guest_generation(const struct hft_guest *guest)
{
	return hft_symbols_generation(guest->files);
}

bool hft_guest_is_lost(const struct hft_guest *guest)
{
	return hft_symbols_is_lost(guest->files);
}

const char *hft_guest_comm(const struct hft_guest *guest, uint32_t tid)
{
	return hft_processes_comm(guest->processes, tid);
}

bool hft_guest_task(const struct hft_guest *guest, uint32_t tid,
		    struct hft_process_task *task)
{
	return hft_processes_task(guest->processes, tid, task);
}

const struct hft_mapping *hft_guest_mapping(const struct hft_guest *guest,
					    uint32_t tgid, uint64_t address)
{
	return hft_processes_mapping(guest->processes, tgid, address);
}

const struct hft_module *hft_guest_module(const struct hft_guest *guest,
					  size_t index)
{
	return hft_symbol_table_module(guest->table, index);
}

const struct hft_module *hft_guest_module_at(const struct hft_guest *guest,
					     uint64_t address)
{
	return hft_symbol_table_module_at(guest->table, address);
}
