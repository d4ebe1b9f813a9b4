/* SPDX-License-Identifier: MIT */
#include "timeline-phases.h"

enum kind {
	/* Begins once, if no later one has begun, and lasts until one does. */
	PHASE,
	/* The first call itself. */
	CALL,
};

enum phase {
	NONE,
	EARLY_KERNEL,
	KERNEL_INIT,
	EARLY_INITCALLS,
	OTHER_CPUS,
	INITCALLS,
	MOUNT_ROOT,
	FREE_INIT,
	INITRAMFS,
	USERSPACE,
	NEXT_ROOT,
	SHUTDOWN,
	PANIC,
	UNPACK_INITRAMFS,
	STOP_DEVICES,
	PHASES,
};

_Static_assert(PHASES <= HFT_PHASES_MAX, "no room for so many phases");

#define FUNCTIONS_MAX 6

/*
 * In the order of a boot. A phase begins when one of its functions is entered:
 * by task 1, if so marked; in a boot that has seen one phase, and not another.
 */
static const struct row {
	const char *name;
	enum kind kind;
	const char *functions[FUNCTIONS_MAX];
	bool by_init;
	enum phase after;
	enum phase unless;
} table[PHASES] = {
	[EARLY_KERNEL] = {
		.name = "early kernel",
		.functions = { "start_kernel", "x86_64_start_kernel" },
	},
	[KERNEL_INIT] = {
		.name = "kernel init",
		.functions = { "rest_init", "kernel_init",
			       "kernel_init_freeable" },
	},
	[EARLY_INITCALLS] = {
		.name = "early initcalls",
		.functions = { "do_pre_smp_initcalls" },
	},
	[OTHER_CPUS] = {
		.name = "other CPUs",
		.functions = { "smp_init", "bringup_nonboot_cpus" },
		.by_init = true,
	},
	[INITCALLS] = {
		.name = "initcalls",
		.functions = { "do_basic_setup", "driver_init", "do_initcalls",
			       "do_initcall_level" },
	},
	[MOUNT_ROOT] = {
		.name = "mount root",
		.functions = { "prepare_namespace" },
	},
	[FREE_INIT] = {
		.name = "free init memory",
		.functions = { "free_initmem" },
	},
	[INITRAMFS] = {
		.name = "initramfs",
		.functions = { "run_init_process", "kernel_execve" },
		.by_init = true,
		.unless = MOUNT_ROOT,
	},
	[USERSPACE] = {
		.name = "userspace",
		.functions = { "run_init_process", "kernel_execve" },
		.by_init = true,
		.after = MOUNT_ROOT,
	},
	[NEXT_ROOT] = {
		.name = "userspace",
		.functions = { "do_move_mount", "do_move_mount_old",
			       "__x64_sys_chroot", "ksys_chroot",
			       "__x64_sys_pivot_root" },
		.by_init = true,
		.after = INITRAMFS,
	},
	[SHUTDOWN] = {
		.name = "shutdown",
		.functions = { "kernel_restart", "kernel_power_off",
			       "kernel_halt", "kernel_kexec",
			       "device_shutdown" },
	},
	[PANIC] = {
		.name = "panic",
		.functions = { "panic", "vpanic" },
	},
	[UNPACK_INITRAMFS] = {
		.name = "unpack initramfs",
		.kind = CALL,
		.functions = { "do_populate_rootfs" },
	},
	[STOP_DEVICES] = {
		.name = "stop devices",
		.kind = CALL,
		.functions = { "device_shutdown" },
	},
};

static bool is_of(const struct row *row, const struct hft_function *function)
{
	for (size_t i = 0; i < FUNCTIONS_MAX && row->functions[i]; i++) {
		if (hft_function_is(function, row->functions[i]))
			return true;
	}
	return false;
}

bool hft_phases_want(const struct hft_function *function)
{
	for (unsigned int i = 0; i < PHASES; i++) {
		if (is_of(&table[i], function))
			return true;
	}
	return false;
}

/* A phase goes on, unless it is a call. */
static bool may_begin(const struct hft_boot *boot, unsigned int phase,
		      const struct hft_place *place)
{
	const struct row *row = &table[phase];

	if (boot->phases[phase].begun)
		return false;
	if (row->kind == PHASE && phase < boot->reached)
		return false;
	if (row->by_init && !(place->task_known && place->task.tid == 1))
		return false;
	if (row->after != NONE && !boot->phases[row->after].begun)
		return false;
	return row->unless == NONE || !boot->phases[row->unless].begun;
}

void hft_phases_enter(struct hft_boot *boot, const struct hft_call *call)
{
	bool phase_begun = false;

	for (unsigned int i = 0; i < PHASES; i++) {
		if (!is_of(&table[i], call->function) ||
		    !may_begin(boot, i, call->place))
			continue;
		if (table[i].kind == PHASE) {
			if (phase_begun)
				continue;
			phase_begun = true;
			boot->reached = i + 1;
		}
		boot->phases[i].begun = true;
		boot->phases[i].begin = call->ts;
	}
}

void hft_phases_exit(struct hft_boot *boot, const struct hft_call *call)
{
	for (unsigned int i = 0; i < PHASES; i++) {
		struct hft_phase_seen *seen = &boot->phases[i];

		if (table[i].kind != CALL || !seen->begun || seen->ended ||
		    seen->begin != call->entered ||
		    !is_of(&table[i], call->function))
			continue;
		seen->ended = true;
		seen->end = call->ts;
	}
}

/* When it ended: if a phase, because another began. */
static int64_t end_of(const struct hft_boot *boot, unsigned int phase)
{
	if (table[phase].kind == CALL)
		return boot->phases[phase].ended ? boot->phases[phase].end
						 : boot->last;
	for (unsigned int i = phase + 1; i < PHASES; i++) {
		if (table[i].kind == PHASE && boot->phases[i].begun)
			return boot->phases[i].begin;
	}
	return boot->last;
}

static uint64_t length_of(const struct hft_boot *boot, unsigned int phase)
{
	int64_t begin = boot->phases[phase].begin;
	int64_t end = end_of(boot, phase);

	return end > begin ? (uint64_t)end - (uint64_t)begin : 0;
}

static bool has_phases(const struct hft_boot *boot)
{
	for (unsigned int i = 0; i < PHASES; i++) {
		if (boot->phases[i].begun)
			return true;
	}
	return false;
}

static void boot_text(const struct hft_boot *boot,
		      const struct hft_timeline_print *print)
{
	struct hft_line line = { .length = 0 };
	char name[64];

	hft_out_format(print->out,
		       "\n# phases of %s\n"
		       "#       BEGIN (s)   DURATION (us)   SHARE PHASE\n",
		       hft_boot_name(boot, name, sizeof(name)));
	for (unsigned int i = 0; i < PHASES; i++) {
		uint64_t length = length_of(boot, i);

		if (!boot->phases[i].begun)
			continue;
		hft_line_time(&line, print, boot->phases[i].begin);
		hft_line_us(&line, length);
		hft_line_share(&line, print, length);
		hft_line_str(&line, table[i].kind == CALL ? "   " : " ");
		hft_line_str(&line, table[i].name);
		if (end_of(boot, i) == boot->last)
			hft_line_str(&line, ", to the end");
		hft_out_line(print->out, &line);
	}
}

void hft_phases_text(const struct hft_boots *boots,
		     const struct hft_timeline_print *print)
{
	bool any = false;

	for (size_t i = 0; i < boots->n; i++) {
		if (!has_phases(boots->items[i]))
			continue;
		any = true;
		boot_text(boots->items[i], print);
	}
	if (!any)
		hft_out_format(print->out,
			       "\n# phases: none, no function of a boot was "
			       "seen\n");
	if (boots->refused)
		hft_out_format(print->out, "# %llu more boots are left out\n",
			       (unsigned long long)boots->refused);
}

static void boot_json(const struct hft_boot *boot,
		      const struct hft_timeline_print *print,
		      struct hft_json *json)
{
	for (unsigned int i = 0; i < PHASES; i++) {
		if (!boot->phases[i].begun)
			continue;
		hft_json_object(json, NULL);
		hft_json_int(json, "vm", (int64_t)boot->vm);
		hft_json_uint(json, "boot", boot->number);
		hft_json_string(json, "name", table[i].name);
		hft_json_bool(json, "call", table[i].kind == CALL);
		hft_json_time(json, "begin_ns", print, boot->phases[i].begin);
		hft_json_uint(json, "duration_ns", length_of(boot, i));
		hft_json_bool(json, "open", end_of(boot, i) == boot->last);
		hft_json_end_object(json);
	}
}

void hft_phases_json(const struct hft_boots *boots,
		     const struct hft_timeline_print *print,
		     struct hft_json *json)
{
	hft_json_array(json, "phases");
	for (size_t i = 0; i < boots->n; i++)
		boot_json(boots->items[i], print, json);
	hft_json_end_array(json);
	hft_json_uint(json, "refused_boots", boots->refused);
}
