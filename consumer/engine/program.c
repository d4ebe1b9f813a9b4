/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "symbols.h"

/* How many smaller functions inside of a larger one are passed over. */
#define NESTED_MAX 16

/* A label goes behind all functions, and an end of a section behind that. */
#define RANK_LABEL (1U << 16)
#define RANK_END (1U << 17)

struct reading {
	struct hft_program *program;
	const char *path;
	struct hft_error *error;
};

static int add_segment(void *data, const struct hft_elf_segment *segment)
{
	struct hft_program *program = data;

	if (program->n_segments < HFT_PROGRAM_SEGMENTS_MAX)
		program->segments[program->n_segments++] = *segment;
	return 0;
}

int hft_program_map(struct hft_program *program, const struct hft_elf *elf)
{
	program->segments =
		calloc(HFT_PROGRAM_SEGMENTS_MAX, sizeof(*program->segments));
	if (!program->segments)
		return -ENOMEM;
	return hft_elf_segments(elf, add_segment, program);
}

size_t hft_program_bytes(const struct hft_program *program)
{
	size_t segments = program->segments ? HFT_PROGRAM_SEGMENTS_MAX : 0;

	return program->max * sizeof(*program->functions) + program->names_max +
	       segments * sizeof(*program->segments);
}

static int too_many(const struct reading *reading)
{
	return hft_error_set(reading->error,
			     "%s has too many symbols: those of all programs "
			     "take 512 MiB at most",
			     reading->path);
}

static int grow(struct reading *reading, void **array, size_t *max,
		size_t needed, size_t item)
{
	size_t more = *max ? 2 * *max : 1024;
	void *bigger;

	if (needed <= *max)
		return 0;
	while (more < needed)
		more *= 2;
	if (hft_program_bytes(reading->program) + (more - *max) * item >
	    reading->program->bytes_max)
		return too_many(reading);
	bigger = reallocarray(*array, more, item);
	if (!bigger)
		return hft_error_set(reading->error, "out of memory");
	*array = bigger;
	*max = more;
	return 0;
}

static int add(struct reading *reading, uint64_t address, uint64_t size,
	       const char *name, uint32_t rank)
{
	struct hft_program *program = reading->program;
	size_t length = strlen(name) + 1;

	if (program->names_size + length > UINT32_MAX)
		return too_many(reading);
	if (grow(reading, (void **)&program->functions, &program->max,
		 program->n + 1, sizeof(*program->functions)) ||
	    grow(reading, (void **)&program->names, &program->names_max,
		 program->names_size + length, 1))
		return -1;
	memcpy(program->names + program->names_size, name, length);
	program->functions[program->n++] = (struct hft_program_function){
		.address = address,
		.size = size,
		.name = program->names_size,
		.rank = rank,
	};
	program->names_size += length;
	return 0;
}

static int add_symbol(void *data, const struct hft_elf_symbol *symbol)
{
	uint32_t rank = hft_symbol_rank(symbol->type, symbol->name);

	if (!symbol->function)
		rank |= RANK_LABEL;
	return add(data, symbol->address, symbol->size, symbol->name, rank);
}

static int add_end(void *data, const struct hft_elf_section *section)
{
	return add(data, section->address + section->size, 0, "", RANK_END);
}

static int compare(const void *a, const void *b)
{
	const struct hft_program_function *x = a;
	const struct hft_program_function *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* One of each address, and no labels inside of functions. */
static void thin_out(struct hft_program *program)
{
	uint64_t end = 0;
	size_t n = 0;

	for (size_t i = 0; i < program->n; i++) {
		struct hft_program_function *f = &program->functions[i];

		if (n && program->functions[n - 1].address == f->address)
			continue;
		if ((f->rank & RANK_LABEL) && !f->size && f->address < end)
			continue;
		if (f->address + f->size > end)
			end = f->address + f->size;
		program->functions[n++] = *f;
	}
	program->n = n;
}

int hft_program_read(struct hft_program *program, const struct hft_elf *elf,
		     uint32_t type, struct hft_error *error)
{
	struct reading reading = { program, elf->path, error };

	if (hft_elf_symbols(elf, type, add_symbol, &reading, error) ||
	    hft_elf_sections(elf, add_end, &reading))
		return -1;
	if (program->n)
		qsort(program->functions, program->n,
		      sizeof(*program->functions), compare);
	thin_out(program);
	return 0;
}

void hft_program_deinit(struct hft_program *program)
{
	for (size_t i = 0; i < program->n; i++)
		free(program->functions[i].shown);
	free(program->functions);
	free(program->names);
	free(program->segments);
}

bool hft_program_address(const struct hft_program *program, uint64_t offset,
			 uint64_t *address)
{
	for (size_t i = 0; i < program->n_segments; i++) {
		const struct hft_elf_segment *segment = &program->segments[i];

		if (offset - segment->offset >= segment->size)
			continue;
		*address = offset - segment->offset + segment->address;
		return true;
	}
	return false;
}

/* The index of the first function above an address. */
static size_t upper_bound(const struct hft_program *program, uint64_t address)
{
	size_t low = 0;
	size_t high = program->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (program->functions[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool contains(const struct hft_program *program, size_t i,
		     uint64_t address)
{
	const struct hft_program_function *f = &program->functions[i];

	if (f->size)
		return address - f->address < f->size;
	return address == f->address ||
	       (i + 1 < program->n &&
		address < program->functions[i + 1].address);
}

struct hft_program_function *hft_program_find(const struct hft_program *program,
					      uint64_t address)
{
	size_t end = upper_bound(program, address);

	for (size_t i = end; i > 0 && end - i < NESTED_MAX; i--) {
		struct hft_program_function *f = &program->functions[i - 1];

		if (f->rank & RANK_END)
			break;
		if (contains(program, i - 1, address))
			return f;
	}
	return NULL;
}
