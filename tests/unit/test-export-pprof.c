/* SPDX-License-Identifier: MIT */
#include <zlib.h>

#include "exporting.h"
#include "proto/pprof.pb-c.h"

/* What was written, uncompressed and read back. */
static Pprof__Profile *profile;

static void read_back(const char *why)
{
	static uint8_t bytes[1 << 20];
	z_stream stream = {
		.next_out = bytes,
		.avail_out = sizeof(bytes),
	};

	finished(why);
	stream.next_in = (uint8_t *)text;
	stream.avail_in = size;
	ck_assert_int_eq(inflateInit2(&stream, 15 + 16), Z_OK);
	ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
	ck_assert_uint_eq(stream.avail_in, 0);
	profile = pprof__profile__unpack(NULL, stream.total_out, bytes);
	inflateEnd(&stream);
	ck_assert_ptr_nonnull(profile);
	ck_assert_str_eq(profile->string_table[0], "");
}

static void end_read(void)
{
	pprof__profile__free_unpacked(profile, NULL);
	end();
}

static const char *string(int64_t number)
{
	ck_assert_uint_lt(number, profile->n_string_table);
	return profile->string_table[number];
}

static const char *function_at(uint64_t id)
{
	uint64_t function = 0;

	for (size_t i = 0; i < profile->n_location; i++) {
		if (profile->location[i]->id == id)
			function = profile->location[i]->line[0]->function_id;
	}
	for (size_t i = 0; i < profile->n_function; i++) {
		if (profile->function[i]->id == function)
			return string(profile->function[i]->name);
	}
	ck_abort_msg("no location %lu", id);
	return NULL;
}

/* "a;b;task 57 1 300", innermost first, with its values. */
static void is(size_t i, const char *expected)
{
	const Pprof__Sample *sample = profile->sample[i];
	char told[256];
	size_t n = 0;

	ck_assert_uint_eq(sample->n_value, profile->n_sample_type);
	for (size_t j = 0; j < sample->n_location_id; j++)
		n += snprintf(told + n, sizeof(told) - n, "%s%s", j ? ";" : "",
			      function_at(sample->location_id[j]));
	for (size_t j = 0; j < sample->n_value; j++)
		n += snprintf(told + n, sizeof(told) - n, " %ld",
			      sample->value[j]);
	ck_assert_str_eq(told, expected);
	ck_assert_uint_eq(sample->n_label, 1);
	ck_assert_str_eq(string(sample->label[0]->key), "comm");
	ck_assert_str_eq(string(sample->label[0]->str),
			 strstr(expected, ";task 57") ? "task 57" : "task 61");
}

START_TEST(test_samples)
{
	begin("pprof");
	switch_task(0, 57, 57);
	enter(0, 0xa, 0);
	enter(0, 0xb, 1);
	leave(0, 0xb, 70, 1);
	leave(0, 0xa, 300, 0);
	switch_task(0, 57, 61);
	enter(0, 0xb, 0);
	leave(0, 0xb, 40, 0);
	read_back("why");
	ck_assert_uint_eq(profile->n_sample_type, 2);
	ck_assert_str_eq(string(profile->sample_type[0]->type), "calls");
	ck_assert_str_eq(string(profile->sample_type[0]->unit), "count");
	ck_assert_str_eq(string(profile->sample_type[1]->type), "self");
	ck_assert_str_eq(string(profile->sample_type[1]->unit), "nanoseconds");
	ck_assert_str_eq(string(profile->default_sample_type), "self");
	ck_assert_uint_eq(profile->n_sample, 3);
	is(0, "0xa;task 57 1 230");
	is(1, "0xb;0xa;task 57 1 70");
	is(2, "0xb;task 61 1 40");
	ck_assert_int_eq(profile->time_nanos, 1100);
	ck_assert_int_eq(profile->duration_nanos, 600);
	ck_assert_str_eq(string(profile->comment[0]), "why");
	ck_assert_ptr_nonnull(
		strstr(string(profile->comment[1]), "8 events, 3 calls"));
	end_read();
}
END_TEST

START_TEST(test_exits)
{
	begin("pprof");
	switch_task(0, 57, 57);
	enter(0, 0xa, 0);
	transition(0, false, 0x72);
	transition(0, true, 0);
	leave(0, 0xa, 300, 0);
	read_back(NULL);
	ck_assert_uint_eq(profile->n_sample_type, 4);
	ck_assert_str_eq(string(profile->sample_type[2]->type), "exits");
	ck_assert_str_eq(string(profile->sample_type[3]->type), "exit_time");
	is(0, "0xa;task 57 1 300 1 100");
	end_read();
}
END_TEST

/* Durations of a guest that lies. */
START_TEST(test_large_values)
{
	begin("pprof");
	switch_task(0, 57, 57);
	enter(0, 0xa, 0);
	leave(0, 0xa, UINT64_MAX, 0);
	read_back(NULL);
	is(0, "0xa;task 57 1 9223372036854775807");
	end_read();
}
END_TEST

UNIT_MAIN("export-pprof", test_samples, test_exits, test_large_values)
