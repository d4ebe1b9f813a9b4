/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "page-text.h"

#define MAX_WORDS 512
#define N(array) (sizeof(array) / sizeof(*(array)))

/* The words of a line, behind the record's name. */
struct arguments {
	char *texts[MAX_WORDS];
	size_t n;
};

struct line {
	struct page_builder *page;
	uint64_t ticks;
	struct arguments args;
};

static void split(struct arguments *args, char *rest)
{
	char *text;

	args->n = 0;
	while ((text = strsep(&rest, " \t\n"))) {
		if (*text && args->n < MAX_WORDS)
			args->texts[args->n++] = text;
	}
}

/* An argument that is not there is 0. */
static uint64_t number(const struct line *line, size_t i)
{
	return i < line->args.n ? strtoull(line->args.texts[i], NULL, 0) : 0;
}

static const char *text(const struct line *line, size_t i)
{
	return i < line->args.n ? line->args.texts[i] : "";
}

/* The value of a name=value, 0 if there is none. */
static uint64_t named(const struct line *line, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < line->args.n; i++) {
		const char *arg = line->args.texts[i];

		if (!strncmp(arg, name, length) && arg[length] == '=')
			return strtoull(arg + length + 1, NULL, 0);
	}
	return 0;
}

/* TID, with the same TGID, or TID/TGID. */
static void task(const struct line *line, size_t i, uint32_t *tid,
		 uint32_t *tgid)
{
	const char *slash = strchr(text(line, i), '/');

	*tid = number(line, i);
	*tgid = slash ? strtoul(slash + 1, NULL, 0) : *tid;
}

static void put(const struct line *line, unsigned int kind, uint32_t number,
		const uint64_t *words, size_t n)
{
	page_escape(line->page, kind, number, line->ticks, words, n);
}

static void put_enter(const struct line *line)
{
	page_func(line->page, false, line->ticks, number(line, 0),
		  number(line, 1));
}

static void put_exit(const struct line *line)
{
	page_func(line->page, true, line->ticks, number(line, 0),
		  number(line, 1));
}

static void put_time(const struct line *line)
{
	const uint64_t tsc = number(line, 0);

	put(line, HFT_REC_TIME, 0, &tsc, 1);
}

static void put_task(const struct line *line)
{
	uint32_t tid, tgid;
	uint64_t word;

	task(line, 0, &tid, &tgid);
	word = tgid;
	put(line, HFT_REC_TASK, tid, &word, 1);
}

static void put_context(const struct line *line)
{
	put(line, HFT_REC_CONTEXT, number(line, 0), NULL, 0);
}

static void put_sysenter(const struct line *line)
{
	put(line, HFT_REC_SYSCALL_ENTER, number(line, 0), NULL, 0);
}

static void put_sysexit(const struct line *line)
{
	const uint64_t ret = number(line, 1);

	put(line, HFT_REC_SYSCALL_EXIT, number(line, 0), &ret, 1);
}

static void put_lost(const struct line *line)
{
	const uint64_t words[] = { number(line, 1), number(line, 2) };

	put(line, HFT_REC_LOST, number(line, 0), words, N(words));
}

static void put_hello(const struct line *line)
{
	uint64_t words[] = {
		named(line, "session"),
		named(line, "boot"),
		0,
		named(line, "khz") | named(line, "cpus") << 32,
		named(line, "ms") | (uint64_t)65536 << 32,
		named(line, "flags"),
		0,
	};

	memcpy(&words[6], "6.12.0", 6);
	put(line, HFT_REC_HELLO, named(line, "minor"), words, N(words));
}

/* Bytes in words, the last of which is filled up. */
struct bytes {
	uint64_t words[HFT_ESC_WORDS_MAX];
	size_t n;
};

static void add_bytes(struct bytes *bytes, const void *from, size_t n)
{
	if (n > sizeof(bytes->words) - bytes->n)
		return;
	memcpy((char *)bytes->words + bytes->n, from, n);
	bytes->n += n;
}

static void add_string(struct bytes *bytes, const char *string)
{
	add_bytes(bytes, string, strlen(string) + 1);
}

static void put_bytes(const struct line *line, unsigned int kind,
		      uint32_t number, const struct bytes *bytes)
{
	put(line, kind, number, bytes->words, (bytes->n + 7) / 8);
}

static void put_symbols(const struct line *line)
{
	const uint64_t base = number(line, 0);
	struct bytes bytes = { 0 };

	add_bytes(&bytes, &base, sizeof(base));
	add_string(&bytes, strcmp(text(line, 1), "-") ? text(line, 1) : "");
	for (size_t i = 2; i < line->args.n; i++) {
		char *type;
		uint32_t offset = strtoul(text(line, i), &type, 0);

		add_bytes(&bytes, &offset, sizeof(offset));
		if (strlen(type) < 4)
			continue;
		add_bytes(&bytes, type + 1, 1);
		add_string(&bytes, type + 3);
	}
	put_bytes(line, HFT_REC_SYMBOLS, line->args.n - 2, &bytes);
}

static void put_name(const struct line *line)
{
	const uint64_t words[] = { number(line, 1), number(line, 2) };
	size_t n = strlen(text(line, 3));
	struct bytes bytes = { 0 };
	char comm[16] = "";

	memcpy(comm, text(line, 3), n < sizeof(comm) ? n : sizeof(comm));
	add_bytes(&bytes, words, sizeof(words));
	add_bytes(&bytes, comm, sizeof(comm));
	put_bytes(line, HFT_REC_TASK_NAME, number(line, 0), &bytes);
}

static void put_dead(const struct line *line)
{
	const uint64_t tgid = number(line, 1);

	put(line, HFT_REC_TASK_EXIT, number(line, 0), &tgid, 1);
}

static void put_record(const struct line *line)
{
	uint64_t words[MAX_WORDS];
	size_t n = 0;

	for (size_t i = 2; i < line->args.n; i++)
		words[n++] = number(line, i);
	put(line, number(line, 0), number(line, 1), words, n);
}

static const struct {
	const char *name;
	void (*put)(const struct line *line);
	size_t least;
} records[] = {
	{ "enter", put_enter, 2 },     { "exit", put_exit, 2 },
	{ "time", put_time, 1 },       { "task", put_task, 1 },
	{ "context", put_context, 1 }, { "sysenter", put_sysenter, 1 },
	{ "sysexit", put_sysexit, 2 }, { "lost", put_lost, 3 },
	{ "hello", put_hello, 0 },     { "symbols", put_symbols, 2 },
	{ "name", put_name, 4 },       { "dead", put_dead, 2 },
	{ "record", put_record, 2 },
};

static const char *add_begin(const struct line *line)
{
	struct page_start start = {
		.tsc = number(line, 0),
		.cpu = named(line, "cpu"),
		.context = named(line, "context"),
		.functions = named(line, "functions"),
		.lost = named(line, "lost"),
	};

	if (line->args.n < 2)
		return "begin needs a TSC and a task";
	task(line, 1, &start.tid, &start.tgid);
	page_begin(line->page, &start);
	return NULL;
}

bool page_text_is(const char *first)
{
	return *first == '+' || !strcmp(first, "begin") ||
	       !strcmp(first, "words");
}

const char *page_text_line(struct page_builder *page, const char *first,
			   char *rest)
{
	struct line line = { .page = page };
	const char *name;

	split(&line.args, rest ? rest : (char[]){ "" });
	if (!strcmp(first, "begin"))
		return add_begin(&line);
	if (!strcmp(first, "words")) {
		for (size_t i = 0; i < line.args.n; i++)
			page_word(page, number(&line, i));
		return NULL;
	}
	line.ticks = strtoull(first, NULL, 0);
	name = text(&line, 0);
	memmove(line.args.texts, line.args.texts + 1,
		(MAX_WORDS - 1) * sizeof(*line.args.texts));
	if (line.args.n)
		line.args.n--;
	for (size_t i = 0; i < N(records); i++) {
		if (strcmp(records[i].name, name))
			continue;
		if (line.args.n < records[i].least)
			return "the record needs more words";
		records[i].put(&line);
		return NULL;
	}
	return "unknown record";
}
