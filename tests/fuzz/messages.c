/* SPDX-License-Identifier: MIT */
#include "guest.h"

/* The words of a record, filled byte by byte. */
struct words {
	uint64_t words[HFT_ESC_WORDS_MAX];
	size_t bytes;
};

static void put_bytes(struct words *words, const void *from, size_t n)
{
	if (n > sizeof(words->words) - words->bytes)
		return;
	memcpy((char *)words->words + words->bytes, from, n);
	words->bytes += n;
}

static void put_word(struct words *words, uint64_t word)
{
	put_bytes(words, &word, sizeof(word));
}

/* Of a few names, so that they meet again; or of any bytes. */
static void put_name(struct words *words, struct fuzz_input *in)
{
	static const char *const names[] = {
		"",	 "f1",	 "f2",	   "mod1",	"mod2", "/bin/t",
		"_Zf1v", "__x1", "\1\"\\", "_ZN1a1bEv", "task", "_RNvC1a",
	};
	uint8_t byte = fuzz_byte(in);
	const char *name = names[byte % (sizeof(names) / sizeof(*names))];

	if (byte < 240) {
		put_bytes(words, name, strlen(name) + 1);
		return;
	}
	for (; byte > 240; byte--)
		put_bytes(words, (char[]){ fuzz_byte(in) }, 1);
	put_bytes(words, "", 1);
}

static uint32_t hello(struct words *words, struct fuzz_input *in)
{
	uint8_t how = fuzz_byte(in);

	put_word(words, how & 1 ? fuzz_number(in) : 7);
	put_word(words, 1);
	put_word(words, 2);
	put_word(words, (how & 2 ? fuzz_number(in) & UINT32_MAX : 1000000) |
				(uint64_t)(how >> 6) << 32);
	put_word(words, how & 4 ? fuzz_number(in) : 1);
	put_word(words, how >> 3 & 7);
	put_name(words, in);
	return how & 1 ? fuzz_byte(in) : 0;
}

static uint32_t symbols(struct words *words, struct fuzz_input *in)
{
	uint8_t how = fuzz_byte(in);
	uint32_t n = how >> 4;

	put_word(words, fuzz_address(in, FUZZ_KERNEL));
	put_name(words, in);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t offset = how & 1 ? fuzz_number(in) : i * 16;

		put_bytes(words, &offset, sizeof(offset));
		put_bytes(words, &"tTWw?D"[fuzz_pick(in, 6)], 1);
		put_name(words, in);
	}
	return how & 2 ? n + 1 : n;
}

static uint32_t module(struct words *words, struct fuzz_input *in)
{
	put_word(words, fuzz_address(in, FUZZ_KERNEL));
	put_word(words, fuzz_number(in));
	put_name(words, in);
	return fuzz_pick(in, 3);
}

static uint32_t task_name(struct words *words, struct fuzz_input *in)
{
	uint32_t tid = fuzz_pick(in, FUZZ_TASKS + 1);
	uint8_t how = fuzz_byte(in);

	put_word(words, (how & 4 ? fuzz_number(in) & UINT32_MAX : tid) |
				(uint64_t)(how >> 5) << 32);
	put_word(words, how & 3);
	put_name(words, in);
	while (words->bytes < 32)
		put_bytes(words, "", 1);
	return tid;
}

static uint32_t exec(struct words *words, struct fuzz_input *in)
{
	uint32_t tid = fuzz_pick(in, FUZZ_TASKS);

	put_word(words, fuzz_pick(in, FUZZ_TASKS));
	put_name(words, in);
	return tid;
}

static uint32_t task_exit(struct words *words, struct fuzz_input *in)
{
	put_word(words, fuzz_pick(in, FUZZ_TASKS));
	return fuzz_pick(in, FUZZ_TASKS);
}

static uint32_t map(struct words *words, struct fuzz_input *in)
{
	uint64_t start = fuzz_address(in, FUZZ_PROGRAM);

	put_word(words, start);
	put_word(words, start + fuzz_number(in));
	put_word(words, fuzz_number(in));
	put_word(words, fuzz_pick(in, 26));
	for (unsigned int i = 0; i < 3; i++)
		put_word(words, 0x0101010101010101 * fuzz_pick(in, 3));
	put_name(words, in);
	return fuzz_pick(in, FUZZ_TASKS);
}

static uint32_t bye(struct words *words, struct fuzz_input *in)
{
	(void)words;
	return fuzz_byte(in);
}

void fuzz_message(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	static const struct {
		unsigned int kind;
		uint32_t (*make)(struct words *words, struct fuzz_input *in);
	} kinds[] = {
		{ HFT_REC_HELLO, hello },   { HFT_REC_SYMBOLS, symbols },
		{ HFT_REC_MODULE, module }, { HFT_REC_TASK_NAME, task_name },
		{ HFT_REC_EXEC, exec },	    { HFT_REC_TASK_EXIT, task_exit },
		{ HFT_REC_MAP, map },	    { HFT_REC_BYE, bye },
	};
	size_t i = fuzz_pick(&guest->in, sizeof(kinds) / sizeof(*kinds));
	uint64_t ticks = fuzz_ticks(guest, cpu);
	struct words words = { 0 };
	uint32_t number = kinds[i].make(&words, &guest->in);

	page_escape(&cpu->page, kinds[i].kind, number, ticks, words.words,
		    (words.bytes + 7) / 8);
}
