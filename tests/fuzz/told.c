/* SPDX-License-Identifier: MIT */
/* What an engine told, or nobody ever did, to be told again. */
#include "guest.h"

/* Of a few, so that exits are of what was entered; NULL, or not clean. */
static const char *name(struct fuzz_input *in)
{
	static const char *const names[] = {
		"f1", "f2", "f3 [mod1]", NULL, "", "0x1", "a\\b", "\1\377",
	};
	uint8_t byte = fuzz_byte(in);

	return names[byte < 128 ? byte % 2 : byte % 8];
}

static uint64_t tid(struct fuzz_input *in)
{
	uint8_t byte = fuzz_byte(in);

	if (byte < 240)
		return byte % FUZZ_TASKS;
	return byte < 248 ? HFT_TOLD_NOBODY : fuzz_number(in);
}

static void tell_call(struct hft_told *told, struct fuzz_input *in)
{
	static const uint64_t flags[] = {
		HFT_CALL_TIMED,
		HFT_CALL_TIMED,
		HFT_CALL_LOST,
		HFT_CALL_ORPHAN,
		0,
		HFT_TOLD_LEFT_OPEN,
		HFT_CALL_ORPHAN | HFT_CALL_TIMED,
		~0ULL,
	};
	uint8_t how = fuzz_byte(in);

	told->name = name(in);
	told->address = fuzz_address(in, FUZZ_KERNEL);
	told->depth = how & 1 ? fuzz_number(in) : how >> 4;
	told->duration = fuzz_number(in);
	if (told->kind == HFT_TOLD_EXIT)
		told->flags = flags[how >> 1 & 7];
	if (how & 16)
		told->flags |= HFT_CALL_USER;
}

/* Members that mean something to some kind. */
static void tell_others(struct hft_told *told, struct fuzz_input *in)
{
	told->flags = fuzz_word(in);
	told->comm = name(in);
	told->process = name(in);
	told->name = name(in);
	told->prev_tid = tid(in);
	told->prev_tgid = tid(in);
	told->nr = fuzz_number(in);
	told->ret = fuzz_number(in);
	told->duration = fuzz_number(in);
	told->reason = fuzz_number(in);
	told->what = fuzz_pick(in, 5);
	told->count = fuzz_number(in);
	told->pages = fuzz_number(in);
	told->begin = fuzz_number(in);
	told->end = fuzz_number(in);
	told->session = fuzz_number(in);
}

void fuzz_tell(struct fuzz_guest *guest, const struct fuzz_cpu *cpu)
{
	struct fuzz_input *in = &guest->in;
	uint8_t how = fuzz_byte(in);
	struct hft_told *told = &guest->event.told;

	*told = (struct hft_told){
		.kind = how < 128 ? how % 2 : how % HFT_TOLD_KINDS,
		.ts = guest->now,
		.vm = cpu->vm->id,
		.vcpu = cpu->number,
		.context = how >> 4 & 1,
		.tid = how & 64 ? cpu->tid : tid(in),
	};
	told->tgid = told->tid;
	if (told->kind <= HFT_TOLD_EXIT)
		tell_call(told, in);
	else
		tell_others(told, in);
}
