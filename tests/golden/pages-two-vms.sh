#!/bin/sh
# SPDX-License-Identifier: MIT
# Pages of two VMs, whose TSCs have nothing to do with each other, in one order
# of time; LTTng's losses in between; a vCPU whose page another one hands over,
# and that is silent for long.
. "$SRC/tests/golden/lib.sh"

trace two << 'END'
begin 1000 57 cpu=0
+0    hello session=7 khz=1000000 cpus=2 ms=10
+100  enter 0xffffffff81001000 0
+400  exit  0xffffffff81001000 0
2000 0 hyperftrace_page vm_pid=100 session=7 guest_tsc=2000
packet 0
discard 0 3
begin 90000 57 cpu=0
+0    hello session=8 khz=2000000 cpus=2 ms=10
+400  enter 0xffffffff81001100 0
+1200 exit  0xffffffff81001100 0
2001 0 hyperftrace_page vm_pid=200 session=8 guest_tsc=92000
packet 0
2500 0 kvm_x86_hypercall nr=2000 a0=0x401000 vm_pid=300
begin 92000 0 cpu=1
+600  enter 0xffffffff81001700 0
3000 0 hyperftrace_page vm_pid=200 session=8 guest_tsc=94000 flags=0x85
2000000000 0 kvm_x86_hypercall nr=2000 a0=0x401000 a1=1 vm_pid=300
begin 94000 0 cpu=1
+100  exit  0xffffffff81001700 0
2000000100 0 hyperftrace_page vm_pid=200 session=8 seq=1 vcpu_id=1 guest_tsc=4000090200
END
replay two "$symbols"
succeeds
silent
prints pages-two-vms
