/* SPDX-License-Identifier: MIT */
/* Programs of a guest, broken in any way: their functions and lines. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../../consumer/engine/symfs.h"
#include "input.h"

static char directory[] = "/tmp/hyperftrace-fuzz-XXXXXX";

static void remove_directory(void)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY);

	if (fd >= 0) {
		unlinkat(fd, "program", 0);
		close(fd);
	}
	rmdir(directory);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	FUZZ_CHECK(mkdtemp(directory));
	atexit(remove_directory);
	return 0;
}

static void fill(const uint8_t *bytes, size_t n)
{
	char path[sizeof(directory) + 16];
	int fd;

	snprintf(path, sizeof(path), "%s/program", directory);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	FUZZ_CHECK(fd >= 0);
	FUZZ_CHECK(write(fd, bytes, n) == (ssize_t)n);
	close(fd);
}

static void check_text(const char *text)
{
	for (; text && *text; text++)
		FUZZ_CHECK(*text >= ' ' && *text < 0x7f);
}

static void look_up(struct hft_symfs *symfs, const struct hft_mapping *mapping)
{
	struct hft_user_symbol symbol;

	for (uint64_t i = 0; i < 0x2000; i += 0x38) {
		if (!hft_symfs_lookup(symfs, mapping, mapping->start + i,
				      &symbol))
			continue;
		FUZZ_CHECK(symbol.name && *symbol.name);
		check_text(symbol.name);
		check_text(symbol.file);
	}
	check_text(hft_symfs_warning(symfs));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	struct hft_error error = { 0 };
	uint8_t how = fuzz_byte(&in);
	char path[] = "/program";
	struct hft_mapping mapping = {
		.start = 0x7f0000000000,
		.end = 0x7f0000002000,
		.offset = (how & 7) * 0x800,
		.build_id_size = how & 8 ? 20 : 0,
		.path = path,
	};
	struct hft_symfs *symfs;

	memset(mapping.build_id, 1, sizeof(mapping.build_id));
	fill(in.at, in.end - in.at);
	symfs = hft_symfs_create(directory, &error);
	FUZZ_CHECK(symfs);
	look_up(symfs, &mapping);
	hft_symfs_destroy(symfs);
	return 0;
}
