/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "internal.h"

/* The innermost call of a task that the view was told of, or NULL. */
static const struct hft_frame *innermost(const struct hft_task *task)
{
	for (uint32_t i = task ? task->stack.n : 0; i-- > 0;) {
		if (task->stack.frames[i].told)
			return &task->stack.frames[i];
	}
	return NULL;
}

void hft_tell_vm_exit(struct hft_engine *engine, struct hft_lane *lane,
		      struct hft_vm_exit *exit)
{
	const struct hft_frame *frame = innermost(lane->current);

	exit->place = &lane->place;
	exit->caller = frame ? frame->function : NULL;
	exit->caller_data = frame ? &frame->data : NULL;
	engine->ops->vm_exit(engine->view, exit);
}

static void tell_exit(struct hft_engine *engine, struct hft_lane *lane,
		      int64_t end)
{
	const struct hft_transition *left = &lane->leaving.exit;
	const struct hft_named named = {
		.address = left->rip,
		.user = !(left->rip >> 63),
		.tgid = lane->place.task.tgid,
		.guest = lane->vm->guest,
	};
	struct hft_vm_exit exit = {
		.begin = left->ts,
		.end = end,
		.isa = left->isa,
		.reason = left->reason,
		.rip = left->rip,
		.function = hft_names_around(&lane->vm->names, &engine->namers,
					     &named),
		.tracer = lane->leaving.tracer,
	};

	hft_tell_vm_exit(engine, lane, &exit);
}

int hft_tell_transition(struct hft_engine *engine,
			const struct hft_transition *transition)
{
	struct hft_lane *lane =
		hft_tasks_lane(engine->tasks, transition->vm, transition->vcpu);

	if (!lane)
		return -ENOMEM;
	if (!lane->place.vm && !lane->current)
		hft_place_lane(engine, lane);
	if (!transition->entry) {
		if (lane->leaving.away)
			engine->quality.unpaired_exits++;
		lane->leaving = (struct hft_leaving){
			.away = true,
			.exit = *transition,
		};
		return 0;
	}
	if (!lane->leaving.away)
		return 0;
	lane->leaving.away = false;
	engine->quality.vm_exits++;
	if (engine->ops->vm_exit && !lane->place_hidden)
		tell_exit(engine, lane, transition->ts);
	return 0;
}

void hft_tell_tracer(struct hft_engine *engine, uint64_t vm, uint64_t vcpu)
{
	struct hft_lane *lane = hft_tasks_lane(engine->tasks, vm, vcpu);

	if (lane && lane->leaving.away)
		lane->leaving.tracer = true;
}
