/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "demangle.h"
#include "printable.h"
#include "processes.h"
#include "symbols.h"
#include "symfs-file.h"
#include "symfs.h"

#define CACHE_BITS 12

/* What an address of a file was found to be. */
struct found {
	struct hft_symfs_file *file;
	uint64_t address;
	/* NULL if it has no name. */
	struct hft_program_function *function;
	const char *source;
	unsigned int line;
};

/* The path of a source file; many lines have it. */
struct source {
	struct hft_node node;
	char path[];
};

struct hft_symfs {
	/* Empty if there are no files. */
	char *directory;
	int root;
	/* struct hft_symfs_file, and struct source. */
	struct hft_hash files;
	struct hft_hash sources;
	/* Of both, and of names. */
	size_t bytes;
	bool is_full;
	struct hft_open_lines open;
	struct found cache[1 << CACHE_BITS];
	uint64_t mismatches;
	/* What it should know, it does not. */
	bool no_memory;
	bool no_memory_told;
	char *warnings[HFT_SYMFS_WARNINGS_MAX];
	size_t n_warnings;
	size_t n_warned;
};

struct hft_symfs *hft_symfs_create(const char *directory,
				   struct hft_error *error)
{
	struct hft_symfs *symfs = calloc(1, sizeof(*symfs));
	int err;

	if (!symfs) {
		hft_error_set(error, "out of memory");
		return NULL;
	}
	symfs->root = -1;
	symfs->directory = strdup(directory ? directory : "");
	err = hft_hash_init(&symfs->files);
	if (hft_hash_init(&symfs->sources) || err || !symfs->directory) {
		hft_error_set(error, "out of memory");
		hft_symfs_destroy(symfs);
		return NULL;
	}
	if (!*symfs->directory)
		return symfs;
	symfs->root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (symfs->root >= 0)
		return symfs;
	hft_error_set(error, "cannot read the directory %s: %s", directory,
		      strerror(errno));
	hft_symfs_destroy(symfs);
	return NULL;
}

static void destroy_files(struct hft_hash *files)
{
	for (size_t i = 0; i < files->n_buckets; i++) {
		struct hft_node *node = files->buckets[i];

		while (node) {
			struct hft_node *next = node->next;

			hft_symfs_file_destroy(hft_container(
				node, struct hft_symfs_file, node));
			node = next;
		}
	}
	hft_hash_deinit(files);
}

static void destroy_sources(struct hft_hash *sources)
{
	for (size_t i = 0; i < sources->n_buckets; i++) {
		struct hft_node *node = sources->buckets[i];

		while (node) {
			struct hft_node *next = node->next;

			free(hft_container(node, struct source, node));
			node = next;
		}
	}
	hft_hash_deinit(sources);
}

void hft_symfs_destroy(struct hft_symfs *symfs)
{
	if (!symfs)
		return;
	destroy_files(&symfs->files);
	destroy_sources(&symfs->sources);
	for (size_t i = 0; i < symfs->n_warnings; i++)
		free(symfs->warnings[i]);
	if (symfs->root >= 0)
		close(symfs->root);
	free(symfs->directory);
	free(symfs);
}

static void warn(struct hft_symfs *symfs, const char *message)
{
	char *copy;

	if (symfs->n_warnings == HFT_SYMFS_WARNINGS_MAX)
		return;
	copy = strdup(message);
	if (copy)
		symfs->warnings[symfs->n_warnings++] = copy;
	else
		symfs->no_memory = true;
}

static size_t room(const struct hft_symfs *symfs)
{
	if (symfs->bytes > HFT_SYMFS_BYTES_MAX)
		return 0;
	return HFT_SYMFS_BYTES_MAX - symfs->bytes;
}

/* May there be this many bytes more? */
static bool has_room(struct hft_symfs *symfs, size_t bytes)
{
	if (!symfs->is_full && bytes <= room(symfs))
		return true;
	if (!symfs->is_full)
		warn(symfs, "names of programs take more than 512 MiB: "
			    "further ones are not looked up");
	symfs->is_full = true;
	return false;
}

static struct hft_symfs_search begin_search(const struct hft_symfs *symfs)
{
	struct hft_symfs_search search = { .root = symfs->root };

	search.directory = symfs->directory;
	search.bytes_max = room(symfs);
	return search;
}

static void end_search(struct hft_symfs *symfs,
		       const struct hft_symfs_search *search)
{
	symfs->mismatches += search->mismatches;
	if (*search->error.message)
		warn(symfs, search->error.message);
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
	const char *at = bytes;

	for (; n >= sizeof(hash); n -= sizeof(hash), at += sizeof(hash)) {
		uint64_t word;

		memcpy(&word, at, sizeof(word));
		hash = hft_hash_mix(hash, word);
	}
	while (n--)
		hash = hft_hash_mix(hash, (unsigned char)*at++);
	return hash;
}

static bool is_of(const struct hft_symfs_file *file,
		  const struct hft_mapping *mapping)
{
	return file->build_id.size == mapping->build_id_size &&
	       !memcmp(file->build_id.bytes, mapping->build_id,
		       mapping->build_id_size) &&
	       !strcmp(file->path, mapping->path);
}

/* The file of a mapping; NULL if there is no room or no memory for it. */
static struct hft_symfs_file *get_file(struct hft_symfs *symfs,
				       const struct hft_mapping *mapping)
{
	uint64_t hash = hash_bytes(mapping->build_id_size, mapping->build_id,
				   mapping->build_id_size);
	struct hft_symfs_search search = begin_search(symfs);
	struct hft_symfs_file *file;
	struct hft_node *node;

	hash = hash_bytes(hash, mapping->path, strlen(mapping->path));
	for (node = hft_hash_first(&symfs->files, hash); node;
	     node = node->next) {
		file = hft_container(node, struct hft_symfs_file, node);
		if (node->hash == hash && is_of(file, mapping))
			return file;
	}
	if (!has_room(symfs, sizeof(*file) + strlen(mapping->path)))
		return NULL;
	file = hft_symfs_file_create(mapping, &search);
	end_search(symfs, &search);
	if (!file) {
		symfs->no_memory = true;
		return NULL;
	}
	hft_hash_add(&symfs->files, &file->node, hash);
	symfs->bytes += hft_symfs_file_bytes(file);
	return file;
}

/* A copy of a source file's path that stays; NULL if there is no room. */
static const char *keep_source(struct hft_symfs *symfs, const char *raw)
{
	char path[HFT_PATH_MAX];
	size_t size = hft_printable(path, sizeof(path), raw, strlen(raw)) + 1;
	uint64_t hash = hash_bytes(0, path, size);
	struct source *source;
	struct hft_node *node;

	for (node = hft_hash_first(&symfs->sources, hash); node;
	     node = node->next) {
		source = hft_container(node, struct source, node);
		if (!strcmp(source->path, path))
			return source->path;
	}
	if (!has_room(symfs, sizeof(*source) + size))
		return NULL;
	source = malloc(sizeof(*source) + size);
	if (!source) {
		symfs->no_memory = true;
		return NULL;
	}
	memcpy(source->path, path, size);
	hft_hash_add(&symfs->sources, &source->node, hash);
	symfs->bytes += sizeof(*source) + size;
	return source->path;
}

static void find_line(struct hft_symfs *symfs, struct found *found)
{
	struct hft_symfs_search search = begin_search(symfs);
	struct hft_lines *lines =
		hft_open_lines_get(&symfs->open, found->file, &search);
	const char *source;

	end_search(symfs, &search);
	if (lines &&
	    hft_lines_find(lines, found->address, &source, &found->line))
		found->source = keep_source(symfs, source);
}

/* Make a function's name as it is shown. Returns false if there is no room. */
static bool show(struct hft_symfs *symfs, const struct hft_program *program,
		 struct hft_program_function *function)
{
	const char *name = program->names + function->name;
	char text[HFT_SYMBOL_NAME_MAX + 1];
	size_t size;

	if (function->shown)
		return true;
	size = hft_demangle(text, sizeof(text), name, strlen(name)) + 1;
	if (!has_room(symfs, size))
		return false;
	function->shown = strdup(text);
	if (!function->shown) {
		symfs->no_memory = true;
		return false;
	}
	symfs->bytes += size;
	return true;
}

static void find(struct hft_symfs *symfs, struct found *found)
{
	struct hft_program *program = &found->file->program;

	found->function = hft_program_find(program, found->address);
	if (found->function && !show(symfs, program, found->function))
		found->function = NULL;
	if (found->function)
		find_line(symfs, found);
}

/* As the cache has it, or else found and put there. */
static const struct found *get_found(struct hft_symfs *symfs,
				     struct hft_symfs_file *file,
				     uint64_t address)
{
	uint64_t hash = hft_hash_mix((uintptr_t)file, address);
	struct found *found = &symfs->cache[hash >> (64 - CACHE_BITS)];

	if (found->file == file && found->address == address)
		return found;
	*found = (struct found){ .file = file, .address = address };
	find(symfs, found);
	return found;
}

bool hft_symfs_lookup(struct hft_symfs *symfs,
		      const struct hft_mapping *mapping, uint64_t address,
		      struct hft_user_symbol *symbol)
{
	const struct found *found;
	struct hft_symfs_file *file;
	uint64_t in_file;

	if (!*symfs->directory || address < mapping->start ||
	    address >= mapping->end)
		return false;
	file = get_file(symfs, mapping);
	if (!file ||
	    !hft_program_address(&file->program,
				 address - mapping->start + mapping->offset,
				 &in_file))
		return false;
	found = get_found(symfs, file, in_file);
	if (!found->function)
		return false;
	*symbol = (struct hft_user_symbol){
		.name = found->function->shown,
		.offset = in_file - found->function->address,
		.file = found->source,
		.line = found->source ? found->line : 0,
	};
	return true;
}

uint64_t hft_symfs_mismatches(const struct hft_symfs *symfs)
{
	return symfs->mismatches;
}

const char *hft_symfs_warning(struct hft_symfs *symfs)
{
	if (symfs->n_warned < symfs->n_warnings)
		return symfs->warnings[symfs->n_warned++];
	if (!symfs->no_memory || symfs->no_memory_told)
		return NULL;
	symfs->no_memory_told = true;
	return "out of memory: some functions of programs have no names";
}
