/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "tasks.h"

/* Recycled tasks keep stacks up to this, so that switches need no malloc. */
#define KEEP_CAPACITY 128

struct hft_tasks {
	struct hft_vm *vms;
	struct hft_vm **vms_end;
	/* All of them, by index. */
	struct hft_lane **lanes;
	uint32_t n_lanes;
	uint32_t max_lanes;
	/* The lane of the last event: the next is often its neighbour. */
	struct hft_lane *last_lane;
	struct hft_hash lane_hash;
	/* The tasks that have a name. */
	struct hft_hash task_hash;
	struct hft_serials serials;
	/* Tasks not in use, linked by newer. */
	struct hft_task *recycled;
};

struct hft_tasks *hft_tasks_create(void)
{
	struct hft_tasks *tasks = calloc(1, sizeof(*tasks));

	if (!tasks)
		return NULL;
	tasks->vms_end = &tasks->vms;
	if (hft_hash_init(&tasks->lane_hash) ||
	    hft_hash_init(&tasks->task_hash) ||
	    hft_serials_init(&tasks->serials)) {
		hft_tasks_destroy(tasks);
		return NULL;
	}
	return tasks;
}

static void destroy_task(struct hft_task *task)
{
	hft_stack_deinit(&task->stack);
	free(task);
}

static void destroy_chain(struct hft_task *oldest)
{
	while (oldest) {
		struct hft_task *newer = oldest->newer;

		destroy_task(oldest);
		oldest = newer;
	}
}

void hft_tasks_destroy(struct hft_tasks *tasks)
{
	struct hft_vm *vm, *next_vm;

	if (!tasks)
		return;
	for (uint32_t i = 0; i < tasks->n_lanes; i++) {
		hft_tasks_run(tasks, tasks->lanes[i], NULL);
		free(tasks->lanes[i]);
	}
	for (vm = tasks->vms; vm; vm = next_vm) {
		next_vm = vm->next;
		destroy_chain(vm->oldest);
		hft_intake_deinit(&vm->intake);
		hft_guest_destroy(vm->guest);
		hft_names_deinit(&vm->names);
		free(vm);
	}
	destroy_chain(tasks->recycled);
	hft_hash_deinit(&tasks->lane_hash);
	hft_hash_deinit(&tasks->task_hash);
	hft_serials_deinit(&tasks->serials);
	free(tasks->lanes);
	free(tasks);
}

struct hft_vm *hft_tasks_vm(struct hft_tasks *tasks, uint64_t id)
{
	struct hft_vm *vm;

	for (vm = tasks->vms; vm; vm = vm->next) {
		if (vm->id == id)
			return vm;
	}
	vm = calloc(1, sizeof(*vm));
	if (!vm)
		return NULL;
	vm->id = id;
	*tasks->vms_end = vm;
	tasks->vms_end = &vm->next;
	return vm;
}

static struct hft_lane *new_lane(struct hft_tasks *tasks, uint64_t vm,
				 uint64_t vcpu, uint64_t hash)
{
	struct hft_lane *lane;

	if (tasks->n_lanes == tasks->max_lanes) {
		uint32_t max = tasks->max_lanes ? tasks->max_lanes * 2 : 16;
		struct hft_lane **lanes =
			reallocarray(tasks->lanes, max, sizeof(*lanes));

		if (!lanes)
			return NULL;
		tasks->lanes = lanes;
		tasks->max_lanes = max;
	}
	lane = calloc(1, sizeof(*lane));
	if (!lane)
		return NULL;
	lane->vm = hft_tasks_vm(tasks, vm);
	if (!lane->vm) {
		free(lane);
		return NULL;
	}
	lane->vcpu = vcpu;
	lane->index = tasks->n_lanes;
	lane->last_ts = INT64_MIN;
	tasks->lanes[tasks->n_lanes++] = lane;
	hft_hash_add(&tasks->lane_hash, &lane->node, hash);
	return lane;
}

struct hft_lane *hft_tasks_lane(struct hft_tasks *tasks, uint64_t vm,
				uint64_t vcpu)
{
	struct hft_lane *lane = tasks->last_lane;
	struct hft_node *node;
	uint64_t hash;

	if (lane && lane->vcpu == vcpu && lane->vm->id == vm)
		return lane;
	hash = hft_hash_mix(vm, vcpu);
	node = hft_hash_first(&tasks->lane_hash, hash);
	for (; node; node = node->next) {
		lane = hft_container(node, struct hft_lane, node);
		if (lane->vcpu == vcpu && lane->vm->id == vm)
			return tasks->last_lane = lane;
	}
	return tasks->last_lane = new_lane(tasks, vm, vcpu, hash);
}

struct hft_lane *hft_tasks_lane_at(const struct hft_tasks *tasks,
				   uint32_t index)
{
	return index < tasks->n_lanes ? tasks->lanes[index] : NULL;
}

struct hft_vm *hft_tasks_vms(const struct hft_tasks *tasks)
{
	return tasks->vms;
}

static uint64_t hash_task(const struct hft_vm *vm, uint32_t tid, uint64_t vcpu)
{
	return hft_hash_mix(vm->id ^ (tid ? 0 : ~vcpu), tid);
}

struct hft_task *hft_tasks_find(const struct hft_tasks *tasks,
				const struct hft_lane *lane, uint32_t tid)
{
	uint64_t hash = hash_task(lane->vm, tid, lane->vcpu);
	struct hft_node *node = hft_hash_first(&tasks->task_hash, hash);

	for (; node; node = node->next) {
		struct hft_task *task =
			hft_container(node, struct hft_task, node);

		if (task->vm == lane->vm && task->name.tid == tid &&
		    (tid || task->lane == lane))
			return task;
	}
	return NULL;
}

/* A task on no lane is in its VM's list. */
static void list_add(struct hft_task *task)
{
	struct hft_vm *vm = task->vm;

	task->newer = NULL;
	task->older = vm->newest;
	if (vm->newest)
		vm->newest->newer = task;
	else
		vm->oldest = task;
	vm->newest = task;
}

static void list_remove(struct hft_task *task)
{
	struct hft_vm *vm = task->vm;

	if (task->older)
		task->older->newer = task->newer;
	else
		vm->oldest = task->newer;
	if (task->newer)
		task->newer->older = task->older;
	else
		vm->newest = task->older;
}

struct hft_task *hft_tasks_new(struct hft_tasks *tasks, struct hft_lane *lane)
{
	struct hft_task *task = tasks->recycled;
	struct hft_stack stack = { 0 };

	if (task) {
		tasks->recycled = task->newer;
		stack = task->stack;
	} else {
		task = malloc(sizeof(*task));
		if (!task)
			return NULL;
	}
	*task = (struct hft_task){
		.vm = lane->vm,
		.lane = lane,
		.stack = stack,
		.losses = lane->vm->losses,
	};
	task->vm->n_tasks++;
	task->vm->bytes += (int64_t)stack.capacity * sizeof(*stack.frames);
	list_add(task);
	return task;
}

static struct hft_serial_of serial_of(const struct hft_lane *lane,
				      struct hft_task_name name)
{
	return (struct hft_serial_of){
		.vm = lane->vm->id,
		.session = lane->vm->session,
		.vcpu = lane->vcpu,
		.name = name,
	};
}

void hft_tasks_name(struct hft_tasks *tasks, struct hft_task *task,
		    struct hft_task_name name)
{
	const struct hft_serial_of of = serial_of(task->lane, name);

	task->name = name;
	task->named = true;
	task->comms = 0;
	if (task->serial)
		hft_serials_set(&tasks->serials, &of, task->serial);
	else
		task->serial = hft_serials_get(&tasks->serials, &of);
	hft_hash_add(&tasks->task_hash, &task->node,
		     hash_task(task->vm, name.tid, task->lane->vcpu));
}

void hft_tasks_renew(struct hft_tasks *tasks, const struct hft_lane *lane,
		     struct hft_task_name name)
{
	const struct hft_serial_of of = serial_of(lane, name);
	struct hft_task *task = hft_tasks_find(tasks, lane, name.tid);
	uint64_t serial = hft_serials_new(&tasks->serials);

	hft_serials_set(&tasks->serials, &of, serial);
	if (!task)
		return;
	task->name.tgid = name.tgid;
	task->serial = serial;
	task->comms = 0;
}

void hft_tasks_run(struct hft_tasks *tasks, struct hft_lane *lane,
		   struct hft_task *task)
{
	struct hft_task *old = lane->current;

	if (task) {
		if (!task->n_lanes++)
			list_remove(task);
		task->lane = lane;
		if (!task->serial)
			task->serial = hft_serials_new(&tasks->serials);
	}
	lane->current = task;
	if (!old || --old->n_lanes)
		return;
	list_add(old);
	if (hft_stack_is_blank(&old->stack))
		hft_tasks_free(tasks, old);
}

void hft_tasks_free(struct hft_tasks *tasks, struct hft_task *task)
{
	struct hft_stack *stack = &task->stack;

	if (task->named)
		hft_hash_remove(&tasks->task_hash, &task->node);
	list_remove(task);
	task->vm->n_tasks--;
	task->vm->bytes -= (int64_t)stack->capacity * sizeof(*stack->frames);
	hft_stack_bottom(stack);
	if (stack->capacity > KEEP_CAPACITY)
		hft_stack_deinit(stack);
	task->newer = tasks->recycled;
	tasks->recycled = task;
}
