/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "inside.h"
#include "printable.h"
#include "processes.h"
#include "symfs-file.h"

static void path_deinit(struct hft_symfs_path *path)
{
	free(path->inside);
	free(path->shown);
	*path = (struct hft_symfs_path){ 0 };
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* The bytes that a printable path was made of; false if it has a NUL. */
static bool make_raw(char *path)
{
	char *out = path;

	for (const char *in = path; *in; in++) {
		if (*in != '\\') {
			*out++ = *in;
			continue;
		}
		if (in[1] != 'x' || hex_digit(in[2]) < 0 ||
		    hex_digit(in[3]) < 0)
			return false;
		*out = hex_digit(in[2]) << 4 | hex_digit(in[3]);
		if (!*out++)
			return false;
		in += 3;
	}
	*out = '\0';
	return true;
}

/* The kernel says so of a file that has been replaced since it was mapped. */
static void cut_deleted(char *path)
{
	static const char deleted[] = " (deleted)";
	size_t length = strlen(path);

	if (length > strlen(deleted) &&
	    !strcmp(path + length - strlen(deleted), deleted))
		path[length - strlen(deleted)] = '\0';
}

/* Returns 0, or -1 if there is no memory or it is no path. */
static int make_path(struct hft_symfs_path *path, const char *directory,
		     const char *inside)
{
	*path = (struct hft_symfs_path){ .inside = strdup(inside) };
	if (!path->inside)
		return -1;
	cut_deleted(path->inside);
	if (asprintf(&path->shown, "%s%s", directory, path->inside) < 0)
		path->shown = NULL;
	if (path->shown && make_raw(path->inside))
		return 0;
	path_deinit(path);
	return -1;
}

/*
 * A kernel tells no other paths than these. With others a guest could have one
 * file read again and again.
 */
static bool is_canonical(const char *path)
{
	if (*path != '/')
		return false;
	for (; *path; path += strcspn(path, "/")) {
		size_t length = strcspn(++path, "/");

		if (!length || (length == 1 && *path == '.') ||
		    (length == 2 && !strncmp(path, "..", 2)))
			return false;
	}
	return true;
}

static bool is_absent(int err)
{
	return err == -ENOENT || err == -ENOTDIR;
}

/* Open a file. Returns 0, or -1, with an error unless it is just not there. */
static int open_elf(const struct hft_symfs_path *path,
		    struct hft_symfs_search *search, struct hft_elf *elf)
{
	int fd = hft_inside_open(search->root, path->inside);

	if (fd >= 0)
		return hft_elf_open(elf, fd, path->shown, false,
				    &search->error);
	if (fd == -EINVAL)
		hft_error_set(&search->error, "%s is not a regular file",
			      path->shown);
	else if (!is_absent(fd))
		hft_error_set(&search->error, "cannot open %s: %s", path->shown,
			      strerror(-fd));
	return -1;
}

static struct hft_build_id build_id_of(const struct hft_elf *elf)
{
	struct hft_build_id ret = { 0 };

	ret.size = hft_elf_build_id(elf, ret.bytes);
	return ret;
}

/* The same, but closed with an error if it is not the file that is wanted. */
static int open_this(const struct hft_symfs_path *path,
		     const struct hft_build_id *wanted,
		     struct hft_symfs_search *search, struct hft_elf *elf)
{
	struct hft_build_id found;

	if (open_elf(path, search, elf))
		return -1;
	found = build_id_of(elf);
	if (!wanted->size || (found.size == wanted->size &&
			      !memcmp(found.bytes, wanted->bytes, found.size)))
		return 0;
	search->mismatches++;
	hft_error_set(&search->error,
		      "%s has another build id than what the guest ran: it is "
		      "not used, give the guest's own",
		      path->shown);
	hft_elf_close(elf);
	return -1;
}

static int open_debug_in(const char *where, const struct hft_build_id *build_id,
			 struct hft_symfs_search *search,
			 struct hft_symfs_path *path, struct hft_elf *elf)
{
	char inside[128];
	size_t n = snprintf(inside, sizeof(inside), "%s/%02x/", where,
			    build_id->bytes[0]);

	for (size_t i = 1; i < build_id->size; i++)
		n += snprintf(inside + n, sizeof(inside) - n, "%02x",
			      build_id->bytes[i]);
	snprintf(inside + n, sizeof(inside) - n, ".debug");
	if (make_path(path, search->directory, inside))
		return -1;
	if (!open_this(path, build_id, search, elf))
		return 0;
	path_deinit(path);
	return -1;
}

/* Open the debug information of a build id, which sets where that is. */
static int open_debug(const struct hft_build_id *build_id,
		      struct hft_symfs_search *search,
		      struct hft_symfs_path *path, struct hft_elf *elf)
{
	if (!build_id->size)
		return -1;
	if (!open_debug_in("/usr/lib/debug/.build-id", build_id, search, path,
			   elf))
		return 0;
	return open_debug_in("/.build-id", build_id, search, path, elf);
}

/* What there is of a program; either may be closed. */
struct opened {
	struct hft_elf program;
	struct hft_elf debug;
	struct hft_symfs_path program_path;
	struct hft_symfs_path debug_path;
	struct hft_build_id build_id;
};

static void opened_deinit(struct opened *opened)
{
	hft_elf_close(&opened->program);
	hft_elf_close(&opened->debug);
	path_deinit(&opened->program_path);
	path_deinit(&opened->debug_path);
}

static int read_segments(struct hft_symfs_file *file,
			 const struct opened *opened,
			 struct hft_symfs_search *search)
{
	const struct hft_elf *from = &opened->program;

	if (!from->elf)
		from = &opened->debug;
	if (hft_program_map(&file->program, from))
		return hft_error_set(&search->error, "out of memory");
	if (file->program.n_segments)
		return 0;
	return hft_error_set(&search->error,
			     "%s does not tell what of it is mapped where: "
			     "give the guest's %s as well",
			     from->path, file->path);
}

/* Take the functions from the best table that there is. */
static int read_functions(struct hft_symfs_file *file,
			  const struct opened *opened,
			  struct hft_symfs_search *search)
{
	const struct hft_elf *from = &opened->program;
	uint32_t type = SHT_SYMTAB;

	if (opened->debug.elf &&
	    (!from->elf || hft_elf_has_symbols(&opened->debug, type)))
		from = &opened->debug;
	else if (!hft_elf_has_symbols(from, type))
		type = SHT_DYNSYM;
	return hft_program_read(&file->program, from, type, &search->error);
}

/* Remember which of them has lines. */
static void find_lines(struct hft_symfs_file *file, struct opened *opened)
{
	struct hft_symfs_path *path = NULL;

	if (opened->debug.elf && hft_lines_are_in(&opened->debug))
		path = &opened->debug_path;
	else if (opened->program.elf && hft_lines_are_in(&opened->program))
		path = &opened->program_path;
	if (!path)
		return;
	file->source = *path;
	file->source_build_id = opened->build_id;
	*path = (struct hft_symfs_path){ 0 };
}

static void read_file(struct hft_symfs_file *file,
		      struct hft_symfs_search *search)
{
	_cleanup_(opened_deinit) struct opened opened = { 0 };

	opened.build_id = file->build_id;
	if (make_path(&opened.program_path, search->directory, file->path))
		return;
	if (!open_this(&opened.program_path, &file->build_id, search,
		       &opened.program))
		opened.build_id = build_id_of(&opened.program);
	open_debug(&opened.build_id, search, &opened.debug_path, &opened.debug);
	if (!opened.program.elf && !opened.debug.elf)
		return;
	file->program.bytes_max = search->bytes_max;
	if (!read_segments(file, &opened, search) &&
	    !read_functions(file, &opened, search)) {
		find_lines(file, &opened);
		return;
	}
	file->in_vain = hft_program_bytes(&file->program);
	hft_program_deinit(&file->program);
	file->program = (struct hft_program){ 0 };
}

struct hft_symfs_file *hft_symfs_file_create(const struct hft_mapping *mapping,
					     struct hft_symfs_search *search)
{
	struct hft_symfs_file *file = calloc(1, sizeof(*file));

	if (!file)
		return NULL;
	file->path = strdup(mapping->path);
	if (!file->path) {
		free(file);
		return NULL;
	}
	file->build_id.size = mapping->build_id_size;
	memcpy(file->build_id.bytes, mapping->build_id, mapping->build_id_size);
	if (is_canonical(file->path))
		read_file(file, search);
	return file;
}

void hft_symfs_file_destroy(struct hft_symfs_file *file)
{
	hft_lines_destroy(file->lines);
	hft_program_deinit(&file->program);
	path_deinit(&file->source);
	path_deinit(&file->common);
	free(file->path);
	free(file);
}

size_t hft_symfs_file_bytes(const struct hft_symfs_file *file)
{
	return sizeof(*file) + strlen(file->path) + 1 +
	       hft_program_bytes(&file->program) + file->in_vain;
}

struct common {
	struct hft_symfs_file *file;
	struct hft_symfs_search *search;
};

/* A path in a file is from its own directory on, if not from the root. */
static int open_common(void *data, const char *path, const uint8_t *build_id,
		       size_t size, struct hft_elf *elf)
{
	struct common *common = data;
	struct hft_symfs_file *file = common->file;
	const char *source = file->source.inside;
	size_t length = *path == '/' ? 0 : strrchr(source, '/') + 1 - source;
	_cleanup_free_ char *raw = NULL;
	char inside[HFT_PATH_MAX];
	struct hft_build_id wanted = { .size = size };

	if (!size || size > sizeof(wanted.bytes))
		return -1;
	memcpy(wanted.bytes, build_id, size);
	if (asprintf(&raw, "%.*s%s", (int)length, source, path) < 0) {
		raw = NULL;
		return -1;
	}
	hft_printable(inside, sizeof(inside), raw, strlen(raw));
	path_deinit(&file->common);
	if (make_path(&file->common, common->search->directory, inside))
		return -1;
	return open_this(&file->common, &wanted, common->search, elf);
}

static void open_lines(struct hft_symfs_file *file,
		       struct hft_symfs_search *search)
{
	struct common common = { file, search };
	const struct hft_lines_opener opener = { open_common, &common };
	_cleanup_(hft_elf_close) struct hft_elf elf = { 0 };

	if (!open_this(&file->source, &file->source_build_id, search, &elf))
		file->lines = hft_lines_create(&elf, &opener, &search->error);
	/* There is no second attempt. */
	if (!file->lines)
		path_deinit(&file->source);
}

static bool too_many(const struct hft_open_lines *open)
{
	size_t bytes = 0;

	for (size_t i = 0; i < open->n; i++)
		bytes += hft_lines_bytes(open->files[i]->lines);
	return open->n == HFT_SYMFS_OPEN_MAX || bytes > HFT_LINES_BYTES_MAX;
}

static void close_last(struct hft_open_lines *open)
{
	struct hft_symfs_file *file = open->files[--open->n];

	hft_lines_destroy(file->lines);
	file->lines = NULL;
}

struct hft_lines *hft_open_lines_get(struct hft_open_lines *open,
				     struct hft_symfs_file *file,
				     struct hft_symfs_search *search)
{
	size_t i = 0;

	if (!file->lines && file->source.inside)
		open_lines(file, search);
	if (!file->lines)
		return NULL;
	while (i < open->n && open->files[i] != file)
		i++;
	if (i == open->n) {
		while (open->n && too_many(open))
			close_last(open);
		i = open->n++;
	}
	memmove(&open->files[1], &open->files[0], i * sizeof(*open->files));
	open->files[0] = file;
	return file->lines;
}
