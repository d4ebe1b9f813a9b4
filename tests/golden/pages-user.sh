#!/bin/sh
# SPDX-License-Identifier: MIT
# Functions of a program come as hypercalls, in between the kernel's in pages.
# The last page's records are older than hypercalls that arrived before it.
. "$SRC/tests/golden/lib.sh"

trace mixed << 'END'
begin 1000 57 cpu=0
+0    hello session=7 khz=1000000 cpus=1 ms=10
2000 0 hyperftrace_page vm_pid=4321 seq=0 session=7 guest_tsc=2000
2500 0 kvm_x86_hypercall nr=2000 a0=0x401000 vm_pid=4321
2600 0 kvm_x86_hypercall nr=2000 a0=0x401040 vm_pid=4321
4000 0 kvm_x86_hypercall nr=2000 a0=0x401040 a1=1 vm_pid=4321
9000 0 kvm_x86_hypercall nr=2000 a0=0x401000 a1=1 vm_pid=4321
begin 2000 57 cpu=0
+1000 enter 0xffffffff81001000 0
+100  enter 0xffffffff81001100 1
+100  exit  0xffffffff81001100 1
+100  exit  0xffffffff81001000 0
+2700 task 61
+100  enter 0xffffffff81001100 0
+100  exit  0xffffffff81001100 0
+100  task 57
10000 0 hyperftrace_page vm_pid=4321 seq=1 session=7 guest_tsc=10000
END
replay mixed "$symbols"
succeeds
silent
prints pages-user

# A guest that sends its functions as hypercalls tells in pages what it is. The
# task that runs then says nothing of whose functions come.
trace by-call << 'END'
begin 1000 57 cpu=0
+0    hello session=7 khz=1000000 cpus=2 ms=10 flags=1
1000 0 hyperftrace_page vm_pid=4321 seq=0 session=7 guest_tsc=1000 flags=7
begin 1010 57 cpu=0
+0    name 61 61 0 cat
1010 0 hyperftrace_page vm_pid=4321 seq=1 session=7 guest_tsc=1010 flags=7
2000 0 kvm_x86_hypercall nr=1001 a0=61 a1=61 a2=61 a3=61 vm_pid=4321
2100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 vm_pid=4321
2200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=90 vm_pid=4321
END
replay by-call "$symbols"
succeeds
silent
prints pages-by-call
