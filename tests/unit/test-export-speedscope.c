/* SPDX-License-Identifier: MIT */
#include "exporting.h"

#define HEAD                                                                   \
	"{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\"," \
	"\"exporter\":\"hyperftrace\",\"activeProfileIndex\":0,\"profiles\":["

#define PROFILE(name, start, end)                            \
	"{\"type\":\"evented\",\"name\":\"" name             \
	"\",\"unit\":\"nanoseconds\",\"startValue\":" #start \
	",\"endValue\":" #end ",\"events\":["

#define OPEN(frame, at) "{\"type\":\"O\",\"frame\":" #frame ",\"at\":" #at "}"
#define CLOSE(frame, at) "{\"type\":\"C\",\"frame\":" #frame ",\"at\":" #at "}"

/* All but what is ours. */
static const char *told(void)
{
	char *ours;

	finished(NULL);
	ours = strstr(text, ",\"hyperftrace\":{\"version\":1,"
			    "\"begin_ns\":1000,\"calls_left_out\":0,"
			    "\"quality\":{");
	ck_assert_msg(ours, "%s", text);
	*ours = '\0';
	return text;
}

START_TEST(test_profiles)
{
	begin("speedscope");
	switch_task(0, 57, 57);
	enter(0, 0xa, 0);
	switch_task(0, 57, 61);
	enter(0, 0xb, 0);
	enter(0, 0xa, 1);
	switch_task(0, 61, 57);
	leave(0, 0xa, 500, 0);
	ck_assert_str_eq(
		told(),
		HEAD PROFILE("task 61, VM 7", 300, 600)
			OPEN(1, 300) ",\n" OPEN(0, 400) ",\n" CLOSE(
				0, 600) ",\n" CLOSE(1,
						    600) "]}\n," PROFILE("task "
									 "57, "
									 "VM 7",
									 100,
									 600)
				OPEN(0, 100) ",\n" CLOSE(
					0, 600) "]}\n],"
						"\"shared\":{\"frames\":[{"
						"\"name\":\"0xa\"},"
						"{\"name\":\"0xb\"}]}");
	end();
}
END_TEST

START_TEST(test_exits_not_seen)
{
	begin("speedscope");
	switch_task(0, 57, 57);
	leave(0, 0xd, 50, 0);
	enter(0, 0xa, 0);
	enter(0, 0xb, 1);
	leave(0, 0xa, 500, 0);
	ck_assert_str_eq(
		behind(told(), "\"events\":["),
		OPEN(0, 200) ",\n" OPEN(1, 300) ",\n" CLOSE(1, 400) ",\n" CLOSE(
			0, 400) "]}\n],"
				"\"shared\":{\"frames\":[{\"name\":\"0xa\"},"
				"{\"name\":\"0xb\"}]}");
	end();
}
END_TEST

/* Time that goes back, on a vCPU of its own clock, does not in a profile. */
START_TEST(test_time_backwards)
{
	begin("speedscope");
	switch_task(0, 57, 57);
	enter(0, 0xa, 0);
	now -= 150;
	enter(0, 0xb, 1);
	leave(0, 0xb, 10, 1);
	now = 500;
	leave(0, 0xa, 500, 0);
	ck_assert_str_eq(
		behind(told(), "\"startValue\":"),
		"100,\"endValue\":150,\"events\":[" OPEN(0, 100) ",\n" OPEN(
			1, 100) ",\n" CLOSE(1,
					    150) ",\n" CLOSE(0,
							     150) "]}\n],"
								  "\"shared\":{"
								  "\"frames\":["
								  "{\"name\":"
								  "\"0xa\"},"
								  "{\"name\":"
								  "\"0xb\"}]}");
	end();
}
END_TEST

START_TEST(test_too_many_tasks)
{
	size_t n = 0;

	begin("speedscope");
	for (int i = 1; i < 17000; i++) {
		switch_task(0, i, i + 1);
		enter(0, 0xa, 0);
		leave(0, 0xa, 10, 0);
	}
	finished(NULL);
	for (const char *p = text; (p = strstr(p, "\"evented\"")); p++)
		n++;
	ck_assert_uint_eq(n, 16384);
	ck_assert_ptr_nonnull(strstr(text, "\"calls_left_out\":615,"));
	end();
}
END_TEST

/* The events of a profile, up to its end: they nest, and time goes on. */
static void check_profile(const char *events)
{
	unsigned int stack[2000];
	unsigned int frame;
	size_t n = 0;
	long last = 0;
	long at;
	char what;

	while (sscanf(events, "{\"type\":\"%c\",\"frame\":%u,\"at\":%ld}",
		      &what, &frame, &at) == 3) {
		ck_assert_quick(at >= last);
		last = at;
		if (what == 'O')
			stack[n++] = frame;
		else
			ck_assert_quick(n && stack[--n] == frame);
		events = strchr(events, '}') + 1;
		events += strspn(events, ",\n");
	}
	ck_assert_uint_eq(n, 0);
	ck_assert(!strncmp(events, "]}\n", 3));
}

START_TEST(test_anything)
{
	for (seed = 0; seed < 200; seed++) {
		const char *p;

		begin("speedscope");
		now = 1000000;
		for (int i = 0; i < 1000; i++)
			send_anything();
		for (p = told(); (p = strstr(p, "\"events\":[")); p++)
			check_profile(behind(p, "["));
		end();
	}
}
END_TEST

UNIT_MAIN("export-speedscope", test_profiles, test_exits_not_seen,
	  test_time_backwards, test_too_many_tasks, test_anything)
