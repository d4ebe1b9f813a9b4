/* SPDX-License-Identifier: MIT */
/* Names that compilers have mangled, or nobody: neither long nor slow. */
#include <string.h>

#include "../../consumer/engine/demangle.h"
#include "../../consumer/engine/symbols.h"
#include "input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, data + size };
	size_t room = 1 + fuzz_byte(&in) % (HFT_SYMBOL_NAME_MAX + 1);
	char *out = malloc(room);
	size_t length = in.end - in.at;
	/* Of just that size: there is no NUL behind it. */
	char *name = malloc(length + !length);
	size_t n;

	FUZZ_CHECK(out && name);
	memcpy(name, in.at, length);
	n = hft_demangle(out, room, name, length);
	FUZZ_CHECK(n < room && strlen(out) == n);
	for (size_t i = 0; i < n; i++)
		FUZZ_CHECK(out[i] >= ' ' && out[i] < 0x7f);
	free(name);
	free(out);
	return 0;
}
