/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include <elfutils/libdwelf.h>
#include <gelf.h>

#include "elf-symbols.h"

#define UPPER_HALF (1ULL << 63)

static bool begins_with(const void *bytes, size_t n, const char *magic,
			size_t size)
{
	return n >= size && !memcmp(bytes, magic, size);
}

bool hft_elf_is(const void *bytes, size_t n)
{
	return begins_with(bytes, n, ELFMAG, SELFMAG);
}

bool hft_elf_is_compressed(const void *bytes, size_t n)
{
	return begins_with(bytes, n, "\xfd\x37zXZ", 5) ||
	       begins_with(bytes, n, "\x28\xb5\x2f\xfd", 4) ||
	       begins_with(bytes, n, "\x1f\x8b", 2) ||
	       begins_with(bytes, n, "BZh", 3);
}

static bool is_text(const GElf_Shdr *header)
{
	return (header->sh_flags & (SHF_ALLOC | SHF_EXECINSTR)) ==
	       (SHF_ALLOC | SHF_EXECINSTR);
}

static int is_upper(void *data, const struct hft_elf_section *section)
{
	(void)data;
	return section->address >= UPPER_HALF;
}

static int find_kind(struct hft_elf *elf, struct hft_error *error)
{
	GElf_Ehdr header;

	if (!gelf_getehdr(elf->elf, &header))
		return hft_error_set(error, "%s is no ELF file that is whole",
				     elf->path);
	if ((header.e_machine != EM_X86_64 && header.e_machine != EM_386) ||
	    header.e_ident[EI_DATA] != ELFDATA2LSB)
		return hft_error_set(error, "%s is not for x86", elf->path);
	switch (header.e_type) {
	case ET_REL:
		elf->kind = HFT_ELF_MODULE;
		return 0;
	case ET_EXEC:
	case ET_DYN:
		if (hft_elf_sections(elf, is_upper, NULL))
			elf->kind = HFT_ELF_KERNEL;
		else
			elf->kind = header.e_type == ET_EXEC ? HFT_ELF_PROGRAM
							     : HFT_ELF_SHARED;
		return 0;
	default:
		return hft_error_set(error,
				     "%s is neither a kernel nor a module nor "
				     "a program",
				     elf->path);
	}
}

int hft_elf_open(struct hft_elf *elf, int fd, const char *path, bool expand,
		 struct hft_error *error)
{
	elf_version(EV_CURRENT);
	elf->fd = fd;
	elf->path = path;
	elf->elf =
		expand ? dwelf_elf_begin(fd) : elf_begin(fd, ELF_C_READ, NULL);
	if (elf->elf && elf_kind(elf->elf) == ELF_K_ELF) {
		if (!find_kind(elf, error))
			return 0;
	} else if (expand) {
		hft_error_set(error,
			      "cannot expand %s to an ELF file: do it before, "
			      "with unxz, unzstd, gunzip or bunzip2",
			      path);
	} else {
		hft_error_set(error, "%s is no ELF file that is whole", path);
	}
	hft_elf_close(elf);
	return -1;
}

void hft_elf_close(struct hft_elf *elf)
{
	if (!elf->path)
		return;
	elf_end(elf->elf);
	close(elf->fd);
	*elf = (struct hft_elf){ 0 };
}

size_t hft_elf_build_id(const struct hft_elf *elf,
			uint8_t build_id[HFT_BUILD_ID_MAX])
{
	const void *bytes;
	ssize_t size = dwelf_elf_gnu_build_id(elf->elf, &bytes);

	if (size <= 0 || size > HFT_BUILD_ID_MAX)
		return 0;
	memcpy(build_id, bytes, size);
	return size;
}

int hft_elf_sections(const struct hft_elf *elf, hft_elf_section_fn fn,
		     void *data)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	size_t strings;

	if (elf_getshdrstrndx(elf->elf, &strings))
		return 0;
	while ((scn = elf_nextscn(elf->elf, scn))) {
		struct hft_elf_section section;
		int ret;

		if (!gelf_getshdr(scn, &header) || !is_text(&header) ||
		    header.sh_addr + header.sh_size < header.sh_addr)
			continue;
		section = (struct hft_elf_section){
			.name = elf_strptr(elf->elf, strings, header.sh_name),
			.index = elf_ndxscn(scn),
			.address = header.sh_addr,
			.size = header.sh_size,
			.align = header.sh_addralign,
		};
		if (!section.name)
			section.name = "";
		ret = fn(data, &section);
		if (ret)
			return ret;
	}
	return 0;
}

int hft_elf_segments(const struct hft_elf *elf, hft_elf_segment_fn fn,
		     void *data)
{
	GElf_Phdr header;
	size_t n;

	if (elf_getphdrnum(elf->elf, &n))
		return 0;
	for (size_t i = 0; i < n; i++) {
		struct hft_elf_segment segment;
		int ret;

		if (!gelf_getphdr(elf->elf, i, &header) ||
		    header.p_type != PT_LOAD || !(header.p_flags & PF_X) ||
		    !header.p_filesz ||
		    header.p_offset + header.p_filesz < header.p_offset)
			continue;
		segment = (struct hft_elf_segment){
			.offset = header.p_offset,
			.address = header.p_vaddr,
			.size = header.p_filesz,
		};
		ret = fn(data, &segment);
		if (ret)
			return ret;
	}
	return 0;
}

/*
 * The table of a type. A file has one of each at most: many that have the same
 * content, which would take as many times its size, are none of ours.
 */
static Elf_Scn *find_table(const struct hft_elf *elf, uint32_t type,
			   GElf_Shdr *header)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(elf->elf, scn)))
		if (gelf_getshdr(scn, header) && header->sh_type == type)
			return scn;
	return NULL;
}

bool hft_elf_has_symbols(const struct hft_elf *elf, uint32_t type)
{
	GElf_Shdr header;

	return find_table(elf, type, &header);
}

/* A symbol of text, which has a place inside of its section. */
static bool in_text(const struct hft_elf *elf, const GElf_Sym *sym)
{
	unsigned int type = GELF_ST_TYPE(sym->st_info);
	GElf_Shdr header;
	Elf_Scn *scn;

	if ((type != STT_FUNC && type != STT_NOTYPE && type != STT_GNU_IFUNC) ||
	    sym->st_shndx == SHN_UNDEF || sym->st_shndx >= SHN_LORESERVE)
		return false;
	scn = elf_getscn(elf->elf, sym->st_shndx);
	return scn && gelf_getshdr(scn, &header) && is_text(&header) &&
	       sym->st_value >= header.sh_addr &&
	       sym->st_value - header.sh_addr < header.sh_size;
}

static char type_of(const GElf_Sym *sym)
{
	switch (GELF_ST_BIND(sym->st_info)) {
	case STB_LOCAL:
		return 't';
	case STB_WEAK:
		return 'W';
	default:
		return 'T';
	}
}

static int read_table(const struct hft_elf *elf, Elf_Scn *scn,
		      const GElf_Shdr *header, hft_elf_symbol_fn fn, void *data,
		      struct hft_error *error)
{
	Elf_Data *content = elf_getdata(scn, NULL);
	size_t size = gelf_fsize(elf->elf, ELF_T_SYM, 1, EV_CURRENT);
	GElf_Sym sym;

	if (!content || !size)
		return hft_error_set(error,
				     "the symbol table of %s is broken: %s",
				     elf->path, elf_errmsg(-1));
	for (size_t i = 0; i < content->d_size / size; i++) {
		struct hft_elf_symbol symbol;
		int ret;

		if (!gelf_getsym(content, i, &sym))
			break;
		if (!in_text(elf, &sym))
			continue;
		symbol = (struct hft_elf_symbol){
			.address = sym.st_value,
			.size = sym.st_size,
			.name = elf_strptr(elf->elf, header->sh_link,
					   sym.st_name),
			.section = sym.st_shndx,
			.type = type_of(&sym),
			.function = GELF_ST_TYPE(sym.st_info) != STT_NOTYPE,
		};
		if (!symbol.name || !*symbol.name)
			continue;
		ret = fn(data, &symbol);
		if (ret)
			return ret;
	}
	return 0;
}

int hft_elf_symbols(const struct hft_elf *elf, uint32_t type,
		    hft_elf_symbol_fn fn, void *data, struct hft_error *error)
{
	GElf_Shdr header;
	Elf_Scn *scn = find_table(elf, type, &header);

	return scn ? read_table(elf, scn, &header, fn, data, error) : 0;
}

static Elf_Scn *find_section(const struct hft_elf *elf, const char *name)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	size_t strings;

	if (elf_getshdrstrndx(elf->elf, &strings))
		return NULL;
	while ((scn = elf_nextscn(elf->elf, scn))) {
		const char *found;

		if (!gelf_getshdr(scn, &header) || header.sh_type == SHT_NOBITS)
			continue;
		found = elf_strptr(elf->elf, strings, header.sh_name);
		if (found && !strcmp(found, name))
			return scn;
	}
	return NULL;
}

bool hft_elf_has(const struct hft_elf *elf, const char *name)
{
	return find_section(elf, name);
}

const void *hft_elf_content(const struct hft_elf *elf, const char *name,
			    size_t *size)
{
	Elf_Scn *scn = find_section(elf, name);
	Elf_Data *content = scn ? elf_rawdata(scn, NULL) : NULL;

	if (!content || !content->d_buf)
		return NULL;
	*size = content->d_size;
	return content->d_buf;
}
