#!/bin/sh
# SPDX-License-Identifier: MIT
# A trace of other things, and a trace of nothing.
. "$SRC/tests/golden/lib.sh"

trace others << 'END'
event sched_switch prev_tid:s32 next_tid:s32
event kvm_x86_exit exit_reason:u32 guest_rip:u64
100 0 sched_switch prev_tid=1 next_tid=2
200 0 kvm_x86_exit exit_reason=129 guest_rip=0xffffffff81001000
END
replay others
fails
says 'neither kvm_x86_hypercall nor hyperftrace_page events among the 2 events of this trace: load hyperftrace_host on the host and enable both (lttng enable-event -k kvm_x86_hypercall,hyperftrace_page) before the guest runs'
prints no-events

trace empty < /dev/null
: > "$work/empty/channel0_0"
replay empty
fails
says 'this trace has no events at all'
prints empty
