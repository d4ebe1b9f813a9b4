/* SPDX-License-Identifier: MIT */
#include "timeline-gaps.h"
#include "timeline-syscalls.h"

static void put_then(struct hft_line *line, const struct hft_gap *gap)
{
	const struct hft_function *function = gap->then.function;
	char name[64];

	hft_line_str(line, " => ");
	switch (gap->then.kind) {
	case HFT_THEN_ENTERS:
		hft_line_str(line, "enters ");
		hft_line_function(line, function);
		break;
	case HFT_THEN_LEAVES:
		hft_line_str(line, "leaves ");
		hft_line_function(line, function);
		break;
	case HFT_THEN_SWITCH:
		hft_line_str(line, "goes on with ");
		hft_line_who(line, &gap->next);
		break;
	case HFT_THEN_SYSCALL:
		hft_line_str(line, "system call ");
		hft_line_str(line, hft_syscall_name(gap->then.nr, name,
						    sizeof(name)));
		break;
	case HFT_THEN_RETURNS:
		hft_line_str(line, "returns from ");
		hft_line_str(line, hft_syscall_name(gap->then.nr, name,
						    sizeof(name)));
		break;
	case HFT_THEN_END:
		hft_line_str(line, "nothing more");
		break;
	}
}

static void put_in(struct hft_line *line, const struct hft_gap *gap)
{
	char name[64];

	if (gap->in) {
		hft_line_function(line, gap->in);
	} else if (gap->in_syscall) {
		hft_line_str(line, "system call ");
		hft_line_str(line,
			     hft_syscall_name(gap->nr, name, sizeof(name)));
	} else {
		hft_line_mem(line, "-", 1);
	}
}

static void put_gap(const struct hft_gap *gap,
		    const struct hft_timeline_print *print)
{
	struct hft_line line = { .length = 0 };

	hft_line_time(&line, print, gap->begin);
	hft_line_us(&line, gap->length);
	hft_line_vcpu(&line, &gap->where);
	hft_line_task(&line, &gap->where, 20);
	hft_line_str(&line, gap->lost	? " lost "
			    : gap->idle ? " idle "
					: "      ");
	put_in(&line, gap);
	put_then(&line, gap);
	hft_out_line(print->out, &line);
}

static void put_gaps(const struct hft_longest *longest, const char *what,
		     const struct hft_timeline_print *print)
{
	if (!longest->n) {
		hft_out_format(print->out, "\n# gaps of %s: none\n", what);
		return;
	}
	hft_out_format(print->out,
		       "\n# gaps: the longest times without a record of %s\n"
		       "#       BEGIN (s)     LENGTH (us) %s"
		       " TASK                      IN => THEN\n",
		       what, hft_timeline_lanes(print));
	for (size_t i = 0; i < longest->n; i++)
		put_gap(&longest->items[i], print);
}

/* Of a VM with one vCPU both are the same. */
static bool has_several(const struct hft_timeline_lanes *lanes)
{
	for (const struct hft_timeline_vm *vm = lanes->vms; vm; vm = vm->next) {
		if (vm->several)
			return true;
	}
	return false;
}

void hft_gaps_text(const struct hft_gaps *gaps,
		   const struct hft_timeline_lanes *lanes,
		   const struct hft_timeline_print *print)
{
	if (has_several(lanes))
		put_gaps(&gaps->of_vms, "any vCPU of a VM", print);
	put_gaps(&gaps->of_vcpus, "a vCPU", print);
}

static void put_json_then(const struct hft_gap *gap, struct hft_json *json)
{
	static const char *const kinds[] = {
		[HFT_THEN_ENTERS] = "enters",
		[HFT_THEN_LEAVES] = "leaves",
		[HFT_THEN_SWITCH] = "switch",
		[HFT_THEN_SYSCALL] = "syscall",
		[HFT_THEN_RETURNS] = "syscall_return",
		[HFT_THEN_END] = "end",
	};
	bool syscall = gap->then.kind == HFT_THEN_SYSCALL ||
		       gap->then.kind == HFT_THEN_RETURNS;
	char name[64];

	hft_json_object(json, "then");
	hft_json_string(json, "what", kinds[gap->then.kind]);
	if (gap->then.function)
		hft_json_string(json, "name", gap->then.function->name);
	if (syscall)
		hft_json_string(json, "name",
				hft_syscall_name(gap->then.nr, name,
						 sizeof(name)));
	if (gap->then.kind != HFT_THEN_END)
		hft_json_where(json, &gap->next);
	hft_json_end_object(json);
}

static void put_json_gaps(const struct hft_longest *longest, const char *key,
			  const struct hft_timeline_print *print,
			  struct hft_json *json)
{
	hft_json_array(json, key);
	for (size_t i = 0; i < longest->n; i++) {
		const struct hft_gap *gap = &longest->items[i];
		char name[64];

		hft_json_object(json, NULL);
		hft_json_time(json, "begin_ns", print, gap->begin);
		hft_json_uint(json, "length_ns", gap->length);
		hft_json_where(json, &gap->where);
		hft_json_bool(json, "idle", gap->idle);
		hft_json_bool(json, "lost", gap->lost);
		hft_json_string(json, "in", gap->in ? gap->in->name : NULL);
		hft_json_string(json, "syscall",
				gap->in_syscall
					? hft_syscall_name(gap->nr, name,
							   sizeof(name))
					: NULL);
		put_json_then(gap, json);
		hft_json_end_object(json);
	}
	hft_json_end_array(json);
}

void hft_gaps_json(const struct hft_gaps *gaps,
		   const struct hft_timeline_print *print,
		   struct hft_json *json)
{
	put_json_gaps(&gaps->of_vms, "vm_gaps", print, json);
	put_json_gaps(&gaps->of_vcpus, "vcpu_gaps", print, json);
}
