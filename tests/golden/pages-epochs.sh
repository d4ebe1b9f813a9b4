#!/bin/sh
# SPDX-License-Identifier: MIT
# A guest that reboots, and one whose module is loaded again: nothing goes on,
# and names are the new one's.
. "$SRC/tests/golden/lib.sh"

trace epochs << 'END'
begin 1000 57 cpu=0
+0    hello session=7 boot=1 khz=1000000 cpus=1 ms=10
+0    symbols 0xffffffff81001000 - 0:T:before
+0    name 57 57 0 sh
+100  enter 0xffffffff81001000 0
2000 0 hyperftrace_page vm_pid=4321 seq=0 session=7 guest_tsc=2000
begin 2000 57 cpu=0
+10   hello session=7 boot=1 khz=1000000 cpus=1 ms=10 flags=2
+100  enter 0xffffffff81001000 1
3000 0 hyperftrace_page vm_pid=4321 seq=1 session=7 guest_tsc=3000
begin 100 57 cpu=0
+0    hello session=9 boot=2 khz=500000 cpus=1 ms=10
+0    symbols 0xffffffff81001000 - 0:T:after
+0    name 57 57 0 init
+100  enter 0xffffffff81001000 0
+100  exit  0xffffffff81001000 0
4000 0 hyperftrace_page vm_pid=4321 seq=0 session=9 guest_tsc=500
begin 500 57 cpu=0
+0    hello session=10 boot=2 khz=500000 cpus=1 ms=10
+100  enter 0xffffffff81001000 0
5000 0 hyperftrace_page vm_pid=4321 seq=0 session=10 guest_tsc=1000
END
replay epochs
succeeds
silent
prints pages-epochs
