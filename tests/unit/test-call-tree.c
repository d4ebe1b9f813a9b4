/* SPDX-License-Identifier: MIT */
/* The tree of stacks, told of calls as the engine tells a view. */
#include <stdio.h>
#include <string.h>

#include "../../consumer/views/call-tree.h"
#include "random.h"
#include "unit.h"

static struct hft_tree tree;
static struct hft_functions *functions;
static struct hft_place place;
static const struct hft_quality no_cost;

/* The open calls of the one task. */
static struct {
	const struct hft_function *function;
	uint64_t data;
	uint64_t inner;
	uint64_t calls;
	uint64_t children;
} stack[2 * HFT_NODES_DEPTH_MAX];
static uint32_t n_stack;

static void be(uint32_t tid, const char *comm)
{
	place.task_known = true;
	place.task = (struct hft_task_name){ .tid = tid, .tgid = tid };
	place.serial = tid + 1;
	place.comm = comm;
	place.process = comm;
}

static void begin(enum hft_tree_roots by)
{
	n_stack = 0;
	place = (struct hft_place){ .vm = 1 };
	functions = hft_functions_create();
	ck_assert_int_eq(hft_tree_init(&tree, by), 0);
}

static void end(void)
{
	hft_tree_deinit(&tree);
	hft_functions_destroy(functions);
}

static struct hft_call call_of(const char *name)
{
	return (struct hft_call){
		.place = &place,
		.function = hft_functions_intern(functions, name, false, NULL),
		.caller = n_stack ? stack[n_stack - 1].function : NULL,
		.caller_data = n_stack ? &stack[n_stack - 1].data : NULL,
	};
}

static void enter(const char *name)
{
	struct hft_call call = call_of(name);

	stack[n_stack].function = call.function;
	stack[n_stack].data = 0;
	stack[n_stack].inner = 0;
	stack[n_stack].calls = 0;
	stack[n_stack].children = 0;
	call.data = &stack[n_stack].data;
	hft_tree_enter(&tree, &call);
	n_stack++;
}

static struct hft_call innermost(void)
{
	const char *name = stack[--n_stack].function->name;
	struct hft_call call = call_of(name);

	call.data = &stack[n_stack].data;
	return call;
}

/* The innermost call ends: it took so many ns besides the calls in it. */
static void leave(uint64_t self)
{
	struct hft_call call = innermost();

	call.flags = HFT_CALL_TIMED;
	call.times = (struct hft_times){
		.total = stack[n_stack].inner + self,
		.self = self,
		.self_out = self / 2,
		.total_out = self / 2,
		.calls = stack[n_stack].calls,
		.children = stack[n_stack].children,
	};
	if (n_stack) {
		stack[n_stack - 1].inner += call.times.total;
		stack[n_stack - 1].calls += 1 + call.times.calls;
		stack[n_stack - 1].children++;
	}
	hft_tree_exit(&tree, &call);
}

static void exit_lost(void)
{
	struct hft_call call = innermost();

	call.flags = HFT_CALL_LOST;
	hft_tree_exit(&tree, &call);
}

static int by_number(const void *a, const void *b, void *data)
{
	(void)data;
	return (int)(*(const uint32_t *)a - *(const uint32_t *)b);
}

static bool is_used(uint32_t node, void *data)
{
	(void)data;
	return node != HFT_TREE_OTHER || tree.nodes.counts[node].total ||
	       hft_nodes_rarely(&tree.nodes, node).exits;
}

/*
 * All nodes, in the order in which they came: " bash{ a=calls,self,total }",
 * with "?1" for calls without times, "!1,20" for exits and their time.
 */
static const char *told(void)
{
	static char text[4096];
	const struct hft_nodes *nodes = &tree.nodes;
	uint32_t node = HFT_NODE_TOP;
	int depth = 0;
	size_t n = 0;

	hft_nodes_sum(&tree.nodes, &no_cost);
	ck_assert_int_eq(hft_nodes_link(&tree.nodes, is_used, by_number, NULL),
			 0);
	while ((node = hft_nodes_after(nodes, node)) != HFT_NODE_NONE) {
		const struct hft_node_counts *counts = &nodes->counts[node];
		struct hft_node_rare rare = hft_nodes_rarely(nodes, node);

		for (; depth >= nodes->depths[node]; depth--)
			n += snprintf(text + n, sizeof(text) - n, " }");
		n += snprintf(text + n, sizeof(text) - n, " %s=%d,%d,%d",
			      hft_tree_name(&tree, nodes->links[node].frame),
			      (int)counts->calls, (int)counts->self,
			      (int)counts->total);
		if (rare.untimed)
			n += snprintf(text + n, sizeof(text) - n, "?%d",
				      (int)rare.untimed);
		if (rare.exits)
			n += snprintf(text + n, sizeof(text) - n, "!%d,%d",
				      (int)rare.exits, (int)rare.exits_ns);
		n += snprintf(text + n, sizeof(text) - n, "{");
		depth = nodes->depths[node];
	}
	for (; depth > 0; depth--)
		n += snprintf(text + n, sizeof(text) - n, " }");
	return text;
}

START_TEST(test_same_stacks_are_one_path)
{
	begin(HFT_TREE_BY_COMM);
	be(57, "bash");
	for (int i = 0; i < 2; i++) {
		enter("a");
		enter("b");
		leave(10);
		enter("c");
		enter("b");
		leave(5);
		leave(1);
		leave(100);
	}
	be(58, "bash");
	enter("a");
	leave(7);
	be(61, "cat");
	enter("a");
	leave(3);
	ck_assert_str_eq(told(), " bash=0,0,239{ a=3,207,239{ b=2,20,20{ }"
				 " c=2,2,12{ b=2,10,10{ } } } }"
				 " cat=0,0,3{ a=1,3,3{ } }");
	ck_assert_int_eq(tree.nodes.counts[HFT_NODE_TOP].total, 242);
	ck_assert_int_eq(tree.nodes.counts[HFT_NODE_TOP].total_out, 118);
	end();
}
END_TEST

START_TEST(test_interrupt_of_a_task)
{
	begin(HFT_TREE_BY_COMM);
	be(57, "bash");
	enter("a");
	place.context = 1;
	enter("irq");
	leave(4);
	place.context = 0;
	leave(2);
	ck_assert_str_eq(told(), " bash=0,0,6{ a=1,2,6{ irq=1,4,4{ } } }");
	end();
}
END_TEST

static void one_call(void)
{
	enter("a");
	leave(1);
}

START_TEST(test_roots)
{
	static const struct {
		enum hft_tree_roots by;
		const char *text;
	} cases[] = {
		{ HFT_TREE_BY_COMM,
		  " unknown=0,0,1{ a=1,1,1{ } } <idle>=0,0,1{ a=1,1,1{ } }"
		  " task 57=0,0,1{ a=1,1,1{ } } bash=0,0,2{ a=2,2,2{ } }"
		  " ls=0,0,1{ a=1,1,1{ } }" },
		{ HFT_TREE_BY_PROCESS,
		  " unknown=0,0,1{ a=1,1,1{ } } <idle>=0,0,1{ a=1,1,1{ } }"
		  " process 57=0,0,1{ a=1,1,1{ } } bash=0,0,2{ a=2,2,2{ } }"
		  " ls=0,0,1{ a=1,1,1{ } }" },
		{ HFT_TREE_BY_TASK,
		  " unknown=0,0,1{ a=1,1,1{ } } <idle>=0,0,1{ a=1,1,1{ } }"
		  " task 57=0,0,1{ a=1,1,1{ } } bash-57=0,0,1{ a=1,1,1{ } }"
		  " bash-313=0,0,1{ a=1,1,1{ } }"
		  " ls-57=0,0,1{ a=1,1,1{ } }" },
		{ HFT_TREE_BY_NOTHING, " a=6,6,6{ }" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		begin(cases[i].by);
		one_call();
		be(0, "swapper/0");
		one_call();
		be(57, NULL);
		one_call();
		be(57, "bash");
		one_call();
		/* Its serial has the same last digits. */
		be(57 + HFT_TREE_RECENT, "bash");
		one_call();
		/* It executed another program. */
		be(57, "ls");
		one_call();
		ck_assert_str_eq(told(), cases[i].text);
		end();
	}
}
END_TEST

START_TEST(test_calls_without_times)
{
	struct hft_call call;

	begin(HFT_TREE_BY_COMM);
	be(57, "bash");
	enter("a");
	enter("b");
	exit_lost();
	enter("c");
	leave(3);
	/* An orphan's total is not what is below it. */
	call = call_of("b");
	call.flags = HFT_CALL_ORPHAN | HFT_CALL_TIMED;
	call.times.total = 1000;
	hft_tree_exit(&tree, &call);
	call = innermost();
	hft_tree_left_open(&tree, &call);
	call = call_of("d");
	call.flags = HFT_CALL_ORPHAN;
	hft_tree_exit(&tree, &call);
	ck_assert_str_eq(told(), " bash=0,0,3{ a=0,0,3?1{ b=0,0,0?2{ }"
				 " c=1,3,3{ } } d=0,0,0?1{ } }");
	end();
}
END_TEST

START_TEST(test_vm_exits)
{
	struct hft_vm_exit exit = { .place = &place, .begin = 100, .end = 130 };

	begin(HFT_TREE_BY_COMM);
	be(57, "bash");
	hft_tree_exit_event(&tree, &exit);
	enter("a");
	exit.caller = stack[0].function;
	exit.caller_data = &stack[0].data;
	hft_tree_exit_event(&tree, &exit);
	hft_tree_exit_event(&tree, &exit);
	exit.tracer = true;
	hft_tree_exit_event(&tree, &exit);
	exit.tracer = false;
	/* The host's clock went backwards. */
	exit.end = 90;
	hft_tree_exit_event(&tree, &exit);
	leave(10);
	ck_assert_str_eq(told(), " bash=0,0,10!1,30{ a=1,10,10!3,60{ } }");
	end();

	begin(HFT_TREE_BY_NOTHING);
	exit = (struct hft_vm_exit){ .place = &place, .begin = 1, .end = 3 };
	hft_tree_exit_event(&tree, &exit);
	ck_assert_str_eq(told(), " (other)=0,0,0!1,2{ }");
	end();
}
END_TEST

/* What is too deep is its caller's own. */
START_TEST(test_depth)
{
	char name[16];
	uint32_t deepest;

	begin(HFT_TREE_BY_COMM);
	be(57, "bash");
	for (int i = 0; i < HFT_NODES_DEPTH_MAX + 2; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		enter(name);
	}
	deepest = tree.nodes.n - 1;
	ck_assert_int_eq(tree.nodes.depths[deepest], HFT_NODES_DEPTH_MAX);
	leave(1);
	exit_lost();
	enter("x");
	enter("y");
	leave(10);
	leave(20);
	ck_assert_int_eq(tree.refused, 4);
	while (n_stack)
		leave(100);
	ck_assert_int_eq(tree.refused, 5);
	ck_assert_int_eq(tree.nodes.n, 2 + HFT_NODES_DEPTH_MAX);
	hft_nodes_sum(&tree.nodes, &no_cost);
	/* All of f511, in which x and y are. */
	ck_assert_int_eq(tree.nodes.counts[deepest].calls, 1);
	ck_assert_int_eq(tree.nodes.counts[deepest].self, 100 + 130);
	end();
}
END_TEST

START_TEST(test_too_many_nodes)
{
	uint32_t below, n = 0;

	begin(HFT_TREE_BY_COMM);
	be(57, "bash");
	enter("a");
	below = stack[0].data;
	while (hft_nodes_child(&tree.nodes, below, HFT_FRAME_VIEW | n) !=
	       HFT_NODE_NONE)
		n++;
	ck_assert_int_eq(tree.nodes.n, HFT_NODES_MAX);
	ck_assert(!tree.nodes.out_of_memory);
	/* What there is is found. */
	ck_assert_uint_eq(hft_nodes_child(&tree.nodes, below, HFT_FRAME_VIEW),
			  below + 1);
	enter("b");
	enter("c");
	leave(10);
	leave(20);
	leave(30);
	ck_assert_int_eq(tree.refused, 2);
	ck_assert_int_eq(tree.nodes.counts[below].self, 30 + 30);
	ck_assert_int_eq(tree.nodes.counts[below].self_calls, 2);
	ck_assert_int_eq(tree.nodes.counts[below].children, 0);
	/* For a new root there is no room; the calls are somewhere. */
	be(58, "cat");
	enter("z");
	leave(7);
	ck_assert_int_eq(tree.nodes.counts[HFT_TREE_OTHER].self, 7);
	ck_assert_int_eq(tree.nodes.counts[HFT_TREE_OTHER].self_calls, 1);
	ck_assert_int_eq(tree.refused, 3);
	end();
}
END_TEST

START_TEST(test_too_many_roots)
{
	char comm[32];

	begin(HFT_TREE_BY_COMM);
	for (uint32_t i = 0; i < HFT_TREE_ROOTS_MAX + 3; i++) {
		snprintf(comm, sizeof(comm), "task%u", i);
		be(i + 1, comm);
		one_call();
	}
	hft_nodes_sum(&tree.nodes, &no_cost);
	ck_assert_int_eq(tree.nodes.counts[HFT_TREE_OTHER].total, 3);
	ck_assert_int_eq(tree.n_roots, HFT_TREE_ROOTS_MAX);
	be(1, "task0");
	one_call();
	ck_assert_int_eq(tree.nodes.counts[HFT_TREE_OTHER + 2].calls, 2);
	end();
}
END_TEST

START_TEST(test_cost)
{
	const struct hft_quality quality = {
		.cost_in_ns = 2,
		.cost_out_ns = 5,
	};
	const struct hft_node_counts *counts;

	begin(HFT_TREE_BY_NOTHING);
	for (int i = 0; i < 3; i++) {
		enter("a");
		enter("b");
		leave(10);
		enter("b");
		leave(1);
		leave(100);
	}
	hft_nodes_sum(&tree.nodes, &quality);
	counts = &tree.nodes.counts[2];
	ck_assert_uint_eq(hft_nodes_self_adjusted(counts, &quality),
			  3 * (100 - 2 - 2 * 5));
	ck_assert_uint_eq(hft_nodes_self_adjusted(counts + 1, &quality),
			  33 - 6 * 2);
	ck_assert_uint_eq(counts->total_adjusted, 3 * 88 + 21);
	ck_assert_uint_eq(counts->total, 333);
	/* It is never below 0. */
	((struct hft_node_counts *)counts)->children = 1000;
	ck_assert_uint_eq(hft_nodes_self_adjusted(counts, &quality), 0);
	end();
}
END_TEST

START_TEST(test_sums_end_at_the_largest_number)
{
	begin(HFT_TREE_BY_COMM);
	be(57, "bash");
	enter("a");
	leave(UINT64_MAX - 5);
	enter("a");
	leave(10);
	enter("b");
	leave(10);
	hft_nodes_sum(&tree.nodes, &no_cost);
	ck_assert(tree.nodes.counts[HFT_NODE_TOP].total == UINT64_MAX);
	ck_assert(tree.nodes.counts[3].self == UINT64_MAX);
	end();
}
END_TEST

/* Stacks as texts, and what they took: what the tree should have. */
static struct model {
	char stack[64];
	uint64_t calls;
	uint64_t self;
} models[1024];
static size_t n_models;

static void note_model(const char *text, uint64_t self)
{
	size_t i = 0;

	while (i < n_models && strcmp(models[i].stack, text))
		i++;
	if (i == n_models) {
		ck_assert_quick(n_models < 1024);
		strcpy(models[n_models++].stack, text);
		models[i].calls = models[i].self = 0;
	}
	models[i].calls++;
	models[i].self += self;
}

static const struct hft_node_counts *find_path(const char *text)
{
	uint32_t node = HFT_NODE_TOP;
	char name[2] = "";

	for (; *text; text++) {
		name[0] = *text;
		node = hft_nodes_child(
			&tree.nodes, node,
			hft_functions_intern(functions, name, false, NULL)->id);
	}
	return &tree.nodes.counts[node];
}

START_TEST(test_any_calls)
{
	char text[8] = "";

	for (unsigned int round = 0; round < 20; round++) {
		seed = round + 1;
		n_models = 0;
		begin(HFT_TREE_BY_NOTHING);
		for (int i = 0; i < 5000; i++) {
			uint64_t self = pick(100);
			char name[2] = { 'a' + pick(3), '\0' };

			if (n_stack < 5 && pick(2)) {
				text[n_stack] = name[0];
				enter(name);
			} else if (n_stack) {
				text[n_stack] = '\0';
				note_model(text, self);
				leave(self);
			}
		}
		for (size_t i = 0; i < n_models; i++) {
			const struct hft_node_counts *counts =
				find_path(models[i].stack);

			ck_assert_quick(counts->calls == models[i].calls);
			ck_assert_quick(counts->self == models[i].self);
		}
		ck_assert_uint_le(tree.nodes.n, 2 + 3 + 9 + 27 + 81 + 243);
		end();
	}
}
END_TEST

UNIT_MAIN("call-tree", test_same_stacks_are_one_path, test_interrupt_of_a_task,
	  test_roots, test_calls_without_times, test_vm_exits, test_depth,
	  test_too_many_nodes, test_too_many_roots, test_cost,
	  test_sums_end_at_the_largest_number, test_any_calls)
