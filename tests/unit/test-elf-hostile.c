/* SPDX-License-Identifier: MIT */
/* ELF files that are made to take more than they are worth. */
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../consumer/engine/elf-symbols.h"
#include "unit.h"

#define N_SYMBOLS 5000
#define N_TABLES 2000

enum { TEXT = 1, STRINGS, FIRST_TABLE };

static struct {
	Elf64_Ehdr header;
	Elf64_Sym symbols[N_SYMBOLS];
	char strings[8];
	Elf64_Shdr sections[FIRST_TABLE + N_TABLES];
} file;

/* Of one set of symbols many tables. */
static void make_file(void)
{
	memset(&file, 0, sizeof(file));
	file.header = (Elf64_Ehdr){
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			     ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_shoff = (char *)file.sections - (char *)&file,
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = FIRST_TABLE + N_TABLES,
		.e_shstrndx = STRINGS,
	};
	memcpy(file.strings, "\0f1", 4);
	file.sections[TEXT] = (Elf64_Shdr){
		.sh_type = SHT_NOBITS,
		.sh_flags = SHF_ALLOC | SHF_EXECINSTR,
		.sh_addr = 0x401000,
		.sh_size = 0x100000,
	};
	file.sections[STRINGS] = (Elf64_Shdr){
		.sh_type = SHT_STRTAB,
		.sh_offset = file.strings - (char *)&file,
		.sh_size = sizeof(file.strings),
	};
	for (int i = 1; i < N_SYMBOLS; i++)
		file.symbols[i] = (Elf64_Sym){
			.st_name = 1,
			.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
			.st_shndx = TEXT,
			.st_value = 0x401000 + 16 * i,
		};
	for (int i = FIRST_TABLE; i < FIRST_TABLE + N_TABLES; i++)
		file.sections[i] = (Elf64_Shdr){
			.sh_type = SHT_SYMTAB,
			.sh_offset = (char *)file.symbols - (char *)&file,
			.sh_size = sizeof(file.symbols),
			.sh_link = STRINGS,
			.sh_entsize = sizeof(Elf64_Sym),
		};
}

static int count(void *data, const struct hft_elf_symbol *symbol)
{
	(void)symbol;
	++*(unsigned int *)data;
	return 0;
}

START_TEST(test_many_tables)
{
	int fd = memfd_create("hostile", MFD_CLOEXEC);
	struct hft_elf elf = { 0 };
	struct hft_error error;
	unsigned int n = 0;

	make_file();
	ck_assert_int_eq(write(fd, &file, sizeof(file)), sizeof(file));
	ck_assert_int_eq(hft_elf_open(&elf, fd, "hostile", false, &error), 0);
	ck_assert(hft_elf_has_symbols(&elf, SHT_SYMTAB));
	ck_assert_int_eq(hft_elf_symbols(&elf, SHT_SYMTAB, count, &n, &error),
			 0);
	ck_assert_uint_eq(n, N_SYMBOLS - 1);
	hft_elf_close(&elf);
}
END_TEST

UNIT_MAIN("hostile ELF", test_many_tables)
