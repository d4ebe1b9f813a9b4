/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "intake.h"

/* A CPU that is silent for longer is not waited for, in ns. */
#define WAIT_MIN 1000000000
#define WAIT_INTERVALS 4
#define NS_PER_MS 1000000

void hft_intake_deinit(struct hft_intake *intake)
{
	for (size_t i = 0; i < intake->n_cpu_slots; i++) {
		if (intake->cpus[i])
			hft_source_deinit(&intake->cpus[i]->source);
		free(intake->cpus[i]);
	}
	free(intake->cpus);
	free(intake->unplaced);
}

/* A guest's numbers may be as large as it likes. */
static void add(uint64_t *sum, uint64_t n)
{
	if (__builtin_add_overflow(*sum, n, sum))
		*sum = UINT64_MAX;
}

static int64_t subtract(int64_t ns, int64_t duration)
{
	int64_t ret;

	return __builtin_sub_overflow(ns, duration, &ret) ? INT64_MIN : ret;
}

static struct hft_cpu *find_vcpu(const struct hft_intake *intake, uint64_t vcpu)
{
	for (size_t i = 0; i < intake->n_cpu_slots; i++) {
		struct hft_cpu *cpu = intake->cpus[i];

		if (cpu && cpu->vcpu_known && cpu->vcpu == vcpu)
			return cpu;
	}
	return NULL;
}

/* Which of the CPUs' flushes is oldest. */
static void find_slowest(struct hft_intake *intake)
{
	intake->slowest = NULL;
	for (size_t i = 0; i < intake->n_cpu_slots; i++) {
		struct hft_cpu *cpu = intake->cpus[i];

		if (cpu && cpu->session == intake->session &&
		    (!intake->slowest ||
		     cpu->last.ns < intake->slowest->last.ns))
			intake->slowest = cpu;
	}
}

static int reserve_cpu(struct hft_intake *intake, uint32_t number)
{
	size_t n = number + 1;
	struct hft_cpu **cpus;

	if (n <= intake->n_cpu_slots)
		return 0;
	cpus = reallocarray(intake->cpus, n, sizeof(*cpus));
	if (!cpus)
		return -ENOMEM;
	memset(cpus + intake->n_cpu_slots, 0,
	       (n - intake->n_cpu_slots) * sizeof(*cpus));
	intake->cpus = cpus;
	intake->n_cpu_slots = n;
	return 0;
}

static struct hft_cpu *get_cpu(struct hft_intake *intake, struct hft_vm *vm,
			       uint32_t number, struct hft_merge *merge)
{
	struct hft_cpu *cpu;

	if (reserve_cpu(intake, number))
		return NULL;
	if (intake->cpus[number])
		return intake->cpus[number];
	if (hft_merge_reserve(merge))
		return NULL;
	cpu = calloc(1, sizeof(*cpu));
	if (!cpu)
		return NULL;
	cpu->vm = vm;
	cpu->vcpu = number;
	cpu->source.ts = INT64_MIN;
	intake->cpus[number] = cpu;
	return cpu;
}

/* Place the page that waits for the rate, known or not, into time. */
static void place_unplaced(struct hft_intake *intake, struct hft_merge *merge)
{
	struct hft_held *held = intake->unplaced;

	if (!held)
		return;
	intake->unplaced = NULL;
	held->span = hft_span_until(intake->unplaced_flush, held->begin.tsc,
				    &intake->rate);
	hft_merge_add_page(merge, &intake->unplaced_cpu->source, held);
}

static void begin_session(struct hft_intake *intake, struct hft_merge *merge,
			  uint32_t bits, bool late)
{
	place_unplaced(intake, merge);
	intake->session++;
	intake->bits = bits;
	intake->late = late;
	intake->late_counted = false;
	intake->said_hello = false;
	intake->by_call = false;
	intake->rate = (struct hft_rate){ 0 };
	intake->flushed = false;
	intake->n_begun = 0;
	intake->slowest = NULL;
}

/* Words of a hello before its string. */
#define HELLO_WORDS 6

/* Find out which session a page is of; hello is its first one or NULL. */
static void find_session(struct hft_intake *intake, const struct hft_page *page,
			 const uint64_t *hello, struct hft_merge *merge,
			 struct hft_quality *quality)
{
	bool other = !intake->session || intake->bits != page->session;
	uint32_t minor;
	bool again;

	if (!hello || hft_escape_words(*hello) < HELLO_WORDS) {
		if (other)
			begin_session(intake, merge, page->session, true);
		return;
	}
	minor = hft_escape_number(*hello++);
	if (minor > HFT_PROTOCOL_MINOR && minor > quality->newer_minor)
		quality->newer_minor = minor;
	again = hello[5] & HFT_HELLO_AGAIN;
	if (other || (intake->said_hello &&
		      memcmp(intake->id, hello, sizeof(intake->id))))
		begin_session(intake, merge, page->session, again);
	else if (!again)
		intake->late = false;
	intake->said_hello = true;
	memcpy(intake->id, hello, sizeof(intake->id));
	intake->n_cpus = hello[3] >> 32;
	intake->flush_ms = hello[4];
	intake->by_call = hello[5] & HFT_HELLO_CALL;
	if (hello[5] & HFT_HELLO_NS)
		intake->rate = (struct hft_rate){ .ns = 1, .ticks = 1 };
	else if ((uint32_t)hello[3])
		intake->rate = hft_rate_of_khz(hello[3]);
}

/* Whether the guest lost events that no record tells of. */
static void check_lost(const struct hft_cpu *cpu, struct hft_quality *quality)
{
	if (cpu->lost_last > cpu->lost_first &&
	    cpu->lost_last - cpu->lost_first > cpu->lost_told)
		add(&quality->lost_untold,
		    cpu->lost_last - cpu->lost_first - cpu->lost_told);
}

/* The first page of a CPU in a session. */
static void begin_cpu(struct hft_intake *intake, struct hft_cpu *cpu,
		      const struct hft_page *page,
		      const struct hft_page_begin *begin,
		      struct hft_quality *quality)
{
	check_lost(cpu, quality);
	cpu->session = intake->session;
	cpu->pairing = (struct hft_pairing){ 0 };
	cpu->next_seq = 0;
	cpu->functions = 0;
	cpu->lost_first = 0;
	cpu->lost_told = 0;
	intake->n_begun++;
	if (!page->seq || !intake->late)
		return;
	/* What came before the trace began is not missing in it. */
	cpu->next_seq = page->seq;
	cpu->functions = begin->functions;
	cpu->lost_first = begin->lost;
	if (!intake->late_counted)
		quality->late_sessions++;
	intake->late_counted = true;
}

/* Note what is missing before a page. */
static void find_missing(struct hft_cpu *cpu, const struct hft_page *page,
			 struct hft_held *held, struct hft_quality *quality)
{
	uint64_t pages = page->seq - cpu->next_seq;

	held->missing_pages = pages;
	held->missing_functions = 0;
	if (held->begin.functions > cpu->functions)
		held->missing_functions =
			held->begin.functions - cpu->functions;
	add(&quality->missing_records, held->missing_functions);
	/* Those that the host could not read are counted as such. */
	add(&quality->missing_pages,
	    pages > cpu->failed ? pages - cpu->failed : 0);
	cpu->failed = 0;
}

/* Find when the page's records were written. */
static void find_span(const struct hft_intake *intake,
		      const struct hft_cpu *cpu, struct hft_instant flush,
		      bool first, struct hft_held *held)
{
	struct hft_instant begin;

	if (!first && !held->missing_pages) {
		held->span = hft_span_between(cpu->last, flush);
		return;
	}
	held->span = hft_span_until(flush, held->begin.tsc, &intake->rate);
	begin = held->span.begin;
	if (first || begin.ns >= cpu->last.ns)
		return;
	begin.ns = cpu->last.ns;
	held->span = hft_span_between(begin, flush);
}

/* When the flush was by both clocks; a CPU's time does not go backwards. */
static struct hft_instant find_flush(const struct hft_intake *intake,
				     struct hft_cpu *cpu,
				     const struct hft_page *page, bool first,
				     struct hft_quality *quality)
{
	/* What two flushes give is too coarse a rate to judge others by. */
	const struct hft_rate told =
		intake->said_hello ? intake->rate : (struct hft_rate){ 0 };
	struct hft_instant ret = {
		.tsc = page->guest_tsc,
		.ns = subtract(page->ts, page->delay_ns),
	};

	ret = hft_pairing_next(&cpu->pairing, ret, &told);
	if (first)
		return ret;
	if (ret.ns < cpu->last.ns || ret.tsc < cpu->last.tsc)
		quality->time_backwards++;
	if (ret.ns < cpu->last.ns)
		ret.ns = cpu->last.ns;
	return ret;
}

/* A second flush gives the rate, if the guest did not tell. */
static void find_rate(struct hft_intake *intake, struct hft_instant flush,
		      struct hft_merge *merge)
{
	if (!intake->flushed) {
		intake->flushed = true;
		intake->first_flush = flush;
		return;
	}
	if (!intake->rate.ticks)
		intake->rate = hft_rate_between(&intake->first_flush, &flush);
	place_unplaced(intake, merge);
}

static void note_page(struct hft_cpu *cpu, const struct hft_page *page,
		      const struct hft_page_summary *summary,
		      struct hft_instant flush)
{
	cpu->last = flush;
	cpu->next_seq = page->seq == UINT64_MAX ? page->seq : page->seq + 1;
	cpu->functions = summary->begin.functions + summary->n_functions;
	cpu->lost_last = summary->begin.lost;
	add(&cpu->lost_told, summary->n_lost);
	if (!(page->flags & HFT_FLUSH_REMOTE) && page->vcpu != (uint64_t)-1) {
		cpu->vcpu = page->vcpu;
		cpu->vcpu_known = true;
	}
}

/* Take a page's records, of a CPU and session that are known by now. */
static int take_records(struct hft_intake *intake, struct hft_cpu *cpu,
			const struct hft_page *page,
			const struct hft_page_summary *summary,
			struct hft_merge *merge, struct hft_quality *quality)
{
	bool first = cpu->session != intake->session;
	struct hft_instant flush;
	struct hft_held *held;
	bool only;

	if (first)
		begin_cpu(intake, cpu, page, &summary->begin, quality);
	if (page->seq < cpu->next_seq) {
		quality->replayed_pages++;
		return 0;
	}
	held = hft_held_create(summary->n_words);
	if (!held)
		return -ENOMEM;
	held->begin = summary->begin;
	held->session = intake->session;
	held->by_call = intake->by_call;
	memcpy(held->words, page->words,
	       summary->n_words * sizeof(*held->words));
	quality->pages++;
	add(&quality->records, summary->n_records);
	add(&quality->functions, summary->n_functions);
	quality->time_backwards +=
		summary->backwards + (summary->last_tsc > page->guest_tsc);
	find_missing(cpu, page, held, quality);
	flush = find_flush(intake, cpu, page, first, quality);
	only = !intake->flushed;
	find_rate(intake, flush, merge);
	find_span(intake, cpu, flush, first, held);
	note_page(cpu, page, summary, flush);
	if (!intake->slowest || intake->slowest == cpu ||
	    flush.ns < intake->slowest->last.ns)
		find_slowest(intake);
	if (intake->rate.ticks || !only) {
		hft_merge_add_page(merge, &cpu->source, held);
		return 0;
	}
	intake->unplaced = held;
	intake->unplaced_cpu = cpu;
	intake->unplaced_flush = flush;
	return 0;
}

int hft_intake_page(struct hft_intake *intake, struct hft_vm *vm,
		    const struct hft_page *page, struct hft_merge *merge,
		    struct hft_quality *quality)
{
	struct hft_page_summary summary;
	struct hft_cpu *cpu;

	if (page->error) {
		quality->failed_pages++;
		cpu = find_vcpu(intake, page->vcpu);
		if (cpu && !(page->flags & HFT_FLUSH_REMOTE))
			cpu->failed++;
		return 0;
	}
	if (page->n_words > HFT_PAGE_WORDS_MAX) {
		quality->malformed_pages++;
		return 0;
	}
	summary = hft_page_check(page->words, page->n_words);
	quality->malformed_pages += summary.malformed;
	if (!summary.n_words)
		return 0;
	find_session(intake, page,
		     summary.hello ? page->words + summary.hello : NULL, merge,
		     quality);
	cpu = get_cpu(intake, vm, summary.begin.cpu, merge);
	if (!cpu)
		return -ENOMEM;
	return take_records(intake, cpu, page, &summary, merge, quality);
}

int64_t hft_intake_complete(struct hft_intake *intake, int64_t now,
			    struct hft_merge *merge)
{
	int64_t wait = WAIT_INTERVALS * NS_PER_MS * (int64_t)intake->flush_ms;
	int64_t waited = subtract(now, wait > WAIT_MIN ? wait : WAIT_MIN);

	if (!intake->session)
		return INT64_MAX;
	if (intake->unplaced) {
		if (waited >= intake->unplaced_flush.ns)
			place_unplaced(intake, merge);
		return waited;
	}
	/* Messages that are handed over at once keep nobody waiting. */
	if (intake->by_call)
		return INT64_MAX;
	if (intake->said_hello && intake->n_begun >= intake->n_cpus &&
	    intake->slowest && intake->slowest->last.ns > waited)
		return intake->slowest->last.ns;
	return waited;
}

void hft_intake_finish(struct hft_intake *intake, struct hft_merge *merge,
		       struct hft_quality *quality)
{
	for (size_t i = 0; i < intake->n_cpu_slots; i++) {
		if (intake->cpus[i])
			check_lost(intake->cpus[i], quality);
	}
	place_unplaced(intake, merge);
}
