#!/bin/sh
# SPDX-License-Identifier: MIT
# Tasks of the same number in two VMs have nothing to do with each other; a
# VM that the host could not find out.
. "$SRC/tests/golden/lib.sh"

trace vms << 'END'
100 0 kvm_x86_hypercall nr=1001 a0=7 a1=7 a2=7 a3=7 vm_pid=100
110 1 kvm_x86_hypercall nr=1001 a0=7 a1=7 a2=7 a3=7 vm_pid=200
200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 vm_pid=100
210 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 vm_pid=200
300 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200 a3=1 vm_pid=100
310 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a1=1 a2=99 a3=0 vm_pid=200
400 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200 a1=1 a2=98 a3=1 vm_pid=100
500 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=297 a3=0 vm_pid=100
600 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 vm_pid=-1 vcpu_id=-1
700 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=96 a3=0 vm_pid=-1 vcpu_id=-1
END
replay vms "$symbols"
succeeds
silent
prints two-vms
