#!/bin/sh
# SPDX-License-Identifier: MIT
# A start in mid-stack, lost entries and exits, an end in mid-stack.
. "$SRC/tests/golden/lib.sh"

trace holes << 'END'
100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001300 a1=1 a2=50 a3=3
200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200 a1=1 a2=190 a3=2
300 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200 a3=2
# the exit of vfs_read is lost
400 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a1=1 a2=390 a3=1
# two entries are lost
500 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001300 a3=3
600 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001300 a1=1 a2=60 a3=3
700 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=690 a3=0
# depth 0 is a depth: what was there is over
800 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000
900 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a3=1
1000 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001600
# a switch from a task that was not the current one
1100 0 kvm_x86_hypercall nr=1001 a0=5 a1=5 a2=6 a3=6
1200 0 kvm_x86_hypercall nr=1001 a0=7 a1=7 a2=8 a3=8
1150 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200
END
replay holes "$symbols"
succeeds
silent
prints holes
