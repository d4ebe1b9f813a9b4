/* SPDX-License-Identifier: MIT */
#include "record.h"

static void hello(uint64_t session, uint64_t flags, const char *release)
{
	begin();
	word(session);
	word(0x1122334455667788);
	word(0x99aabbccddeeff00);
	word(1000000 | 2ULL << 32);
	word(200 | 65536ULL << 32);
	word(flags);
	string(release);
}

START_TEST(test_hello)
{
	const struct hft_hello *said;

	setup();
	ck_assert_ptr_null(hft_guest_hello(guest));
	hello(77, HFT_HELLO_CALL, "6.12.0\n-x");
	refuses_if_cut(HFT_REC_HELLO, 3);
	ck_assert_ptr_null(hft_guest_hello(guest));
	sends(HFT_REC_HELLO, 3);
	said = hft_guest_hello(guest);
	ck_assert_uint_eq(said->session, 77);
	ck_assert_uint_eq(said->boot_id[0], 0x1122334455667788);
	ck_assert_uint_eq(said->boot_id[1], 0x99aabbccddeeff00);
	ck_assert_uint_eq(said->tsc_khz, 1000000);
	ck_assert_uint_eq(said->n_cpus, 2);
	ck_assert_uint_eq(said->flush_ms, 200);
	ck_assert_uint_eq(said->bytes, 65536);
	ck_assert_uint_eq(said->flags, HFT_HELLO_CALL);
	ck_assert_uint_eq(said->minor, 3);
	ck_assert_str_eq(said->release, "6.12.0\\x0a-x");
	teardown();
}
END_TEST

START_TEST(test_hello_again)
{
	setup();
	hello(77, 0, "6.12.0");
	sends(HFT_REC_HELLO, 0);
	adds("", KERNEL, 'T', "start");
	names(57, 57, 1, HFT_TASK_EXISTS, "sh");
	hello(77, HFT_HELLO_AGAIN, "6.12.0");
	sends(HFT_REC_HELLO, 0);
	shows(KERNEL, "start");
	called(57, "sh");
	teardown();
}
END_TEST

START_TEST(test_too_many_words)
{
	setup();
	symbols_begin(KERNEL, "");
	symbol(0, 'T', "first");
	ck_assert_int_eq(hft_guest_message(guest, HFT_REC_SYMBOLS, 1,
					   record.words, HFT_ESC_WORDS_MAX + 1),
			 -EINVAL);
	ck_assert_int_eq(hft_guest_message(guest, HFT_REC_SYMBOLS, 1,
					   record.words, HFT_ESC_WORDS_MAX),
			 0);
	teardown();
}
END_TEST

START_TEST(test_unknown_kinds)
{
	setup();
	begin();
	for (unsigned int kind = 0; kind < 300; kind++) {
		if (kind < HFT_REC_HELLO || kind > HFT_REC_BYE)
			ck_assert_int_eq(send(kind, 0), -ENOENT);
	}
	sends(HFT_REC_BYE, HFT_BYE_UNLOAD);
	teardown();
}
END_TEST

START_TEST(test_hostile_names)
{
	char name[600];

	setup();
	adds("", KERNEL, 'T', "a\n\033[2J\\\x7f\xff");
	shows(KERNEL, "a\\x0a\\x1b[2J\\x5c\\x7f\\xff");
	loads("m\r", MODULE, 0x1000);
	adds("m\r", MODULE, 't', "f\t");
	shows(MODULE, "f\\x09 [m\\x0d]");
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	adds("", KERNEL + 64, 'T', name);
	ck_assert_uint_eq(strlen(hft_guest_symbol(guest, KERNEL + 64)->name),
			  HFT_SYMBOL_NAME_MAX);
	/* An escape is not cut in two. */
	memset(name, '\n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	adds("", KERNEL + 128, 'T', name);
	ck_assert_uint_eq(strlen(hft_guest_symbol(guest, KERNEL + 128)->name),
			  HFT_SYMBOL_NAME_MAX / 4 * 4);
	names(57, 57, 1, HFT_TASK_EXISTS, "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n");
	called(57, "\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a"
		   "\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a\\x0a");
	execs(57, 57, "/bin/\n");
	executes(57, "/bin/\\x0a");
	maps(57, 0x1000, 0x2000, "/lib/\033");
	maps_at(57, 0x1000, "/lib/\\x1b");
	teardown();
}
END_TEST

static uint64_t random_state;

static uint64_t random_word(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static uint64_t pick(uint64_t n)
{
	return random_word() % n;
}

/* A good record, of the kind that is returned. */
static unsigned int good_record(void)
{
	static const char *const owners[] = { "", "ext4", "xfs" };
	const char *owner = owners[pick(3)];
	uint64_t start = MODULE + pick(8) * 16;

	switch (HFT_REC_HELLO + pick(7)) {
	case HFT_REC_HELLO:
		hello(random_word(), pick(4), "6.12.0");
		return HFT_REC_HELLO;
	case HFT_REC_SYMBOLS:
		symbols_begin(start, owner);
		for (int i = 0; i < 8; i++)
			symbol(pick(8) * 16, "tTwWD?"[pick(6)], "function");
		return HFT_REC_SYMBOLS;
	case HFT_REC_MODULE:
		begin();
		word(start);
		word(pick(64));
		string(owner);
		return HFT_REC_MODULE;
	case HFT_REC_TASK_NAME:
		task_name(pick(8), pick(8), pick(3), "sh");
		return HFT_REC_TASK_NAME;
	case HFT_REC_EXEC:
		begin();
		word(pick(8));
		string("/bin/sh");
		return HFT_REC_EXEC;
	case HFT_REC_TASK_EXIT:
		begin();
		word(pick(8));
		return HFT_REC_TASK_EXIT;
	default:
		mapping(start, start + pick(64), 0, "/bin/sh");
		return HFT_REC_MAP;
	}
}

/* Send a record, as it is or with some words of nonsense or fewer of them. */
static int send_random(void)
{
	unsigned int kind = good_record();
	size_t n = n_words();

	for (uint64_t i = pick(3); i > 0; i--)
		record.words[pick(n)] ^= 1ULL << pick(64);
	if (!pick(4))
		n = pick(n);
	if (!pick(8))
		kind = pick(128);
	return hft_guest_message(guest, kind, pick(9), record.words, n);
}

static void check_answers(void)
{
	struct hft_process_task task;

	for (uint64_t i = 0; i < 8; i++) {
		const struct hft_symbol *symbol =
			hft_guest_symbol(guest, MODULE + i * 16);
		const struct hft_mapping *at =
			hft_guest_mapping(guest, i, MODULE);

		ck_assert_quick(
			!symbol ||
			(symbol->address <= MODULE + i * 16 && *symbol->name));
		ck_assert_quick(!at ||
				(at->start <= MODULE && MODULE < at->end));
		if (hft_guest_task(guest, i, &task))
			ck_assert_quick(task.tid == i);
	}
}

/*
 * Whatever the words, nothing breaks; the sanitizers see to what is not
 * asserted here.
 */
START_TEST(test_random_words)
{
	const struct hft_symbol *seen = NULL;
	char name[HFT_SYMBOL_NAME_MAX + 1] = "";
	uint64_t answers[4] = { 0 };

	setup();
	random_state = 1;
	for (int i = 0; i < 100000; i++) {
		switch (send_random()) {
		case 0:
			answers[0]++;
			break;
		case -EINVAL:
			answers[1]++;
			break;
		case -ENOENT:
			answers[2]++;
			break;
		default:
			ck_abort_msg("another error");
		}
		check_answers();
		if (!seen) {
			seen = hft_guest_symbol(guest, MODULE + 16);
			if (seen)
				strcpy(name, seen->name);
		}
		ck_assert_quick(!seen || !strcmp(name, seen->name));
	}
	/* The words were not all nonsense. */
	ck_assert_ptr_nonnull(seen);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_gt(answers[i], 1000);
	teardown();
}
END_TEST

UNIT_MAIN("guest", test_hello, test_hello_again, test_too_many_words,
	  test_unknown_kinds, test_hostile_names, test_random_words)
