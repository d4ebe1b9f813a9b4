/* SPDX-License-Identifier: MIT */
#include "guest.h"

/* The guests' TSC is ahead of the host's clock. */
#define AHEAD 5000

static struct fuzz_guest the_guest;

static void pass(struct fuzz_guest *guest, uint64_t ns)
{
	int64_t now = (uint64_t)guest->now + ns;

	if (now < guest->now)
		guest->disordered = true;
	guest->now = now;
}

static uint64_t tsc_of(const struct fuzz_guest *guest)
{
	return (uint64_t)guest->now + AHEAD;
}

struct page_builder *fuzz_page(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	const struct page_start start = {
		.tsc = tsc_of(guest),
		.tid = cpu->tid,
		.tgid = cpu->tid,
		.cpu = cpu->number,
		.context = cpu->context,
		.functions = cpu->functions,
	};

	if (cpu->begun)
		return &cpu->page;
	cpu->begun = true;
	cpu->page.n = 0;
	cpu->last_tsc = start.tsc;
	page_begin(&cpu->page, &start);
	return &cpu->page;
}

uint64_t fuzz_ticks(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	struct page_builder *page;
	uint64_t ticks, tsc;

	pass(guest, fuzz_byte(&guest->in));
	page = fuzz_page(guest, cpu);
	tsc = tsc_of(guest);
	ticks = tsc - cpu->last_tsc;
	if (ticks >> HFT_REC_DELTA_BITS) {
		page_escape(page, HFT_REC_TIME, 0, 0, &tsc, 1);
		ticks = 0;
	}
	cpu->last_tsc = tsc;
	return ticks;
}

uint64_t fuzz_address(struct fuzz_input *in, uint64_t base)
{
	uint8_t byte = fuzz_byte(in);

	if (byte < 224)
		return base + byte % 32 * 16 + (byte >= 192 ? 4 : 0);
	return byte < 240 ? base + (byte << 4) : fuzz_word(in);
}

static struct fuzz_task *task_of(struct fuzz_cpu *cpu)
{
	return &cpu->vm->tasks[cpu->tid % FUZZ_TASKS];
}

static bool emit(struct fuzz_guest *guest, enum fuzz_kind kind)
{
	guest->event.kind = kind;
	return true;
}

/* In memory of just that size: what is read behind it shows. */
static bool emit_page(struct fuzz_guest *guest)
{
	struct hft_page *page = &guest->event.page;
	const uint64_t *words = page->words;
	size_t bytes = page->n_words * sizeof(*words);

	free(guest->words);
	guest->words = NULL;
	page->words = NULL;
	/* Of one that is too long the words are not read. */
	if (page->n_words <= HFT_PAGE_WORDS_MAX) {
		guest->words = malloc(bytes);
		if (bytes)
			memcpy(guest->words, words, bytes);
		page->words = guest->words;
	}
	return emit(guest, FUZZ_PAGE);
}

/* Functions, by page. */

static void put_func(struct fuzz_guest *guest, struct fuzz_cpu *cpu, bool exit,
		     uint64_t address, uint32_t depth)
{
	uint64_t ticks = fuzz_ticks(guest, cpu);

	page_func(&cpu->page, exit, ticks, address, depth);
	cpu->functions++;
}

static bool call(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	struct fuzz_task *task = task_of(cpu);
	uint64_t address = fuzz_address(&guest->in, FUZZ_KERNEL);

	if (task->n == FUZZ_CALLS)
		return false;
	put_func(guest, cpu, false, address, task->n);
	task->calls[task->n++] = address;
	return false;
}

static bool ret(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	struct fuzz_task *task = task_of(cpu);

	if (!task->n)
		return false;
	task->n--;
	put_func(guest, cpu, true, task->calls[task->n], task->n);
	return false;
}

/* At the depth of the call on top, or one off, as interrupts may be. */
static bool interrupt(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	uint64_t address = fuzz_address(&guest->in, FUZZ_KERNEL);
	uint32_t depth = task_of(cpu)->n + fuzz_pick(&guest->in, 3);

	if (depth)
		depth--;
	put_func(guest, cpu, false, address, depth);
	put_func(guest, cpu, true, address, depth);
	return false;
}

static bool any_func(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	uint64_t address = fuzz_address(&guest->in, FUZZ_KERNEL);
	uint32_t depth = fuzz_number(&guest->in);

	put_func(guest, cpu, fuzz_byte(&guest->in) & 1, address,
		 depth & ((1 << 22) - 1));
	return false;
}

/* Enough for deep stacks and long pages, and not for slow runs. */
#define STORM_MAX 30000

/* Many of a kind. */
static bool storm(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	uint64_t address = fuzz_address(&guest->in, FUZZ_KERNEL);
	unsigned int n = fuzz_byte(&guest->in) * 16;
	uint8_t how = fuzz_byte(&guest->in);

	fuzz_ticks(guest, cpu);
	guest->n_storm += n;
	if (guest->n_storm > STORM_MAX)
		return false;
	for (unsigned int i = 0; i < n; i++)
		page_func(&cpu->page, how & 1, how & 2, address,
			  how & 4 ? i : how >> 3);
	cpu->functions += n;
	return false;
}

/* Other records. */

static bool word(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	page_word(fuzz_page(guest, cpu), fuzz_word(&guest->in));
	return false;
}

static bool any_record(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	unsigned int kind = fuzz_pick(&guest->in, 1 << HFT_ESC_KIND_BITS);
	uint32_t number = fuzz_number(&guest->in);
	uint64_t words[8];
	size_t n = fuzz_pick(&guest->in, 8);

	for (size_t i = 0; i < n; i++)
		words[i] = fuzz_number(&guest->in);
	page_escape(fuzz_page(guest, cpu), kind, number, fuzz_ticks(guest, cpu),
		    words, n);
	return false;
}

static bool switch_task(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	uint8_t byte = fuzz_byte(&guest->in);
	uint64_t ticks = fuzz_ticks(guest, cpu);
	uint64_t tgid;

	cpu->tid = byte % FUZZ_TASKS;
	/* Now and then another process has the tid. */
	tgid = byte >= 240 ? byte : cpu->tid;
	page_escape(&cpu->page, HFT_REC_TASK, cpu->tid, ticks, &tgid, 1);
	return false;
}

static bool context(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	cpu->context = fuzz_pick(&guest->in, 8);
	page_escape(fuzz_page(guest, cpu), HFT_REC_CONTEXT, cpu->context,
		    fuzz_ticks(guest, cpu), NULL, 0);
	return false;
}

static bool syscall_record(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	uint8_t byte = fuzz_byte(&guest->in);
	uint64_t value = fuzz_number(&guest->in);

	page_escape(fuzz_page(guest, cpu),
		    byte & 1 ? HFT_REC_SYSCALL_EXIT : HFT_REC_SYSCALL_ENTER,
		    byte >> 1, fuzz_ticks(guest, cpu), &value, byte & 1);
	return false;
}

static bool lost_record(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	uint32_t reason = fuzz_pick(&guest->in, 4);
	uint64_t words[] = { fuzz_number(&guest->in), tsc_of(guest) };

	words[1] -= fuzz_byte(&guest->in);
	page_escape(fuzz_page(guest, cpu), HFT_REC_LOST, reason,
		    fuzz_ticks(guest, cpu), words, 2);
	return false;
}

static bool message(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	fuzz_message(guest, cpu);
	return false;
}

/* Events. */

static void fill_page(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	const struct page_builder *page = fuzz_page(guest, cpu);

	guest->event.page = (struct hft_page){
		.ts = guest->now,
		.vm = cpu->vm->id,
		.vcpu = cpu->number,
		.session = cpu->vm->session,
		.seq = cpu->seq++,
		.guest_tsc = tsc_of(guest),
		.words = page->words,
		.n_words = page->n,
	};
	cpu->begun = false;
}

static bool flush(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	fill_page(guest, cpu);
	return emit_page(guest);
}

/* Something is not as it was to be; or the page does not arrive. */
static bool flush_oddly(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	struct hft_page *page = &guest->event.page;
	uint8_t how = fuzz_pick(&guest->in, 9);
	uint64_t number = fuzz_number(&guest->in);

	fill_page(guest, cpu);
	switch (how) {
	case 0:
		return false;
	case 1:
		page->seq = cpu->seq = number;
		break;
	case 2:
		page->session = cpu->vm->session = number;
		break;
	case 3:
		page->guest_tsc = number;
		break;
	case 4:
		page->delay_ns = number;
		break;
	case 5:
		page->error = -14;
		page->n_words = 0;
		break;
	case 6:
		page->flags = HFT_FLUSH_REMOTE | HFT_FLUSH_OFFLINE;
		page->vcpu = number;
		break;
	case 7:
		page->vcpu = number;
		break;
	default:
		/* Cut, or longer than any page. */
		page->n_words = number < page->n_words ? number
						       : HFT_PAGE_WORDS_MAX + 1;
		break;
	}
	return emit_page(guest);
}

static bool send(struct fuzz_guest *guest, const struct fuzz_cpu *cpu,
		 uint64_t nr, const uint64_t args[4])
{
	pass(guest, fuzz_byte(&guest->in));
	guest->event.hypercall = (struct hft_hypercall){
		.ts = guest->now,
		.vm = cpu->vm->id,
		.vcpu = cpu->number,
		.nr = nr,
		.args = { args[0], args[1], args[2], args[3] },
	};
	guest->by_call |= nr == HFT_NR_KERNEL_FUNC;
	return emit(guest, FUZZ_HYPERCALL);
}

static bool send_call(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	struct fuzz_task *task = task_of(cpu);
	uint8_t how = fuzz_byte(&guest->in);
	uint64_t args[4] = { 0 };

	if (how & 1 && task->n < FUZZ_CALLS) {
		args[0] = fuzz_address(&guest->in, FUZZ_KERNEL);
		args[3] = how & 2 ? task->n : 0;
		task->calls[task->n++] = args[0];
	} else if (task->n) {
		args[0] = task->calls[--task->n];
		args[1] = HFT_FUNC_EXIT;
		args[2] = fuzz_number(&guest->in);
		args[3] = task->n;
	}
	return send(guest, cpu, HFT_NR_KERNEL_FUNC, args);
}

static bool send_user(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	const uint64_t args[4] = {
		fuzz_address(&guest->in, FUZZ_PROGRAM),
		fuzz_byte(&guest->in) & 1,
	};

	return send(guest, cpu, HFT_NR_USER_FUNC, args);
}

static bool send_switch(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	uint8_t byte = fuzz_byte(&guest->in);
	uint64_t args[4] = { cpu->tid, cpu->tid };

	if (byte & 0x80)
		args[0] = args[1] = byte >> 3 & 7;
	cpu->tid = byte % FUZZ_TASKS;
	args[2] = cpu->tid;
	args[3] = byte & 0x40 ? byte : cpu->tid;
	return send(guest, cpu, HFT_NR_SWITCH, args);
}

static bool send_anything(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	static const uint64_t nrs[] = {
		HFT_NR_KERNEL_FUNC,
		HFT_NR_SWITCH,
		HFT_NR_USER_FUNC,
		HFT_NR_PAGE,
		HFT_NR_PROBE,
		HFT_NR_MESSAGE_LAST,
		1030,
		7,
	};
	uint64_t nr = nrs[fuzz_pick(&guest->in, 8)];
	uint64_t args[4];

	for (unsigned int i = 0; i < 4; i++)
		args[i] = fuzz_number(&guest->in);
	return send(guest, cpu, nr, args);
}

static bool transition(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	uint8_t how = fuzz_byte(&guest->in);

	pass(guest, how >> 4);
	guest->event.transition = (struct hft_transition){
		.ts = guest->now,
		.vm = cpu->vm->id,
		.vcpu = cpu->number,
		.entry = how & 1,
		.isa = how >> 1 & 3,
		.reason = fuzz_number(&guest->in),
		.rip = fuzz_address(&guest->in,
				    how & 8 ? FUZZ_PROGRAM : FUZZ_KERNEL),
	};
	return emit(guest, FUZZ_TRANSITION);
}

static bool lost(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	uint8_t how = fuzz_byte(&guest->in);

	(void)cpu;
	guest->event.lost = (struct hft_lost){
		.what = how & 1 ? HFT_LOST_EVENTS : HFT_LOST_PACKETS,
		.counted = how & 2,
		.count = fuzz_number(&guest->in),
		.begin = guest->now,
		.end = guest->now,
	};
	return emit(guest, FUZZ_LOST);
}

static bool tell(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	pass(guest, fuzz_byte(&guest->in));
	/* What pages brought is told of later. */
	guest->disordered = guest->by_call = true;
	fuzz_tell(guest, cpu);
	return emit(guest, FUZZ_TOLD);
}

static bool wait_for(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	(void)cpu;
	pass(guest, (uint64_t)fuzz_byte(&guest->in)
			    << 4 * fuzz_pick(&guest->in, 10));
	return false;
}

static bool spoil_clock(struct fuzz_guest *guest, struct fuzz_cpu *cpu)
{
	(void)cpu;
	guest->now = fuzz_number(&guest->in);
	guest->disordered = true;
	return false;
}

static bool step(struct fuzz_guest *guest)
{
	static bool (*const ops[])(struct fuzz_guest *, struct fuzz_cpu *) = {
		call,
		call,
		call,
		call,
		ret,
		ret,
		ret,
		interrupt,
		switch_task,
		context,
		flush,
		flush,
		flush_oddly,
		message,
		message,
		message,
		send_call,
		send_call,
		send_call,
		send_user,
		send_user,
		send_switch,
		transition,
		transition,
		any_func,
		word,
		any_record,
		lost_record,
		syscall_record,
		lost,
		send_anything,
		storm,
		tell,
		tell,
		tell,
		wait_for,
		spoil_clock,
	};
	size_t op = fuzz_pick(&guest->in, sizeof(ops) / sizeof(*ops));
	uint8_t where = fuzz_byte(&guest->in);
	/* Mostly of one VM. */
	struct fuzz_vm *vm = &guest->vms[where < 192 ? 0 : where % FUZZ_VMS];

	return ops[op](guest, &vm->cpus[where / 8 % FUZZ_CPUS]);
}

struct fuzz_guest *fuzz_guest(struct fuzz_input in)
{
	static const uint64_t ids[FUZZ_VMS] = { 1, 0, UINT64_MAX };
	struct fuzz_guest *guest = &the_guest;

	guest->in = in;
	guest->now = 1000000;
	guest->disordered = guest->by_call = false;
	guest->n_flushed = 0;
	guest->n_storm = 0;
	for (int i = 0; i < FUZZ_VMS; i++) {
		struct fuzz_vm *vm = &guest->vms[i];

		vm->id = ids[i];
		vm->session = 7;
		for (int j = 0; j < FUZZ_TASKS; j++)
			vm->tasks[j].n = 0;
		for (int j = 0; j < FUZZ_CPUS; j++) {
			struct fuzz_cpu *cpu = &vm->cpus[j];

			cpu->vm = vm;
			cpu->number = j;
			cpu->tid = 0;
			cpu->context = 0;
			cpu->begun = false;
			cpu->functions = 0;
			cpu->seq = 0;
		}
	}
	return guest;
}

const struct fuzz_event *fuzz_next(struct fuzz_guest *guest)
{
	while (!fuzz_is_empty(&guest->in)) {
		if (step(guest))
			return &guest->event;
	}
	while (guest->n_flushed < FUZZ_VMS * FUZZ_CPUS) {
		unsigned int i = guest->n_flushed++;
		struct fuzz_cpu *cpu =
			&guest->vms[i / FUZZ_CPUS].cpus[i % FUZZ_CPUS];

		if (cpu->begun && flush(guest, cpu))
			return &guest->event;
	}
	free(guest->words);
	guest->words = NULL;
	return NULL;
}

static int take(struct hft_engine *engine, const struct fuzz_event *event)
{
	switch (event->kind) {
	case FUZZ_HYPERCALL:
		return hft_engine_hypercall(engine, &event->hypercall);
	case FUZZ_PAGE:
		return hft_engine_page(engine, &event->page);
	case FUZZ_TRANSITION:
		return hft_engine_transition(engine, &event->transition);
	case FUZZ_LOST:
		return hft_engine_lost(engine, &event->lost);
	case FUZZ_TOLD:
		return hft_engine_told(engine, &event->told);
	}
	return 0;
}

void fuzz_play(struct fuzz_guest *guest, struct hft_engine *engine)
{
	const struct fuzz_event *event;

	while ((event = fuzz_next(guest)))
		FUZZ_CHECK(!take(engine, event));
	hft_engine_finish(engine);
}
