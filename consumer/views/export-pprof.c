/* SPDX-License-Identifier: MIT */
/*
 * pprof's format: a sample for each stack, with the task at its bottom and as
 * a label. The message that is the whole file is written field by field.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "export-stacks.h"
#include "export-texts.h"
#include "export.h"
#include "gzip.h"
#include "proto/pprof.pb-c.h"

/* Strings by their numbers, the first of the file. */
enum string {
	STRING_EMPTY,
	STRING_CALLS,
	STRING_COUNT,
	STRING_SELF,
	STRING_NANOSECONDS,
	STRING_EXITS,
	STRING_EXIT_TIME,
	STRING_COMM,
	STRING_GUEST,
	STRINGS,
};

/* Of Profile: numbers of fields, which are of bytes on the wire. */
enum field {
	FIELD_SAMPLE_TYPE = 1,
	FIELD_SAMPLE = 2,
	FIELD_MAPPING = 3,
	FIELD_LOCATION = 4,
	FIELD_FUNCTION = 5,
	FIELD_STRING = 6,
};
#define WIRE_BYTES 2

/* The only one. */
#define MAPPING 1

struct pprof {
	struct hft_stacks stacks;
	struct hft_gzip gzip;
	/* Strings that have been written. */
	int64_t n_strings;
	/* Frames that have been written, by the ids of functions, and by the
	 * numbers of roots: those of their names, or 0. */
	int64_t *functions;
	int64_t *roots;
};

static void destroy(void *view)
{
	struct pprof *pprof = view;

	free(pprof->functions);
	free(pprof->roots);
	hft_gzip_deinit(&pprof->gzip);
	hft_stacks_deinit(&pprof->stacks);
	free(pprof);
}

static void *create(const void *options, FILE *file, struct hft_error *error)
{
	struct pprof *pprof = calloc(1, sizeof(*pprof));

	(void)options;
	hft_error_set(error, "out of memory");
	if (!pprof)
		return NULL;
	if (hft_stacks_init(&pprof->stacks, file, error) ||
	    hft_gzip_init(&pprof->gzip, &pprof->stacks.out)) {
		destroy(pprof);
		return NULL;
	}
	return pprof;
}

/* A field of bytes: its tag and its length, seven bits a byte. */
static void put_head(struct pprof *pprof, enum field field, size_t length)
{
	uint8_t head[16] = { field << 3 | WIRE_BYTES };
	size_t n = 1;

	for (; length >> 7; length >>= 7)
		head[n++] = length | 0x80;
	head[n++] = length;
	hft_gzip_write(&pprof->gzip, head, n);
}

struct gzip_buffer {
	ProtobufCBuffer base;
	struct hft_gzip *gzip;
};

static void append(ProtobufCBuffer *buffer, size_t n, const uint8_t *data)
{
	hft_gzip_write(((struct gzip_buffer *)buffer)->gzip, data, n);
}

static void put_message(struct pprof *pprof, enum field field,
			const ProtobufCMessage *message)
{
	struct gzip_buffer buffer = { { append }, &pprof->gzip };

	if (field)
		put_head(pprof, field,
			 protobuf_c_message_get_packed_size(message));
	protobuf_c_message_pack_to_buffer(message, &buffer.base);
}

static int64_t put_string(struct pprof *pprof, const char *text)
{
	put_head(pprof, FIELD_STRING, strlen(text));
	hft_gzip_write(&pprof->gzip, text, strlen(text));
	return pprof->n_strings++;
}

static void put_strings(struct pprof *pprof)
{
	static const char *const strings[STRINGS] = {
		[STRING_EMPTY] = "",
		[STRING_CALLS] = "calls",
		[STRING_COUNT] = "count",
		[STRING_SELF] = "self",
		[STRING_NANOSECONDS] = "nanoseconds",
		[STRING_EXITS] = "exits",
		[STRING_EXIT_TIME] = "exit_time",
		[STRING_COMM] = "comm",
		[STRING_GUEST] = "guest",
	};

	for (int i = 0; i < STRINGS; i++)
		put_string(pprof, strings[i]);
}

/* Exits only where there are some. */
static size_t put_types(struct pprof *pprof)
{
	static const enum string types[][2] = {
		{ STRING_CALLS, STRING_COUNT },
		{ STRING_SELF, STRING_NANOSECONDS },
		{ STRING_EXITS, STRING_COUNT },
		{ STRING_EXIT_TIME, STRING_NANOSECONDS },
	};
	size_t n = pprof->stacks.tree.nodes.rare ? 4 : 2;

	for (size_t i = 0; i < n; i++) {
		Pprof__ValueType type = PPROF__VALUE_TYPE__INIT;

		type.type = types[i][0];
		type.unit = types[i][1];
		put_message(pprof, FIELD_SAMPLE_TYPE, &type.base);
	}
	return n;
}

/* Without one, readers look for a program to take names of functions from. */
static void put_mapping(struct pprof *pprof)
{
	Pprof__Mapping mapping = PPROF__MAPPING__INIT;

	mapping.id = MAPPING;
	mapping.filename = STRING_GUEST;
	mapping.has_functions = true;
	put_message(pprof, FIELD_MAPPING, &mapping.base);
}

/* Where the number of a frame's name is kept; and the frame's id. */
static int64_t *slot_of(const struct pprof *pprof, uint32_t frame, uint64_t *id)
{
	uint64_t index = frame & ~HFT_FRAME_ROOT;

	if (frame & HFT_FRAME_ROOT) {
		*id = 2 * index + 2;
		return &pprof->roots[index];
	}
	*id = 2 * index + 1;
	return &pprof->functions[index];
}

/* A function, and the location that is all of it. */
static void put_function(struct pprof *pprof, uint64_t id, int64_t name)
{
	Pprof__Function function = PPROF__FUNCTION__INIT;
	Pprof__Location location = PPROF__LOCATION__INIT;
	Pprof__Line line = PPROF__LINE__INIT;
	Pprof__Line *lines[] = { &line };

	function.id = id;
	function.name = name;
	put_message(pprof, FIELD_FUNCTION, &function.base);
	line.function_id = id;
	location.id = id;
	location.mapping_id = MAPPING;
	location.n_line = 1;
	location.line = lines;
	put_message(pprof, FIELD_LOCATION, &location.base);
}

/* The id of a frame, which is written before it is used. */
static uint64_t location_of(struct pprof *pprof, uint32_t frame)
{
	uint64_t id;
	int64_t *name = slot_of(pprof, frame, &id);

	if (!*name) {
		*name = put_string(pprof,
				   hft_tree_name(&pprof->stacks.tree, frame));
		put_function(pprof, id, *name);
	}
	return id;
}

static int64_t value_of(uint64_t count)
{
	return count < INT64_MAX ? (int64_t)count : INT64_MAX;
}

static void put_sample(struct pprof *pprof, uint32_t node, size_t n_values)
{
	const struct hft_nodes *nodes = &pprof->stacks.tree.nodes;
	struct hft_node_rare rare = hft_nodes_rarely(nodes, node);
	int64_t values[] = {
		value_of(nodes->counts[node].calls),
		value_of(nodes->counts[node].self),
		value_of(rare.exits),
		value_of(rare.exits_ns),
	};
	Pprof__Sample sample = PPROF__SAMPLE__INIT;
	Pprof__Label label = PPROF__LABEL__INIT;
	Pprof__Label *labels[] = { &label };
	uint32_t frames[HFT_STACK_MAX];
	uint64_t locations[HFT_STACK_MAX];
	size_t n = hft_stacks_frames(&pprof->stacks, node, frames);
	uint64_t id;

	if (!(values[0] | values[1] | values[2] | values[3]))
		return;
	for (size_t i = 0; i < n; i++)
		locations[i] = location_of(pprof, frames[i]);
	sample.n_location_id = n;
	sample.location_id = locations;
	sample.n_value = n_values;
	sample.value = values;
	label.key = STRING_COMM;
	label.str = n ? *slot_of(pprof, frames[n - 1], &id) : 0;
	sample.n_label = label.str ? 1 : 0;
	sample.label = labels;
	put_message(pprof, FIELD_SAMPLE, &sample.base);
}

/* The footer: a comment for each of its lines. */
static size_t put_comments(struct pprof *pprof, char *text, int64_t *comments,
			   size_t max)
{
	uint64_t refused = pprof->stacks.tree.refused;
	char note[96];
	char *rest = text;
	char *line;
	size_t n = 0;

	if (refused) {
		snprintf(note, sizeof(note),
			 "%llu calls are part of their callers: there are too "
			 "many stacks",
			 (unsigned long long)refused);
		comments[n++] = put_string(pprof, note);
	}
	while (n < max && (line = strtok_r(rest, "\n", &rest)))
		comments[n++] = put_string(pprof, line + strspn(line, "# "));
	return n;
}

static void put_profile(struct pprof *pprof, char *footer)
{
	Pprof__Profile profile = PPROF__PROFILE__INIT;
	int64_t comments[64];

	profile.n_comment = put_comments(pprof, footer, comments, 64);
	profile.comment = comments;
	profile.time_nanos = pprof->stacks.begin;
	profile.duration_nanos = pprof->stacks.end - pprof->stacks.begin;
	profile.default_sample_type = STRING_SELF;
	put_message(pprof, 0, &profile.base);
}

static int reserve(struct pprof *pprof)
{
	const struct hft_tree *tree = &pprof->stacks.tree;

	pprof->functions =
		calloc(tree->n_functions + 1, sizeof(*pprof->functions));
	pprof->roots = calloc(tree->n_roots + 1, sizeof(*pprof->roots));
	return pprof->functions && pprof->roots ? 0 : ENOMEM;
}

static void finish(void *view, const struct hft_quality *quality,
		   const char *why)
{
	struct pprof *pprof = view;
	char *footer = hft_export_footer(quality, why);
	size_t n_values;

	if (!footer || reserve(pprof)) {
		free(footer);
		pprof->stacks.out.error = ENOMEM;
		return;
	}
	put_strings(pprof);
	n_values = put_types(pprof);
	put_mapping(pprof);
	for (uint32_t i = 0; i < pprof->stacks.tree.nodes.n; i++)
		put_sample(pprof, i, n_values);
	put_profile(pprof, footer);
	free(footer);
	hft_gzip_finish(&pprof->gzip);
	hft_out_flush(&pprof->stacks.out);
}

const struct hft_view hft_export_pprof = {
	.ops = &hft_stacks_ops,
	.create = create,
	.destroy = destroy,
	.finish = finish,
	.failure = hft_stacks_failure,
};
