/* SPDX-License-Identifier: MIT */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <gelf.h>

#include "dwarf-units.h"
#include "elf-lines.h"

/* The largest program for the lines of one unit; each byte may make a line. */
#define UNIT_MAX (4U << 20)
/* libdw keeps what it has read: after these many bytes it begins anew. */
#define READ_MAX (16U << 20)

struct hft_lines {
	struct hft_elf elf;
	Dwarf *dwarf;
	/* What both refer to, which several programs have in common. */
	struct hft_elf common;
	Dwarf *common_dwarf;
	/* Of debug information. */
	size_t bytes;
	/* Of programs for lines that were read since it began. */
	size_t n_read;
	/* The unit that was read last. */
	Dwarf_Off last;
	struct hft_units units;
};

/* Expanded, what a section's header says; 0 if it is not debug information. */
static uint64_t debug_bytes(const struct hft_elf *elf, Elf_Scn *scn,
			    size_t strings, bool *old_compression)
{
	GElf_Shdr header;
	GElf_Chdr compression;
	const char *name;

	if (!gelf_getshdr(scn, &header) || header.sh_type == SHT_NOBITS)
		return 0;
	name = elf_strptr(elf->elf, strings, header.sh_name);
	if (name && !strncmp(name, ".zdebug_", strlen(".zdebug_")))
		*old_compression = true;
	if (!name || strncmp(name, ".debug_", strlen(".debug_")))
		return 0;
	if (header.sh_flags & SHF_COMPRESSED)
		return gelf_getchdr(scn, &compression) ? compression.ch_size
						       : UINT64_MAX;
	return header.sh_size;
}

/* Add up what reading a file would take. */
static int check_size(struct hft_lines *lines, const struct hft_elf *elf,
		      struct hft_error *error)
{
	bool old_compression = false;
	Elf_Scn *scn = NULL;
	size_t strings;

	if (elf_getshdrstrndx(elf->elf, &strings))
		return hft_error_set(error, "%s has no names of sections",
				     elf->path);
	while ((scn = elf_nextscn(elf->elf, scn))) {
		uint64_t bytes =
			debug_bytes(elf, scn, strings, &old_compression);

		if (bytes > HFT_LINES_BYTES_MAX - lines->bytes)
			return hft_error_set(error,
					     "%s has more than 1 GiB of debug "
					     "information: lines are not read",
					     elf->path);
		lines->bytes += bytes;
	}
	if (old_compression)
		return hft_error_set(error,
				     "the debug information of %s is "
				     "compressed in the old way: expand it "
				     "with objcopy --decompress-debug-sections",
				     elf->path);
	return 0;
}

/* libdw reads up to a string's end without asking where the section's is. */
static bool strings_end(const struct hft_elf *elf)
{
	static const char *const names[] = { ".debug_str", ".debug_line_str" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t size;
		const char *content = hft_elf_content(elf, names[i], &size);

		if (content && (!size || content[size - 1]))
			return false;
	}
	return true;
}

/* Open the debug information of a file. NULL with an error. */
static Dwarf *open_dwarf(struct hft_lines *lines, const struct hft_elf *elf,
			 struct hft_error *error)
{
	Dwarf *ret;

	if (check_size(lines, elf, error))
		return NULL;
	/* It expands sections, before which one cannot look at their ends. */
	ret = dwarf_begin_elf(elf->elf, DWARF_C_READ, NULL);
	if (ret && strings_end(elf))
		return ret;
	hft_error_set(error, "the debug information of %s is broken: %s",
		      elf->path,
		      ret ? "a string has no end" : dwarf_errmsg(-1));
	if (ret)
		dwarf_end(ret);
	return NULL;
}

/*
 * Open what the debug information refers to, if it does. libdw would look for
 * it by itself, anywhere: it is not to be asked for lines before.
 */
static int open_common(struct hft_lines *lines,
		       const struct hft_lines_opener *opener,
		       struct hft_error *error)
{
	const char *name, *next;
	const void *build_id;
	ssize_t size =
		dwelf_dwarf_gnu_debugaltlink(lines->dwarf, &name, &build_id);

	if (!size)
		return 0;
	if (size < 0 ||
	    opener->open(opener->data, name, build_id, size, &lines->common))
		return hft_error_set(error,
				     "the debug information of %s needs "
				     "another file (dwz), which is not there: "
				     "lines are not read",
				     lines->elf.path);
	lines->common_dwarf = open_dwarf(lines, &lines->common, error);
	if (!lines->common_dwarf)
		return -1;
	if (dwelf_dwarf_gnu_debugaltlink(lines->common_dwarf, &next, &build_id))
		return hft_error_set(error, "%s refers to one more file",
				     lines->common.path);
	dwarf_setalt(lines->dwarf, lines->common_dwarf);
	return 0;
}

static int read_lines(struct hft_lines *lines,
		      const struct hft_lines_opener *opener,
		      struct hft_error *error)
{
	int err;

	lines->dwarf = open_dwarf(lines, &lines->elf, error);
	if (!lines->dwarf || open_common(lines, opener, error))
		return -1;
	err = hft_units_read(&lines->units, lines->dwarf);
	if (err == -ENOMEM)
		return hft_error_set(error, "out of memory");
	if (err || !lines->units.n)
		return hft_error_set(error,
				     "the debug information of %s is broken, "
				     "too much, or of no function",
				     lines->elf.path);
	return 0;
}

bool hft_lines_are_in(const struct hft_elf *elf)
{
	return hft_elf_has(elf, ".debug_line") ||
	       hft_elf_has(elf, ".zdebug_line");
}

struct hft_lines *hft_lines_create(struct hft_elf *elf,
				   const struct hft_lines_opener *opener,
				   struct hft_error *error)
{
	struct hft_lines *lines = calloc(1, sizeof(*lines));

	if (!lines) {
		hft_elf_close(elf);
		hft_error_set(error, "out of memory");
		return NULL;
	}
	lines->elf = *elf;
	*elf = (struct hft_elf){ 0 };
	if (!read_lines(lines, opener, error))
		return lines;
	hft_lines_destroy(lines);
	return NULL;
}

void hft_lines_destroy(struct hft_lines *lines)
{
	if (!lines)
		return;
	if (lines->dwarf)
		dwarf_end(lines->dwarf);
	if (lines->common_dwarf)
		dwarf_end(lines->common_dwarf);
	hft_elf_close(&lines->elf);
	hft_elf_close(&lines->common);
	hft_units_deinit(&lines->units);
	free(lines);
}

size_t hft_lines_bytes(const struct hft_lines *lines)
{
	return lines->bytes + lines->units.max * sizeof(*lines->units.ranges);
}

/* Forget what libdw has read. */
static bool begin_anew(struct hft_lines *lines)
{
	dwarf_end(lines->dwarf);
	lines->n_read = 0;
	lines->dwarf = dwarf_begin_elf(lines->elf.elf, DWARF_C_READ, NULL);
	if (lines->dwarf && lines->common_dwarf)
		dwarf_setalt(lines->dwarf, lines->common_dwarf);
	return lines->dwarf;
}

/* The bytes of a unit's program for lines; 0 if there are none. */
static size_t program_bytes(const struct hft_lines *lines, Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	Dwarf_Word offset;
	const char *content;
	uint32_t length;
	size_t size;

	content = hft_elf_content(&lines->elf, ".debug_line", &size);
	if (!content || !dwarf_attr(die, DW_AT_stmt_list, &attribute) ||
	    dwarf_formudata(&attribute, &offset) || size < sizeof(length) ||
	    offset > size - sizeof(length))
		return 0;
	memcpy(&length, content + offset, sizeof(length));
	return le32toh(length);
}

/* A unit's DIE, when it is sure that its lines may be read. */
static bool get_unit(struct hft_lines *lines, Dwarf_Off unit, Dwarf_Die *die)
{
	size_t bytes;

	if (!dwarf_offdie(lines->dwarf, unit, die))
		return false;
	if (unit == lines->last)
		return true;
	bytes = program_bytes(lines, die);
	if (!bytes || bytes > UNIT_MAX)
		return false;
	if (lines->n_read + bytes > READ_MAX &&
	    (!begin_anew(lines) || !dwarf_offdie(lines->dwarf, unit, die)))
		return false;
	lines->n_read += bytes;
	lines->last = unit;
	return true;
}

static Dwarf_Addr row_address(Dwarf_Lines *rows, size_t i)
{
	Dwarf_Addr address = 0;

	dwarf_lineaddr(dwarf_onesrcline(rows, i), &address);
	return address;
}

/*
 * The row of an instruction, NULL if there is none. Where several begin with
 * it, the first one: of a function's entry that is its name's.
 */
static Dwarf_Line *find_row(Dwarf_Lines *rows, size_t n, Dwarf_Addr address)
{
	size_t low = 0;
	size_t high = n;
	bool ends;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (row_address(rows, middle) < address)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < n && row_address(rows, low) == address; low++)
		if (!dwarf_lineendsequence(dwarf_onesrcline(rows, low),
					   &ends) &&
		    !ends)
			return dwarf_onesrcline(rows, low);
	if (!low ||
	    dwarf_lineendsequence(dwarf_onesrcline(rows, low - 1), &ends) ||
	    ends)
		return NULL;
	return dwarf_onesrcline(rows, low - 1);
}

bool hft_lines_find(struct hft_lines *lines, uint64_t address,
		    const char **file, unsigned int *line)
{
	Dwarf_Lines *rows;
	Dwarf_Line *row;
	Dwarf_Off unit;
	Dwarf_Die die;
	int number;
	size_t n;

	if (!lines->dwarf || !hft_units_find(&lines->units, address, &unit) ||
	    !get_unit(lines, unit, &die) || dwarf_getsrclines(&die, &rows, &n))
		return false;
	row = find_row(rows, n, address);
	if (!row || dwarf_lineno(row, &number) || number <= 0)
		return false;
	*file = dwarf_linesrc(row, NULL, NULL);
	*line = number;
	return *file;
}
