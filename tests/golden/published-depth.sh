#!/bin/sh
# SPDX-License-Identifier: MIT
# Published entries carry no depth: it is reckoned, and corrected by exits.
. "$SRC/tests/golden/lib.sh"

trace depth << 'END'
stock
1000 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200
1100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001300
1200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001300 a1=1 a2=80 a3=3
1300 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001400
1400 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001400 a1=1 a2=90 a3=3
1500 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200 a1=1 a2=500 a3=2
1600 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a1=1 a2=900 a3=1
1700 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=950 a3=0
2000 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000
2100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100
2200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=200 a3=0
END
replay depth "$symbols"
succeeds
prints published-depth
