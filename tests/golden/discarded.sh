#!/bin/sh
# SPDX-License-Identifier: MIT
# Events and packets that LTTng had no room for.
. "$SRC/tests/golden/lib.sh"

trace discarded << 'END'
100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000
packet 0
200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a3=1
discard 0 5
300 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200 a3=2
packet 0
400 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a1=1 a2=150 a3=1
skip 0 2
500 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=350
END
replay discarded "$symbols"
succeeds
prints discarded
