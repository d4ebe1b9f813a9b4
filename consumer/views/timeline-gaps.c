/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "timeline-boots.h"
#include "timeline-gaps.h"

/* KVM's numbers of HLT. */
#define ISA_VMX 1
#define ISA_SVM 2
#define VMX_HLT 12
#define SVM_HLT 0x78

int hft_gaps_init(struct hft_gaps *gaps, size_t max)
{
	gaps->max = max;
	gaps->of_vcpus.items = calloc(max, sizeof(*gaps->of_vcpus.items));
	gaps->of_vms.items = calloc(max, sizeof(*gaps->of_vms.items));
	return gaps->of_vcpus.items && gaps->of_vms.items ? 0 : -ENOMEM;
}

void hft_gaps_deinit(struct hft_gaps *gaps)
{
	free(gaps->of_vcpus.items);
	free(gaps->of_vms.items);
}

bool hft_gaps_is_halt(const struct hft_vm_exit *exit)
{
	return exit->isa == ISA_VMX
		       ? exit->reason == VMX_HLT
		       : exit->isa == ISA_SVM && exit->reason == SVM_HLT;
}

bool hft_gaps_is_idle(const struct hft_function *function)
{
	static const char *const names[] = {
		"do_idle",
		"cpuidle_idle_call",
		"default_idle_call",
		"default_idle",
		"call_cpuidle",
		"cpuidle_enter",
		"cpuidle_enter_state",
		"cpuidle_enter_s2idle",
		"arch_cpu_idle",
		"acpi_idle_enter",
		"acpi_idle_do_entry",
		"acpi_safe_halt",
		"default_enter_idle",
		"intel_idle",
		"mwait_idle",
		"native_safe_halt",
		"pv_native_safe_halt",
		"poll_idle",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (hft_function_is(function, names[i]))
			return true;
	}
	return false;
}

/* Whether a lane has nothing to do, since its latest record, for ns by now. */
static bool is_idle(const struct hft_timeline_lane *lane, uint64_t ns)
{
	if (lane->halted > ns / 2)
		return true;
	if (lane->top)
		return hft_gaps_is_idle(lane->top);
	return lane->task_known && !lane->tid;
}

/* Restore the heap from an item downwards. */
static void sift_down(struct hft_longest *longest, size_t i)
{
	struct hft_gap *items = longest->items;
	size_t child;

	while ((child = 2 * i + 1) < longest->n) {
		struct hft_gap gap = items[i];

		if (child + 1 < longest->n &&
		    items[child + 1].length < items[child].length)
			child++;
		if (items[child].length >= gap.length)
			return;
		items[i] = items[child];
		items[child] = gap;
		i = child;
	}
}

static void keep(struct hft_longest *longest, const struct hft_gap *gap,
		 size_t max)
{
	if (longest->n < max) {
		longest->items[longest->n++] = *gap;
		if (longest->n == max) {
			for (size_t i = max / 2 + 1; i-- > 0;)
				sift_down(longest, i);
		}
	} else {
		longest->items[0] = *gap;
		sift_down(longest, 0);
	}
	if (longest->n == max)
		longest->least = longest->items[0].length;
}

static int add(struct hft_gaps *gaps, struct hft_longest *longest,
	       struct hft_gap *gap, const struct hft_timeline_lane *lane)
{
	const struct hft_timeline_task *task =
		hft_timeline_find(gaps->tasks, lane);

	if (gap->idle && gaps->no_idle)
		return 0;
	gap->in = lane->top;
	gap->in_syscall = task && task->in_syscall;
	gap->nr = gap->in_syscall ? task->nr : 0;
	if (hft_timeline_where(&gap->where, lane, gaps->names))
		return -ENOMEM;
	keep(longest, gap, gaps->max);
	return 0;
}

/*
 * The lane to tell of where all of a VM's were silent: of those that were not
 * idle the one that was active last, or else the very last.
 */
static const struct hft_timeline_lane *
busiest(const struct hft_timeline_lanes *lanes,
	const struct hft_timeline_vm *vm, int64_t ts, bool *idle, bool *lost)
{
	const struct hft_timeline_lane *best = NULL;

	*idle = true;
	*lost = false;
	for (uint32_t i = 0; i < lanes->n; i++) {
		const struct hft_timeline_lane *lane = &lanes->items[i];
		uint64_t ns = (uint64_t)ts - (uint64_t)lane->last;
		bool lane_idle;

		if (lane->vm != vm)
			continue;
		lane_idle = is_idle(lane, ns);
		*lost = *lost || lane->lost;
		if (!best || (*idle && !lane_idle) ||
		    (*idle == lane_idle && lane->last >= best->last))
			best = lane;
		*idle = *idle && lane_idle;
	}
	return best;
}

int hft_gaps_note(struct hft_gaps *gaps, const struct hft_timeline_lanes *lanes,
		  const struct hft_timeline_lane *lane, int64_t ts,
		  const struct hft_place *place, const struct hft_then *then)
{
	int64_t of_lane = (uint64_t)ts - (uint64_t)lane->last;
	int64_t of_vm = (uint64_t)ts - (uint64_t)lane->vm->last;
	struct hft_gap gap = { .then = *then };

	if (hft_where_keep(&gap.next, place, gaps->names))
		return -ENOMEM;
	if (of_lane > gaps->of_vcpus.least) {
		gap.begin = lane->last;
		gap.length = of_lane;
		gap.idle = is_idle(lane, of_lane);
		gap.lost = lane->lost;
		if (add(gaps, &gaps->of_vcpus, &gap, lane))
			return -ENOMEM;
	}
	if (of_vm > gaps->of_vms.least) {
		gap.begin = lane->vm->last;
		gap.length = of_vm;
		lane = busiest(lanes, lane->vm, ts, &gap.idle, &gap.lost);
		return add(gaps, &gaps->of_vms, &gap, lane);
	}
	return 0;
}

int hft_gaps_end(struct hft_gaps *gaps, const struct hft_timeline_lanes *lanes)
{
	for (uint32_t i = 0; i < lanes->n; i++) {
		const struct hft_timeline_lane *lane = &lanes->items[i];
		struct hft_gap gap = { .then.kind = HFT_THEN_END };
		int64_t length;

		if (!lane->vm)
			continue;
		length = (uint64_t)lane->vm->last - (uint64_t)lane->last;
		if (length <= gaps->of_vcpus.least)
			continue;
		gap.begin = lane->last;
		gap.length = length;
		gap.idle = is_idle(lane, length);
		gap.lost = lane->lost;
		if (add(gaps, &gaps->of_vcpus, &gap, lane))
			return -ENOMEM;
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct hft_gap *left = a, *right = b;

	if (left->length != right->length)
		return left->length > right->length ? -1 : 1;
	if (left->begin != right->begin)
		return left->begin < right->begin ? -1 : 1;
	return left->where.vcpu < right->where.vcpu ? -1 : 1;
}

void hft_gaps_sort(struct hft_gaps *gaps)
{
	qsort(gaps->of_vcpus.items, gaps->of_vcpus.n,
	      sizeof(*gaps->of_vcpus.items), compare);
	qsort(gaps->of_vms.items, gaps->of_vms.n, sizeof(*gaps->of_vms.items),
	      compare);
}
