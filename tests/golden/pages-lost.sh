#!/bin/sh
# SPDX-License-Identifier: MIT
# What is missing of pages: one that LTTng lost, one that the host could not
# read, one that ends in the middle of a record, one that comes twice; what the
# guest lost itself; and a trace that begins later than the guest's.
. "$SRC/tests/golden/lib.sh"

trace lost << 'END'
begin 1000 57 cpu=0
+0    hello session=7 khz=1000000 cpus=1 ms=10
+100  enter 0xffffffff81001000 0
+100  enter 0xffffffff81001100 1
2000 0 hyperftrace_page vm_pid=4321 seq=0 session=7 guest_tsc=2000
# One page is missing, with vfs_read's entry and exit and ksys_read's exit.
begin 3000 57 cpu=0 functions=5
+100  exit  0xffffffff81001000 0
+100  enter 0xffffffff81001000 0
+100  enter 0xffffffff81001100 1
4000 0 hyperftrace_page vm_pid=4321 seq=2 session=7 guest_tsc=4000
5000 0 hyperftrace_page vm_pid=4321 seq=3 session=7 guest_tsc=5000 error=-14
begin 5000 57 cpu=0 functions=10
+100  enter 0xffffffff81001200 2
+100  lost 1 3 5050
+100  exit  0xffffffff81001200 2
words 0xa801800000000000 0
6000 0 hyperftrace_page vm_pid=4321 seq=4 session=7 guest_tsc=6000
begin 5000 57 cpu=0
+100  enter 0xffffffff81001700 2
6500 0 hyperftrace_page vm_pid=4321 seq=4 session=7 guest_tsc=6000
begin 6000 57 cpu=0 functions=13 lost=4
+100  lost 2 1 6050
+100  exit  0xffffffff81001000 0
+100  lost 9 2 6050
7000 0 hyperftrace_page vm_pid=4321 seq=5 session=7 guest_tsc=7000
begin 7000 57 cpu=0 functions=14 lost=17
+100  enter 0xffffffff81001700 0
8000 0 hyperftrace_page vm_pid=4321 seq=6 session=7 guest_tsc=8000
END
replay lost "$symbols"
succeeds
silent
prints pages-lost

# No hello: the TSC's rate shows from two flushes. What came before is nobody's
# loss, neither on the vCPU that is seen first nor on the other.
trace late << 'END'
begin 4000 57 cpu=0 functions=1000 lost=5
+1000 exit  0xffffffff81001000 0
+1000 enter 0xffffffff81001700 0
2000 0 hyperftrace_page vm_pid=4321 seq=40 session=7 guest_tsc=6000
begin 6000 61 cpu=1 functions=70
+1000 enter 0xffffffff81001000 0
+1000 exit  0xffffffff81001000 0
3000 0 hyperftrace_page vm_pid=4321 vcpu_id=1 seq=9 session=7 guest_tsc=8000
END
replay late "$symbols"
succeeds
silent
prints pages-late

trace once << 'END'
begin 4000 57 cpu=0
+1000 enter 0xffffffff81001000 0
+1000 exit  0xffffffff81001000 0
2000 0 hyperftrace_page vm_pid=4321 seq=40 session=7 guest_tsc=6000
END
replay once "$symbols"
succeeds
silent
prints pages-once
