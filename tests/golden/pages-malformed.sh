#!/bin/sh
# SPDX-License-Identifier: MIT
# Pages that no guest module writes.
. "$SRC/tests/golden/lib.sh"

trace malformed << 'END'
# Nothing; a function first; a BEGIN that is cut; a CPU that cannot be.
100 0 hyperftrace_page vm_pid=4321
+0    enter 0xffffffff81001000 0
200 0 hyperftrace_page vm_pid=4321
words 0x8102000000000000 1 2
300 0 hyperftrace_page vm_pid=4321
begin 1 57 cpu=65535
400 0 hyperftrace_page vm_pid=4321
# A second BEGIN; a record longer than the page; a TIME without a time.
begin 1000 57 cpu=0
+100  enter 0xffffffff81001000 0
begin 1200 57 cpu=0
+100  enter 0xffffffff81001100 1
2000 0 hyperftrace_page vm_pid=4321 seq=0 guest_tsc=2000
begin 2000 57 cpu=0
+100  exit 0xffffffff81001000 0
words 0xa87fffffffffffff
+100  enter 0xffffffff81001100 0
3000 0 hyperftrace_page vm_pid=4321 seq=1 guest_tsc=3000
begin 3000 57 cpu=0
+100  record 2 0
+100  enter 0xffffffff81001100 0
4000 0 hyperftrace_page vm_pid=4321 seq=2 guest_tsc=4000
# A message that is cut: it is skipped, and what follows it is not.
begin 4000 57 cpu=0
+100  record 16 0 1 2
+100  enter 0xffffffff81001100 0
+100  exit  0xffffffff81001100 0
5000 0 hyperftrace_page vm_pid=4321 seq=3 guest_tsc=5000
# Time that goes back: that of the page, and that of the host.
begin 5000 57 cpu=0
+100  enter 0xffffffff81001100 0
+0    time 1
+100  exit  0xffffffff81001100 0
6000 0 hyperftrace_page vm_pid=4321 seq=4 guest_tsc=6000
begin 6000 57 cpu=0
+100  enter 0xffffffff81001100 0
+100  exit  0xffffffff81001100 0
7000 0 hyperftrace_page vm_pid=4321 seq=5 guest_tsc=7000 delay_ns=4000000000
END
replay malformed "$symbols"
succeeds
prints pages-malformed
