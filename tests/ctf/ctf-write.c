/* SPDX-License-Identifier: MIT */
/*
 * ctf-write DIRECTORY < SCRIPT: a trace from lines of text.
 *
 *	# a comment
 *	context tid:s32 pid:s32		context of all events
 *	event NAME field:type ...	an event; u32 s32 u64 s64 string words
 *	stock				kvm_x86_hypercall as LTTng's own has it
 *	packet CPU			end the current packet
 *	discard CPU N			N events were lost in this packet
 *	skip CPU N			N packets were lost after this one
 *	TS CPU NAME field=value ...	an event; what is not given is 0
 *
 * kvm_x86_hypercall is declared by its first use, with vm_pid and vcpu_id, and
 * so is hyperftrace_page. Its version is 1 if not given; its records are those
 * of the lines before it, which page-text.h lists.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctf.h"
#include "page-text.h"

#define HYPERCALL "kvm_x86_hypercall"
#define PAGE "hyperftrace_page"
#define MAX_CLASSES 31

struct class
{
	char name[64];
	struct ctf_field fields[CTF_MAX_FIELDS];
	size_t n;
	unsigned int id;
};

struct script {
	struct ctf_writer *writer;
	struct class context;
	struct class classes[MAX_CLASSES];
	size_t n_classes;
	unsigned int line;
	/* Of the next page. */
	struct page_builder page;
};

static const struct {
	const char *name;
	enum ctf_type type;
} types[] = {
	{ "u32", CTF_U32 }, { "s32", CTF_S32 },	      { "u64", CTF_U64 },
	{ "s64", CTF_S64 }, { "string", CTF_STRING }, { "words", CTF_SEQUENCE },
};

#define N_TYPES (sizeof(types) / sizeof(*types))

static _Noreturn void bad(const struct script *script, const char *what)
{
	errx(1, "line %u: %s", script->line, what);
}

/* Take the next word from the rest of a line; NULL at its end. */
static char *word(char **rest)
{
	char *start;

	do {
		start = strsep(rest, " \t\n");
	} while (start && !*start);
	return start;
}

static uint64_t number(const struct script *script, const char *text)
{
	uint64_t value;
	char *end;

	if (!text)
		bad(script, "a number is missing");
	value = strtoull(text, &end, 0);
	if (*end)
		bad(script, "not a number");
	return value;
}

static void read_fields(const struct script *script, struct class *class,
			char **rest)
{
	char *field;

	while ((field = word(rest))) {
		char *type = strchr(field, ':');
		size_t i = 0;

		if (!type || class->n == CTF_MAX_FIELDS)
			bad(script, "not a field:type, or too many");
		*type++ = '\0';
		while (i < N_TYPES && strcmp(types[i].name, type))
			i++;
		if (i == N_TYPES)
			bad(script, "unknown type");
		class->fields[class->n].name = strdup(field);
		class->fields[class->n++].type = types[i].type;
	}
}

static void declare(struct script *script, char *rest)
{
	struct class *class = &script->classes[script->n_classes++];
	const char *name = word(&rest);

	if (script->n_classes > MAX_CLASSES || !name)
		bad(script, "no name, or too many events");
	snprintf(class->name, sizeof(class->name), "%s", name);
	read_fields(script, class, &rest);
	class->id = ctf_event_class(script->writer, class->name, class->fields,
				    class->n);
}

static void declare_hypercall(struct script *script, const char *more)
{
	char text[128];

	snprintf(text, sizeof(text),
		 HYPERCALL " nr:u64 a0:u64 a1:u64 a2:u64 a3:u64 %s", more);
	declare(script, text);
}

static void declare_page(struct script *script)
{
	char text[] = PAGE " vm_pid:s32 vcpu_id:s32 cpl:s32 version:u32 "
			   "flags:u32 session:u32 seq:u64 guest_tsc:u64 "
			   "host_tsc:u64 delay_ns:u32 error:s32 words:u32 "
			   "records:words";

	declare(script, text);
}

static const struct class *find_class(struct script *script, const char *name)
{
	for (size_t i = 0; i < script->n_classes; i++) {
		if (!strcmp(script->classes[i].name, name))
			return &script->classes[i];
	}
	if (!strcmp(name, HYPERCALL))
		declare_hypercall(script, "vm_pid:s32 vcpu_id:s32");
	else if (!strcmp(name, PAGE))
		declare_page(script);
	else
		bad(script, "unknown event");
	return &script->classes[script->n_classes - 1];
}

static struct ctf_value *find_value(const struct class *class,
				    struct ctf_value *values, const char *name)
{
	for (size_t i = 0; i < class->n; i++) {
		if (!strcmp(class->fields[i].name, name))
			return &values[i];
	}
	return NULL;
}

/* What a page has if its line does not say otherwise. */
static void set_page(struct script *script, const struct class *class,
		     struct ctf_value *values)
{
	struct ctf_value *value;

	if (strcmp(class->name, PAGE))
		return;
	value = find_value(class, values, "version");
	if (value)
		value->number = 1;
	value = find_value(class, values, "words");
	if (value)
		value->number = script->page.n;
	value = find_value(class, values, "records");
	if (!value)
		return;
	value->number = script->page.n;
	value->words = script->page.words;
	script->page.n = 0;
}

static void write_event(struct script *script, uint64_t ts, char *rest)
{
	unsigned int cpu = number(script, word(&rest));
	struct ctf_value values[2 * CTF_MAX_FIELDS];
	struct ctf_value *value;
	const struct class *class;
	char *name, *text;

	name = word(&rest);
	if (!name)
		bad(script, "the event's name is missing");
	class = find_class(script, name);
	for (size_t i = 0; i < 2 * CTF_MAX_FIELDS; i++)
		values[i] = (struct ctf_value){ .string = "" };
	set_page(script, class, values + script->context.n);
	while ((name = word(&rest))) {
		text = strchr(name, '=');
		if (!text)
			bad(script, "not a field=value");
		*text++ = '\0';
		value = find_value(&script->context, values, name);
		if (!value)
			value = find_value(class, values + script->context.n,
					   name);
		if (!value)
			bad(script, "unknown field");
		value->string = text;
		value->number = strtoull(text, NULL, 0);
	}
	ctf_event(script->writer, ts, cpu, class->id, values);
}

static void run_line(struct script *script, char *rest)
{
	const char *first = word(&rest);
	unsigned int cpu;
	const char *why;

	if (!first || *first == '#')
		return;
	if (page_text_is(first)) {
		why = page_text_line(&script->page, first, rest);
		if (why)
			bad(script, why);
		return;
	}
	if (!strcmp(first, "context")) {
		read_fields(script, &script->context, &rest);
		ctf_context(script->writer, script->context.fields,
			    script->context.n);
	} else if (!strcmp(first, "event")) {
		declare(script, rest);
	} else if (!strcmp(first, "stock")) {
		declare_hypercall(script, "");
	} else if (!strcmp(first, "packet")) {
		ctf_end_packet(script->writer, number(script, word(&rest)));
	} else if (!strcmp(first, "discard")) {
		cpu = number(script, word(&rest));
		ctf_discard_events(script->writer, cpu,
				   number(script, word(&rest)));
	} else if (!strcmp(first, "skip")) {
		cpu = number(script, word(&rest));
		ctf_discard_packets(script->writer, cpu,
				    number(script, word(&rest)));
	} else {
		write_event(script, number(script, first), rest);
	}
}

static void free_fields(struct class *class)
{
	for (size_t i = 0; i < class->n; i++)
		free((char *)class->fields[i].name);
}

int main(int argc, char **argv)
{
	static struct script script;
	char *text = NULL;
	size_t size = 0;

	if (argc != 2)
		errx(2, "usage: ctf-write DIRECTORY < SCRIPT");
	script.writer = ctf_open(argv[1]);
	while (getline(&text, &size, stdin) >= 0) {
		script.line++;
		run_line(&script, text);
	}
	ctf_close(script.writer);
	free(text);
	free_fields(&script.context);
	for (size_t i = 0; i < script.n_classes; i++)
		free_fields(&script.classes[i]);
	return 0;
}
