/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * The wire between a traced guest and its host: hypercall numbers and what
 * their arguments mean. docs/protocol.md explains it with worked examples.
 *
 * A hypercall carries its number in RAX and a0..a3 in RBX, RCX, RDX, RSI.
 * Only preprocessor constants live here, so that kernel and user code of any
 * C dialect can include it.
 */
#ifndef HYPERFTRACE_PROTOCOL_H
#define HYPERFTRACE_PROTOCOL_H

/* a0 address, a1 HFT_FUNC_*, a2 duration in guest ns (exit), a3 depth */
#define HFT_NR_KERNEL_FUNC 1000
/* a0 previous tid, a1 previous tgid, a2 next tid, a3 next tgid */
#define HFT_NR_SWITCH 1001
/* a0 address, a1 HFT_FUNC_*, a2 call site or 0, a3 0 */
#define HFT_NR_USER_FUNC 2000

/* Numbers that are ours to define in later minor versions. */
#define HFT_NR_MESSAGE_FIRST 1010
#define HFT_NR_MESSAGE_LAST 1099

/* a1 of HFT_NR_KERNEL_FUNC and HFT_NR_USER_FUNC */
#define HFT_FUNC_ENTRY 0
#define HFT_FUNC_EXIT 1

#endif
