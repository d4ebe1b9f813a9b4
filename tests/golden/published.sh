#!/bin/sh
# SPDX-License-Identifier: MIT
# The samples of the published system, in the layout of stock lttng-modules.
. "$SRC/tests/golden/lib.sh"

trace published << 'END'
stock
1000 0 kvm_x86_hypercall nr=1000 a0=18446744071579284592
6000 0 kvm_x86_hypercall nr=1000 a0=18446744071579288208 a1=1 a2=4198 a3=3
7000 0 kvm_x86_hypercall nr=1000 a0=18446744071579292656 a1=1 a2=5227 a3=2
9000 0 kvm_x86_hypercall nr=2000 a0=4197127
9500 0 kvm_x86_hypercall nr=2000 a0=4197127 a1=1
END
replay published
succeeds
silent
prints published
