/* SPDX-License-Identifier: MIT */
/*
 * JSON, written as it comes: views that hold nothing back cannot build it in
 * memory first. Commas are put where they belong. Keys are plain literals;
 * strings may hold anything.
 */
#ifndef HYPERFTRACE_JSON_H
#define HYPERFTRACE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "../engine/quality.h"
#include "out.h"

/* All zero but out at the beginning of a text. */
struct hft_json {
	struct hft_out *out;
	/* The next value is the first of its array or object. */
	bool comma;
};

/* key is NULL in an array and at the top; in an object it is the member's. */
void hft_json_object(struct hft_json *json, const char *key);
void hft_json_end_object(struct hft_json *json);
void hft_json_array(struct hft_json *json, const char *key);
void hft_json_end_array(struct hft_json *json);
/* A NULL string is null. */
void hft_json_string(struct hft_json *json, const char *key, const char *text);
void hft_json_uint(struct hft_json *json, const char *key, uint64_t value);
void hft_json_int(struct hft_json *json, const char *key, int64_t value);
void hft_json_bool(struct hft_json *json, const char *key, bool value);
/* With so many digits behind the point. */
void hft_json_real(struct hft_json *json, const char *key, double value,
		   int digits);
/* End a text, or a line of JSON lines. */
void hft_json_newline(struct hft_json *json);

/*
 * The footer as the member "quality": all counters, zero or not, and "stopped",
 * which is why or null.
 */
void hft_json_quality(struct hft_json *json, const struct hft_quality *quality,
		      const char *why);

#endif
