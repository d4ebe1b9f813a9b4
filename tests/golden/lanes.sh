#!/bin/sh
# SPDX-License-Identifier: MIT
# Without vm_pid and vcpu_id the host's thread stands in for the vCPU.
. "$SRC/tests/golden/lib.sh"

trace threads << 'END'
stock
context pid:s32 tid:s32
100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 pid=70 tid=71
200 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001700 pid=70 tid=72
300 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=190 pid=70 tid=71
400 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001700 a1=1 a2=190 pid=70 tid=72
END
replay threads "$symbols"
succeeds
silent
prints lanes
