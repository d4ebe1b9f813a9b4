/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "../engine/cleanup.h"
#include "report-baseline.h"
#include "report-json.h"

#define READ_SIZE (1 << 16)

/* What an error is about. */
struct reading {
	const char *path;
	struct hft_error *error;
};

static int refuse(const struct reading *reading, const char *what)
{
	return hft_error_set(reading->error,
			     "baseline %s: %s: give a file that "
			     "sink.hyperftrace.report wrote with format=json",
			     reading->path, what);
}

static void cleanup_tokener(struct json_tokener **tokener)
{
	if (*tokener)
		json_tokener_free(*tokener);
}

static struct json_object *parse(const struct reading *reading, FILE *file,
				 struct json_tokener *tokener)
{
	struct json_object *root = NULL;
	enum json_tokener_error state = json_tokener_continue;
	char buffer[READ_SIZE];
	size_t n;

	while (state == json_tokener_continue &&
	       (n = fread(buffer, 1, sizeof(buffer), file))) {
		root = json_tokener_parse_ex(tokener, buffer, n);
		state = json_tokener_get_error(tokener);
	}
	if (ferror(file)) {
		hft_error_set(reading->error, "baseline %s: cannot be read: %s",
			      reading->path, strerror(errno));
	} else if (state == json_tokener_continue) {
		refuse(reading, "it ends in the middle");
	} else if (state != json_tokener_success) {
		refuse(reading, json_tokener_error_desc(state));
	} else if (!root) {
		refuse(reading, "it is no report");
	} else {
		return root;
	}
	json_object_put(root);
	return NULL;
}

static struct json_object *read_file(const struct reading *reading)
{
	_cleanup_(cleanup_tokener) struct json_tokener *tokener = NULL;
	_cleanup_fclose_ FILE *file = fopen(reading->path, "re");

	if (!file) {
		hft_error_set(reading->error, "cannot open baseline %s: %s",
			      reading->path, strerror(errno));
		return NULL;
	}
	tokener = json_tokener_new();
	if (!tokener) {
		hft_error_set(reading->error, "out of memory");
		return NULL;
	}
	return parse(reading, file, tokener);
}

/* The member of an object, or NULL: there is none, or it is of another type. */
static struct json_object *member(struct json_object *object, const char *key,
				  enum json_type type)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, type))
		return NULL;
	return value;
}

static bool has_string(struct json_object *object, const char *key,
		       const char *text)
{
	struct json_object *value = member(object, key, json_type_string);

	return value && !strcmp(json_object_get_string(value), text);
}

/* Whether the file is a report of the kind that can be compared. */
static int check_kind(const struct reading *reading, struct json_object *root)
{
	struct json_object *version = member(root, "version", json_type_int);
	struct json_object *left_out = member(root, "left_out", json_type_int);

	if (!has_string(root, "view", "report") || !version)
		return refuse(reading, "it is no report");
	if (json_object_get_int64(version) != HFT_REPORT_JSON_VERSION)
		return hft_error_set(reading->error,
				     "baseline %s has version %" PRId64
				     ", this is for version %d: write it again "
				     "from its trace",
				     reading->path,
				     json_object_get_int64(version),
				     HFT_REPORT_JSON_VERSION);
	if (json_object_object_get_ex(root, "baseline", NULL))
		return refuse(reading, "it is the difference of two reports");
	if (!has_string(root, "by", "function"))
		return refuse(reading, "it is not by function");
	if (!left_out || json_object_get_int64(left_out))
		return refuse(reading, "functions are left out: it was written "
				       "with a limit");
	return 0;
}

/* Names are shown: what moves a terminal's cursor is none of ours. */
static bool is_printable(const char *name)
{
	for (; *name; name++) {
		if (*name < ' ' || *name > '~')
			return false;
	}
	return true;
}

static int read_figure(struct json_object *function, const char *key,
		       uint64_t *figure)
{
	struct json_object *value;

	if (!json_object_object_get_ex(function, key, &value))
		return -1;
	*figure = HFT_UNKNOWN;
	if (!value)
		return 0;
	if (!json_object_is_type(value, json_type_int) ||
	    json_object_get_int64(value) < 0)
		return -1;
	*figure = json_object_get_uint64(value);
	return 0;
}

static int read_row(struct hft_report_row *row, struct json_object *function)
{
	struct json_object *name = member(function, "name", json_type_string);
	struct json_object *user = member(function, "user", json_type_boolean);

	if (!name || !user)
		return -1;
	row->name = json_object_get_string(name);
	row->user = json_object_get_boolean(user);
	if (!is_printable(row->name))
		return -1;
	for (int i = 0; i < HFT_FIGURES_JSON; i++) {
		if (read_figure(function, hft_figures[i].json,
				&row->figures[i]))
			return -1;
	}
	hft_report_row_derive(row);
	return 0;
}

static int read_rows(struct hft_baseline *baseline,
		     const struct reading *reading,
		     struct json_object *functions)
{
	static const struct hft_report_order by_name = { HFT_FIGURE_NAME,
							 false };
	size_t n = json_object_array_length(functions);
	char what[64];

	baseline->rows = calloc(n + 1, sizeof(*baseline->rows));
	if (!baseline->rows)
		return hft_error_set(reading->error, "out of memory");
	for (; baseline->n < n; baseline->n++) {
		if (!read_row(&baseline->rows[baseline->n],
			      json_object_array_get_idx(functions,
							baseline->n)))
			continue;
		snprintf(what, sizeof(what), "function number %zu is broken",
			 baseline->n + 1);
		return refuse(reading, what);
	}
	hft_report_sort(baseline->rows, n, &by_name);
	for (size_t i = 1; i < n; i++) {
		if (!hft_report_compare_names(&baseline->rows[i - 1],
					      &baseline->rows[i]))
			return refuse(reading, "a function is there twice");
	}
	return 0;
}

int hft_baseline_read(struct hft_baseline *baseline, const char *path,
		      struct hft_error *error)
{
	const struct reading reading = { path, error };
	struct json_object *functions;

	baseline->root = read_file(&reading);
	if (!baseline->root)
		return -1;
	if (check_kind(&reading, baseline->root))
		return -1;
	functions = member(baseline->root, "functions", json_type_array);
	if (!functions)
		return refuse(&reading, "it has no functions");
	return read_rows(baseline, &reading, functions);
}

void hft_baseline_deinit(struct hft_baseline *baseline)
{
	free(baseline->rows);
	json_object_put(baseline->root);
}
