/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "told-event.h"

const char *const hft_told_events[] = {
	[HFT_TOLD_ENTER] = HFT_EVENT_FUNC_ENTRY,
	[HFT_TOLD_EXIT] = HFT_EVENT_FUNC_EXIT,
	[HFT_TOLD_SWITCH] = "hyperftrace:switch",
	[HFT_TOLD_TASK] = "hyperftrace:task",
	[HFT_TOLD_TASK_EXIT] = "hyperftrace:task_exit",
	[HFT_TOLD_SYSCALL_ENTER] = "hyperftrace:syscall_entry",
	[HFT_TOLD_SYSCALL_EXIT] = "hyperftrace:syscall_exit",
	[HFT_TOLD_VM_EXIT] = "hyperftrace:vm_exit",
	[HFT_TOLD_LOST] = "hyperftrace:lost",
	[HFT_TOLD_HELLO] = "hyperftrace:hello",
	[HFT_TOLD_EPOCH] = "hyperftrace:epoch",
	[HFT_TOLD_BEGIN] = "hyperftrace:begin",
};

#define BIT(kind) (1U << HFT_TOLD_##kind)
#define CALL (BIT(ENTER) | BIT(EXIT))
#define SYSCALL (BIT(SYSCALL_ENTER) | BIT(SYSCALL_EXIT))
#define OF_VM (BIT(TASK_EXIT) | BIT(HELLO) | BIT(EPOCH) | BIT(BEGIN))
#define ALL ((1U << HFT_TOLD_KINDS) - 1)

#define FIELD(name, type, member, kinds)                                  \
	{                                                                 \
		name, HFT_TOLD_##type, offsetof(struct hft_told, member), \
			kinds                                             \
	}

const struct hft_told_field hft_told_fields[] = {
	FIELD("addr", HEX, address, CALL),
	FIELD("call_site", HEX, call_site, CALL),
	FIELD("name", STRING, name, CALL | BIT(VM_EXIT)),
	FIELD("vm_pid", S32, vm, ALL),
	FIELD("vcpu_id", S32, vcpu, ALL & ~OF_VM),
	FIELD("tid", S32, tid, (ALL & ~OF_VM) | BIT(TASK_EXIT)),
	FIELD("tgid", S32, tgid, ALL & ~OF_VM),
	FIELD("comm", STRING, comm, BIT(SWITCH) | BIT(TASK)),
	FIELD("process", STRING, process, BIT(SWITCH) | BIT(TASK)),
	FIELD("context", U32, context, ALL & ~OF_VM),
	FIELD("depth", U32, depth, CALL),
	FIELD("late", U64, late, ALL),
	FIELD("flags", U32, flags,
	      CALL | BIT(SWITCH) | BIT(TASK) | BIT(VM_EXIT) | BIT(HELLO)),
	FIELD("duration", U64, duration, BIT(EXIT) | BIT(VM_EXIT)),
	FIELD("prev_tid", S32, prev_tid, BIT(SWITCH)),
	FIELD("prev_tgid", S32, prev_tgid, BIT(SWITCH)),
	FIELD("nr", U32, nr, SYSCALL),
	FIELD("ret", S64, ret, BIT(SYSCALL_EXIT)),
	FIELD("isa", U32, isa, BIT(VM_EXIT)),
	FIELD("reason", U32, reason, BIT(VM_EXIT) | BIT(LOST)),
	FIELD("rip", HEX, rip, BIT(VM_EXIT)),
	FIELD("what", U32, what, BIT(LOST)),
	FIELD("count", U64, count, BIT(LOST)),
	FIELD("pages", U64, pages, BIT(LOST)),
	FIELD("begin", S64, begin, BIT(LOST) | BIT(BEGIN)),
	FIELD("end", S64, end, BIT(LOST)),
	FIELD("release", STRING, name, BIT(HELLO)),
	FIELD("session", HEX, session, BIT(HELLO)),
	FIELD("boot_id_0", HEX, boot_id[0], BIT(HELLO)),
	FIELD("boot_id_1", HEX, boot_id[1], BIT(HELLO)),
	FIELD("tsc_khz", U32, tsc_khz, BIT(HELLO)),
	FIELD("cpus", U32, n_cpus, BIT(HELLO)),
	FIELD("flush_ms", U32, flush_ms, BIT(HELLO)),
	FIELD("bytes", U32, bytes, BIT(HELLO)),
	FIELD("minor", U32, minor, BIT(HELLO)),
	FIELD("hello_flags", HEX, hello_flags, BIT(HELLO)),
	{ 0 },
};

_Static_assert(sizeof(hft_told_fields) / sizeof(*hft_told_fields) ==
		       HFT_TOLD_N_FIELDS,
	       "HFT_TOLD_N_FIELDS counts the fields and their end");

const struct hft_told_field hft_told_context[] = {
	FIELD("vpid", S32, vpid, ALL),
	FIELD("vtid", S32, vtid, ALL),
	FIELD("procname", STRING, procname, ALL),
	{ 0 },
};
