#!/bin/sh
# SPDX-License-Identifier: MIT
# Two vCPUs hand over pages, of which the later is the first to arrive; task 57
# moves from one to the other in the middle of a call. The TSC runs at 1 GHz,
# 1000 ns behind the trace's clock, so that TSC 5000 is at 6000 ns.
. "$SRC/tests/golden/lib.sh"

trace pages << 'END'
begin 1000 57 cpu=0
+0    hello session=0x123456 boot=0xf1a2 khz=1000000 cpus=2 ms=10
+0    symbols 0xffffffff81001000 - 0:T:do_syscall_64 0x100:T:ksys_read 0x200:T:vfs_read 0x300:t:rw_verify_area
+0    name 57 57 0 sh
+0    name 61 60 0 cat
+1000 sysenter 0
+100  enter 0xffffffff81001000 0
+100  enter 0xffffffff81001100 1
+100  enter 0xffffffff81001200 2
+700  task 0
4000 1 hyperftrace_page vm_pid=4321 vcpu_id=0 seq=0 session=0x123456 guest_tsc=3000
begin 1000 0 cpu=1
+2000 task 61/60
+100  enter 0xffffffff81001200 0
+300  exit  0xffffffff81001200 0
+100  task 57
+500  enter 0xffffffff81001300 3
+200  exit  0xffffffff81001300 3
+100  exit  0xffffffff81001200 2
+100  exit  0xffffffff81001100 1
+100  exit  0xffffffff81001000 0
+0    sysexit 0 -4
8100 1 hyperftrace_page vm_pid=4321 vcpu_id=1 seq=0 session=0x123456 guest_tsc=7000 delay_ns=100
begin 3000 0 cpu=0
+500  context 2
+200  enter 0xffffffff81001300 0
+100  exit  0xffffffff81001300 0
+10   context 0
9000 0 hyperftrace_page vm_pid=4321 vcpu_id=0 seq=1 session=0x123456 guest_tsc=8000 flags=2
END
replay pages
succeeds
silent
prints pages
