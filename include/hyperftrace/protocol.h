/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * The wire between a traced guest and its host: hypercall numbers, what their
 * arguments mean, and the records in the buffers that they hand over.
 * docs/protocol.md explains it with worked examples.
 *
 * A hypercall carries its number in RAX and a0..a3 in RBX, RCX, RDX, RSI.
 * Everything is little-endian. Only preprocessor constants live here, so that
 * kernel and user code of any C dialect can include it.
 */
#ifndef HYPERFTRACE_PROTOCOL_H
#define HYPERFTRACE_PROTOCOL_H

/* A reader refuses a major version it does not know; minor ones only add. */
#define HFT_PROTOCOL_MAJOR 1
#define HFT_PROTOCOL_MINOR 0

/* a0 address, a1 HFT_FUNC_*, a2 duration in guest ns (exit), a3 depth */
#define HFT_NR_KERNEL_FUNC 1000
/* a0 previous tid, a1 previous tgid, a2 next tid, a3 next tgid */
#define HFT_NR_SWITCH 1001
/* a0 address, a1 HFT_FUNC_*, a2 call site or 0, a3 0 */
#define HFT_NR_USER_FUNC 2000

/* a1 of HFT_NR_KERNEL_FUNC and HFT_NR_USER_FUNC */
#define HFT_FUNC_ENTRY 0
#define HFT_FUNC_EXIT 1

/* Numbers that are ours to define; those not named here, in later versions. */
#define HFT_NR_MESSAGE_FIRST 1010
#define HFT_NR_MESSAGE_LAST 1099

/*
 * A buffer of records: a0 guest-physical address, 8-byte aligned, contiguous;
 * a1 HFT_PAGE_*; a2 sequence number, counted from 0 for each guest CPU and
 * session; a3 the clock now, the guest's TSC unless HFT_HELLO_NS. The buffer is
 * the guest's again on return.
 */
#define HFT_NR_PAGE 1010
/* a1: number of 64-bit words, why, major version, low bits of the session */
#define HFT_PAGE_WORDS_BITS 24
#define HFT_PAGE_FLAGS_SHIFT 24
#define HFT_PAGE_FLAGS_BITS 8
#define HFT_PAGE_MAJOR_SHIFT 32
#define HFT_PAGE_MAJOR_BITS 8
#define HFT_PAGE_SESSION_SHIFT 40
#define HFT_PAGE_SESSION_BITS 24
#define HFT_PAGE_BYTES_MIN 4096
#define HFT_PAGE_BYTES_MAX 1048576
/* Why, in the low bits of the flags. */
#define HFT_FLUSH_FULL 1
#define HFT_FLUSH_TIMER 2
#define HFT_FLUSH_DISABLE 3
#define HFT_FLUSH_UNLOAD 4
#define HFT_FLUSH_OFFLINE 5
#define HFT_FLUSH_SHUTDOWN 6 /* panic, reboot, halt, power off, kexec */
#define HFT_FLUSH_MESSAGE 7
#define HFT_FLUSH_REASON_MASK 0x7f
/* Another vCPU flushes for the one that the records are of. */
#define HFT_FLUSH_REMOTE 0x80

/*
 * Who listens? a0 guest-physical address of a block of HFT_PROBE_WORDS words,
 * aligned to its size; a1 its size in bytes; a2 the nonce; a3 0. The host
 * writes its answer into the block before long, the nonce's copy last.
 */
#define HFT_NR_PROBE 1011
#define HFT_PROBE_WORDS 8
#define HFT_PROBE_MAGIC 0	     /* guest: HFT_MAGIC */
#define HFT_PROBE_VERSION 1	     /* guest: major << 8 | minor */
#define HFT_PROBE_BYTES 2	     /* guest: of its largest buffer */
#define HFT_PROBE_ANSWER 4	     /* host: HFT_ANSWER_* */
#define HFT_PROBE_HOST_VERSION 5     /* host: major << 8 | minor */
#define HFT_PROBE_HOST_BYTES 6	     /* host: the largest buffer it takes */
#define HFT_PROBE_ECHO 7	     /* host: the nonce */
#define HFT_MAGIC 0x6563617274666868 /* "hhftrace" */
#define HFT_ANSWER_ALLOWED 1
#define HFT_ANSWER_REFUSED 2 /* this VM is not on the host's list */

/*
 * Records. A function's entry or exit is one word:
 *
 *   63    0
 *   62    1 on exit
 *   55-61 depth: traced calls below it on the task's stack
 *   31-54 ticks of the clock since the record before
 *   0-30  low bits of the address; the others are 1
 *
 * Everything else begins with a word
 *
 *   63    1
 *   56-62 HFT_REC_*
 *   47-55 how many further words it has
 *   23-46 ticks of the clock since the record before
 *   0-22  a number whose meaning depends on the kind
 *
 * and a reader skips kinds and further words that it does not know.
 */
#define HFT_REC_ESCAPE_SHIFT 63
#define HFT_REC_DELTA_BITS 24
#define HFT_FUNC_EXIT_SHIFT 62
#define HFT_FUNC_DEPTH_SHIFT 55
#define HFT_FUNC_DEPTH_BITS 7
#define HFT_FUNC_DELTA_SHIFT 31
#define HFT_FUNC_ADDRESS_BITS 31
#define HFT_ESC_KIND_SHIFT 56
#define HFT_ESC_KIND_BITS 7
#define HFT_ESC_WORDS_SHIFT 47
#define HFT_ESC_WORDS_BITS 9
#define HFT_ESC_DELTA_SHIFT 23
#define HFT_ESC_NUMBER_BITS 23
/* Further words of any record; a string is cut to fit. */
#define HFT_ESC_WORDS_MAX 480

/*
 * First in each buffer, and only there. Number: tid of the task that runs.
 * Words: clock; tgid | guest CPU << 32 | HFT_CONTEXT_* << 48; function
 * records of this CPU in all buffers before; events lost on this CPU by then.
 */
#define HFT_REC_BEGIN 1
#define HFT_BEGIN_WORDS 4
/* The ticks since the record before do not fit. Word: clock. */
#define HFT_REC_TIME 2
/* What follows is on this task's stack. Number: tid. Word: tgid. */
#define HFT_REC_TASK 3
/* What follows runs in this context. Number: HFT_CONTEXT_*, 0 a task's. */
#define HFT_REC_CONTEXT 4
#define HFT_CONTEXT_SOFTIRQ 1
#define HFT_CONTEXT_HARDIRQ 2
#define HFT_CONTEXT_NMI 4
/*
 * A function whose address or depth does not fit. Number: HFT_FUNC_ENTRY or
 * HFT_FUNC_EXIT | depth << 1. Word: address.
 */
#define HFT_REC_FUNC 5
/* Number: the system call's. Exit's word: what it returns. */
#define HFT_REC_SYSCALL_ENTER 6
#define HFT_REC_SYSCALL_EXIT 7
/*
 * Events of this CPU that could not be recorded since the last such record.
 * Number: HFT_LOST_*. Words: how many; clock at the first.
 */
#define HFT_REC_LOST 8
#define HFT_LOST_NMI 1	 /* an NMI came while a record was being written */
#define HFT_LOST_DEPTH 2 /* the kernel's shadow stack was full */

/*
 * Context, from here on: records like others, in the place where it happened.
 * Strings end with a NUL byte and are filled up with NULs to whole words.
 *
 * The first of a session. Number: minor version. Words: session, random; boot
 * id, 2 words; TSC kHz | possible CPUs << 32; flush interval in ms | bytes of
 * a buffer << 32; HFT_HELLO_* flags; then the kernel release, a string.
 */
#define HFT_REC_HELLO 16
#define HFT_HELLO_CALL 1  /* functions come as HFT_NR_KERNEL_FUNC */
#define HFT_HELLO_AGAIN 2 /* repeated: the session goes on */
#define HFT_HELLO_NS 4	  /* the clock counts ns and is not the TSC */
/*
 * Names of functions. Number: how many. Words: base address; then bytes, padded
 * at their end alone: the owner with its NUL (empty for the kernel, or the
 * module's name), and for each symbol 4 bytes of offset from the base, nm's
 * type letter ('?': not known), its name with its NUL.
 */
#define HFT_REC_SYMBOLS 17
/* Number: 1 loaded, 0 gone. Words: text address; bytes of it; name, a string */
#define HFT_REC_MODULE 18
/*
 * A task and its name. Number: tid. Words: tgid | parent's tgid << 32;
 * HFT_TASK_*; 16 bytes of comm, with a NUL if it is shorter.
 */
#define HFT_REC_TASK_NAME 19
#define HFT_TASK_EXISTS 0 /* was there before */
#define HFT_TASK_FORKED 1
#define HFT_TASK_RENAMED 2
/* Number: tid. Words: its tid before; path, a string. */
#define HFT_REC_EXEC 20
/* Number: tid. Word: tgid. */
#define HFT_REC_TASK_EXIT 21
/*
 * An executable mapping. Number: tgid. Words: start; end; offset in the file;
 * bytes of build id, 0 if there is none; build id, 3 words; path, a string.
 */
#define HFT_REC_MAP 22
/* The session ends. Number: HFT_BYE_*. */
#define HFT_REC_BYE 23
#define HFT_BYE_UNLOAD 1
#define HFT_BYE_REBOOT 2
#define HFT_BYE_HALT 3
#define HFT_BYE_POWER_OFF 4

#endif
