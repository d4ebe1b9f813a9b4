/* SPDX-License-Identifier: MIT */
/*
 * ctf-replicate [-n RECORDS] [-v VCPUS] [-c | -f FORMAT] INPUT OUTPUT
 *
 * Writes what a captured trace did again and again, until there are so many
 * entries and exits of functions. Rounds differ in their times, in the tids of
 * tasks that come and go, and every other one in its functions, so that
 * nothing is merely cached. Each begins and ends with no call open.
 *
 *	INPUT	directory of a CTF trace with hyperftrace_page
 *	-n	how many records (default: one round)
 *	-v	vCPUs: fewer than the capture's, whose others are left out then,
 *		or a multiple, whose tasks differ then (default: the capture's)
 *	-f	pages (default), calls, uftrace, trace-cmd
 *	-c	the same as -f calls
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "replica.h"

static const struct {
	const char *name;
	const struct replica_writer_ops *ops;
} formats[] = {
	{ "pages", &replica_to_pages },
	{ "calls", &replica_to_calls },
	{ "uftrace", &replica_to_uftrace },
	{ "trace-cmd", &replica_to_trace_cmd },
};

static _Noreturn void usage(void)
{
	errx(2, "usage: ctf-replicate [-n RECORDS] [-v VCPUS] [-c | -f "
		"pages|calls|uftrace|trace-cmd] INPUT OUTPUT");
}

static const struct replica_writer_ops *find_format(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (!strcmp(formats[i].name, name))
			return formats[i].ops;
	}
	usage();
}

static uint64_t number(const char *text, uint64_t max)
{
	char *end;
	uint64_t ret = strtoull(text, &end, 10);

	if (*end || !*text || *text == '-' || !ret || ret > max)
		errx(2, "%s: not a number from 1 to %llu", text,
		     (unsigned long long)max);
	return ret;
}

int main(int argc, char **argv)
{
	const struct replica_writer_ops *ops = &replica_to_pages;
	struct replica replica = { 0 };
	struct source *source;
	int option;

	while ((option = getopt(argc, argv, "n:v:cf:")) != -1) {
		switch (option) {
		case 'n':
			replica.n_records = number(optarg, UINT64_MAX / 2);
			break;
		case 'v':
			replica.n_lanes = number(optarg, SOURCE_LANES);
			break;
		case 'c':
			ops = &replica_to_calls;
			break;
		case 'f':
			ops = find_format(optarg);
			break;
		default:
			usage();
		}
	}
	if (argc - optind != 2)
		usage();
	source = source_read(argv[optind], replica.n_lanes);
	replica.source = source;
	if (!replica.n_lanes)
		replica.n_lanes = source->n_lanes;
	if (replica.n_lanes % source->n_lanes)
		errx(2, "the capture has %u vCPUs: -v needs a multiple",
		     source->n_lanes);
	if (!replica.n_records)
		replica.n_records = source->n_records;
	replica.by_call = ops == &replica_to_calls;
	replica_write(&replica, ops, ops->open(argv[optind + 1], &replica));
	source_free(source);
	return 0;
}
