/* SPDX-License-Identifier: MIT */
/* Small ELF files, byte by byte, as no compiler would make them. */
#ifndef HYPERFTRACE_TEST_ELF_MAKER_H
#define HYPERFTRACE_TEST_ELF_MAKER_H

#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

/* Of the sections that symbols are in. */
enum { MADE_TEXT = 1, MADE_INIT, MADE_EXIT, MADE_DATA, MADE_SECTIONS = 10 };

struct made_symbol {
	const char *name;
	uint64_t value;
	uint64_t size;
	unsigned char info;
	uint16_t section;
};

#define GLOBAL_FUNC ELF64_ST_INFO(STB_GLOBAL, STT_FUNC)
#define LOCAL_FUNC ELF64_ST_INFO(STB_LOCAL, STT_FUNC)
#define WEAK_FUNC ELF64_ST_INFO(STB_WEAK, STT_FUNC)
#define LABEL ELF64_ST_INFO(STB_LOCAL, STT_NOTYPE)
#define OBJECT ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT)

/* What is to be in the file. */
struct made_elf {
	uint16_t type;
	/* Of the text; initialization, exit and data follow. 0 in modules. */
	uint64_t address;
	uint64_t text_size;
	uint64_t exit_size;
	/* The text's offset in the file; 0 is behind the header. */
	uint64_t offset;
	/* A table of dynamic symbols instead. */
	bool dynamic;
	/* The segment of text is not in the file: it has debug information. */
	bool no_text;
	/* Each byte of the build id, which is 20 bytes; 0 is none. */
	uint8_t build_id;
	/* Of .modinfo; NULL is none. */
	const char *module;
	struct made_symbol symbols[32];
};

/* Under construction. */
struct made {
	unsigned char bytes[16384];
	size_t n;
	Elf64_Shdr sections[MADE_SECTIONS];
};

static inline size_t made_put(struct made *made, const void *bytes, size_t n)
{
	size_t at = (made->n + 15) / 16 * 16;

	ck_assert_quick(at + n <= sizeof(made->bytes));
	memcpy(made->bytes + at, bytes, n);
	made->n = at + n;
	return at;
}

static inline Elf64_Shdr *made_section(struct made *made, size_t index,
				       uint32_t type, uint64_t flags)
{
	Elf64_Shdr *section = &made->sections[index];

	/* What made_names() writes: each is 16 bytes there. */
	section->sh_name = index * 16;
	section->sh_type = type;
	section->sh_flags = flags;
	section->sh_addralign = 16;
	return section;
}

static inline void made_text(struct made *made, const struct made_elf *elf)
{
	const uint64_t sizes[] = { elf->text_size, 0x40, elf->exit_size, 0x40 };
	uint64_t address = elf->address;

	for (size_t i = MADE_TEXT; i <= MADE_DATA; i++) {
		Elf64_Shdr *section = made_section(
			made, i, SHT_NOBITS,
			SHF_ALLOC | (i < MADE_DATA ? SHF_EXECINSTR : 0));

		section->sh_size = sizes[i - MADE_TEXT];
		if (elf->type == ET_REL)
			continue;
		section->sh_addr = address;
		address += section->sh_size;
	}
}

static inline void made_symbols(struct made *made, const struct made_elf *elf)
{
	Elf64_Shdr *table = made_section(
		made, 5, elf->dynamic ? SHT_DYNSYM : SHT_SYMTAB, 0);
	Elf64_Shdr *strings = made_section(made, 6, SHT_STRTAB, 0);
	Elf64_Sym symbols[33] = { 0 };
	char names[8192] = "";
	size_t n = 1, length = 1;

	for (; elf->symbols[n - 1].name; n++) {
		const struct made_symbol *from = &elf->symbols[n - 1];

		symbols[n] = (Elf64_Sym){
			.st_name = length,
			.st_info = from->info,
			.st_shndx = from->section,
			.st_value = from->value,
			.st_size = from->size,
		};
		length += snprintf(names + length, sizeof(names) - length, "%s",
				   from->name) +
			  1;
	}
	table->sh_offset = made_put(made, symbols, n * sizeof(*symbols));
	table->sh_size = n * sizeof(*symbols);
	table->sh_entsize = sizeof(*symbols);
	table->sh_link = 6;
	strings->sh_offset = made_put(made, names, length);
	strings->sh_size = length;
}

static inline void made_notes(struct made *made, const struct made_elf *elf)
{
	Elf64_Shdr *note = made_section(made, 7, SHT_NOTE, SHF_ALLOC);
	Elf64_Shdr *info = made_section(made, 8, SHT_PROGBITS, SHF_ALLOC);
	struct {
		Elf64_Nhdr header;
		char name[4];
		uint8_t build_id[20];
	} build_id = { { 4, 20, NT_GNU_BUILD_ID }, "GNU", { 0 } };
	char text[256] = "license=MIT";
	size_t length = strlen(text) + 1;

	memset(build_id.build_id, elf->build_id, 20);
	note->sh_addralign = 4;
	note->sh_size = elf->build_id ? sizeof(build_id) : 0;
	note->sh_offset = made_put(made, &build_id, note->sh_size);
	if (elf->module)
		length += snprintf(text + length, sizeof(text) - length,
				   "name=%s", elf->module) +
			  1;
	info->sh_size = length;
	info->sh_offset = made_put(made, text, length);
}

static inline void made_names(struct made *made)
{
	static const char names[MADE_SECTIONS][16] = {
		"",	   ".text",   ".init.text", ".exit.text", ".data",
		".symtab", ".strtab", ".note",	    ".modinfo",	  ".shstrtab",
	};
	Elf64_Shdr *section = made_section(made, 9, SHT_STRTAB, 0);

	section->sh_offset = made_put(made, names, sizeof(names));
	section->sh_size = sizeof(names);
}

/* Make a file's bytes. */
static inline void made_build(struct made *made, const struct made_elf *elf)
{
	Elf64_Ehdr *header = (Elf64_Ehdr *)made->bytes;
	Elf64_Phdr *segment = (Elf64_Phdr *)(header + 1);

	memset(made, 0, sizeof(*made));
	made->n = sizeof(*header) + sizeof(*segment);
	made_text(made, elf);
	made_symbols(made, elf);
	made_notes(made, elf);
	made_names(made);
	*header = (Elf64_Ehdr){
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = elf->type,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(*header),
		.e_phentsize = sizeof(*segment),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = MADE_SECTIONS,
		.e_shstrndx = MADE_SECTIONS - 1,
	};
	if (elf->type != ET_REL) {
		header->e_phoff = sizeof(*header);
		header->e_phnum = 1;
		*segment = (Elf64_Phdr){
			.p_type = PT_LOAD,
			.p_flags = PF_R | PF_X,
			.p_offset = elf->offset,
			.p_vaddr = elf->address,
			.p_filesz = elf->no_text ? 0 : 0x1000,
			.p_memsz = 0x1000,
			.p_align = 0x1000,
		};
	}
	header->e_shoff =
		made_put(made, made->sections, sizeof(made->sections));
}

/* Write bytes to a new file. */
static inline void made_save(const char *path, const void *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_quick(fd >= 0);
	ck_assert_quick(write(fd, bytes, n) == (ssize_t)n);
	close(fd);
}

static inline void made_write(const char *path, const struct made_elf *elf)
{
	static struct made made;

	made_build(&made, elf);
	made_save(path, made.bytes, made.n);
}

#endif
