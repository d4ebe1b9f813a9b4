/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "checker.h"
#include "input.h"

struct open {
	const struct hft_function *function;
	uint64_t address;
	int64_t entered;
	uint64_t id;
	uint32_t level;
	/* Of the calls in it that were told of, and timed. */
	uint64_t inner_total;
	uint64_t inner_calls;
	uint64_t children;
};

struct task {
	struct hft_node node;
	uint64_t serial;
	struct open *calls;
	size_t n;
	size_t max;
};

static struct task *task_of(struct checker *checker, uint64_t serial)
{
	uint64_t hash = hft_hash_mix(serial, 0);
	struct hft_node *node = hft_hash_first(&checker->tasks, hash);
	struct task *task;

	for (; node; node = node->next) {
		task = hft_container(node, struct task, node);
		if (task->serial == serial)
			return task;
	}
	task = calloc(1, sizeof(*task));
	FUZZ_CHECK(task);
	task->serial = serial;
	hft_hash_add(&checker->tasks, &task->node, hash);
	return task;
}

static struct open *top_of(const struct task *task)
{
	return task->n ? &task->calls[task->n - 1] : NULL;
}

static void check_text(const char *text)
{
	for (; text && *text; text++)
		FUZZ_CHECK(*text >= ' ' && *text < 0x7f);
}

static void check_function(const struct hft_function *function)
{
	FUZZ_CHECK(function && function->name);
	FUZZ_CHECK(*function->name);
	FUZZ_CHECK(strlen(function->name) == function->length);
	FUZZ_CHECK(function->id < HFT_FUNCTIONS_MAX + 2);
	check_text(function->name);
}

static void check_place(const struct checker *checker,
			const struct hft_place *place)
{
	(void)checker;
	FUZZ_CHECK(place);
	FUZZ_CHECK(place->serial || !place->task_known);
	FUZZ_CHECK(place->task_known || (!place->comm && !place->process));
	check_text(place->comm);
	check_text(place->process);
}

/* The order of time; what comes late or early is counted. */
static void check_time(struct checker *checker, int64_t ts)
{
	const struct hft_quality *quality = hft_engine_quality(checker->engine);

	FUZZ_CHECK(ts >= checker->now || checker->delayed ||
		   *checker->disordered || quality->late_records ||
		   quality->early_records || quality->time_backwards);
	checker->now = ts;
}

static void digest(struct checker *checker, char what,
		   const struct hft_call *call)
{
	const struct hft_times *times = &call->times;
	const uint64_t words[] = {
		what,
		call->function->id,
		call->ts,
		call->address,
		call->flags,
		call->place->serial,
		call->depth,
		call->place->lane,
		call->place->vm,
		call->place->vcpu,
		times->total,
		times->self,
		times->total_out,
		times->self_out,
		times->calls,
		times->self_calls,
		times->children,
		call->place->context,
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		checker->digest = hft_hash_mix(checker->digest, words[i]);
}

static void check_caller(const struct task *task,
			 const struct hft_function *caller,
			 const uint64_t *data)
{
	const struct open *top = top_of(task);

	FUZZ_CHECK(caller == (top ? top->function : NULL));
	FUZZ_CHECK(!data == !top);
	FUZZ_CHECK(!top || *data == top->id);
}

static void check_call(struct checker *checker, const struct hft_call *call)
{
	check_place(checker, call->place);
	check_function(call->function);
	FUZZ_CHECK(call->place->serial);
	FUZZ_CHECK(call->function->user == !!(call->flags & HFT_CALL_USER));
}

static void push(struct task *task, const struct hft_call *call, uint64_t id)
{
	if (task->n == task->max) {
		task->max = task->max ? 2 * task->max : 16;
		task->calls = reallocarray(task->calls, task->max,
					   sizeof(*task->calls));
		FUZZ_CHECK(task->calls);
	}
	task->calls[task->n++] = (struct open){
		.function = call->function,
		.address = call->address,
		.entered = call->ts,
		.id = id,
		.level = call->level,
	};
}

static void on_enter(void *view, const struct hft_call *call)
{
	struct checker *checker = view;
	struct task *task = task_of(checker, call->place->serial);
	const struct open *top = top_of(task);

	check_call(checker, call);
	check_time(checker, call->ts);
	check_caller(task, call->caller, call->caller_data);
	FUZZ_CHECK(!(call->flags & ~HFT_CALL_USER));
	FUZZ_CHECK(call->entered == call->ts);
	FUZZ_CHECK(call->data && !*call->data);
	if (checker->filtered)
		FUZZ_CHECK(call->level == task->n);
	else if (!*checker->by_call)
		FUZZ_CHECK(!top || call->level > top->level);
	*call->data = ++checker->n_enter;
	push(task, call, *call->data);
	digest(checker, '+', call);
}

static void check_times(const struct open *call, const struct hft_times *times)
{
	FUZZ_CHECK(times->self == (times->total > call->inner_total
					   ? times->total - call->inner_total
					   : 0));
	FUZZ_CHECK(times->self_out <= times->total_out);
	FUZZ_CHECK(times->calls >= call->inner_calls);
	FUZZ_CHECK(times->self_calls == times->calls - call->inner_calls);
	FUZZ_CHECK(times->children == call->children);
	FUZZ_CHECK(times->children <= times->calls);
}

/* The call below has had it, or what was in it if its time is not known. */
static void pass_on(struct task *task, const struct open *call,
		    const struct hft_times *times)
{
	struct open *top = top_of(task);

	if (!top)
		return;
	if (times) {
		top->inner_total += times->total;
		top->inner_calls += times->calls + 1;
		top->children++;
	} else {
		top->inner_total += call->inner_total;
		top->inner_calls += call->inner_calls;
		top->children += call->children;
	}
}

static void pop(struct checker *checker, const struct hft_call *call,
		bool left_open)
{
	struct task *task = task_of(checker, call->place->serial);
	const struct open *top = top_of(task);
	bool timed = call->flags & HFT_CALL_TIMED;

	FUZZ_CHECK(top);
	FUZZ_CHECK(top->function == call->function);
	FUZZ_CHECK(top->address == call->address);
	FUZZ_CHECK(top->entered == call->entered);
	FUZZ_CHECK(call->data && *call->data == top->id);
	if (checker->filtered || !*checker->by_call)
		FUZZ_CHECK(call->level == top->level);
	if (timed)
		check_times(top, &call->times);
	task->n--;
	if (!left_open)
		pass_on(task, top, timed ? &call->times : NULL);
	check_caller(task, call->caller, call->caller_data);
}

static void on_exit_call(void *view, const struct hft_call *call)
{
	struct checker *checker = view;
	unsigned int how = call->flags & ~HFT_CALL_USER;

	check_call(checker, call);
	check_time(checker, call->ts);
	digest(checker, '-', call);
	if (how & HFT_CALL_ORPHAN) {
		checker->n_orphan++;
		FUZZ_CHECK(!call->data);
		check_caller(task_of(checker, call->place->serial),
			     call->caller, call->caller_data);
		return;
	}
	FUZZ_CHECK(how == HFT_CALL_LOST || how == HFT_CALL_TIMED);
	if (how == HFT_CALL_LOST)
		checker->n_lost++;
	else
		checker->n_exit++;
	pop(checker, call, false);
}

static void on_left_open(void *view, const struct hft_call *call)
{
	struct checker *checker = view;

	check_call(checker, call);
	digest(checker, '~', call);
	checker->n_left_open++;
	pop(checker, call, true);
}

static void on_task_named(void *view, const struct hft_place *place)
{
	check_place(view, place);
	FUZZ_CHECK(place->task_known);
}

/* One that the beginning of an idle CPU's page shows may be old. */
static void on_switch(void *view, const struct hft_switch *sw)
{
	check_place(view, sw->place);
	FUZZ_CHECK(sw->place->task_known);
}

static void on_lost(void *view, const struct hft_lost *lost)
{
	bool of_guest = lost->what == HFT_LOST_RECORDS ||
			lost->what == HFT_LOST_IN_GUEST;

	FUZZ_CHECK(lost->begin <= lost->end);
	FUZZ_CHECK(of_guest == !!lost->place);
	if (lost->place)
		check_place(view, lost->place);
}

static void on_syscall(void *view, const struct hft_syscall *syscall)
{
	check_time(view, syscall->ts);
	check_place(view, syscall->place);
}

static void on_vm_exit(void *view, const struct hft_vm_exit *exit)
{
	struct checker *checker = view;

	check_place(checker, exit->place);
	FUZZ_CHECK(exit->begin <= exit->end || *checker->disordered);
	if (exit->function)
		check_function(exit->function);
	check_caller(task_of(checker, exit->place->serial), exit->caller,
		     exit->caller_data);
}

static void on_hello(void *view, uint64_t vm, const struct hft_hello *hello,
		     bool new_epoch)
{
	(void)view;
	(void)vm;
	(void)new_epoch;
	check_text(hello->release);
}

const struct hft_engine_ops checker_ops = {
	.enter = on_enter,
	.exit = on_exit_call,
	.left_open = on_left_open,
	.task_named = on_task_named,
	.sched_switch = on_switch,
	.lost = on_lost,
	.syscall_enter = on_syscall,
	.syscall_exit = on_syscall,
	.vm_exit = on_vm_exit,
	.hello = on_hello,
};

void checker_init(struct checker *checker)
{
	checker->now = INT64_MIN;
	FUZZ_CHECK(!hft_hash_init(&checker->tasks));
}

static void check_counters(const struct checker *checker)
{
	const struct hft_quality *quality = hft_engine_quality(checker->engine);

	FUZZ_CHECK(checker->n_enter ==
		   checker->n_exit + checker->n_lost + checker->n_left_open);
	FUZZ_CHECK(checker->n_exit <= quality->calls);
	FUZZ_CHECK(checker->n_lost <= quality->missing_exits);
	FUZZ_CHECK(checker->n_orphan <= quality->unmatched_exits);
	FUZZ_CHECK(checker->n_left_open <= quality->open_calls);
	if (checker->filtered)
		return;
	FUZZ_CHECK(checker->n_exit == quality->calls);
	FUZZ_CHECK(checker->n_lost == quality->missing_exits);
	FUZZ_CHECK(checker->n_orphan == quality->unmatched_exits);
	FUZZ_CHECK(checker->n_left_open == quality->open_calls);
}

void checker_end(struct checker *checker)
{
	struct hft_node *node, *next;

	check_counters(checker);
	for (size_t i = 0; i < checker->tasks.n_buckets; i++) {
		for (node = checker->tasks.buckets[i]; node; node = next) {
			struct task *task =
				hft_container(node, struct task, node);

			next = node->next;
			FUZZ_CHECK(!task->n);
			free(task->calls);
			free(task);
		}
	}
	hft_hash_deinit(&checker->tasks);
}
