#!/bin/sh
# SPDX-License-Identifier: MIT
# Numbers that are not ours, not yet ours, or ours without sense.
. "$SRC/tests/golden/lib.sh"

trace strangers << 'END'
100 0 kvm_x86_hypercall nr=5 a0=3
200 0 kvm_x86_hypercall nr=11
300 0 kvm_x86_hypercall nr=1050 a0=1
400 0 kvm_x86_hypercall nr=1050 a0=2
500 0 kvm_x86_hypercall nr=1099
600 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=2
700 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a3=0xffffffffffff
800 0 kvm_x86_hypercall nr=1001 a0=0xffffffffffffffff
900 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000
950 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=40
END
replay strangers "$symbols"
succeeds
says '3 messages of unknown kind (nr 1050, nr 1099): made by a newer hyperftrace; update the consumer'
prints strangers
