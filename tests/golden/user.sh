#!/bin/sh
# SPDX-License-Identifier: MIT
# A program's calls, the system calls that they make, and the next call that
# shows that a kernel function's exit was lost.
. "$SRC/tests/golden/lib.sh"

trace user << 'END'
100 0 kvm_x86_hypercall nr=2000 a0=0x401000 vm_pid=9
200 0 kvm_x86_hypercall nr=2000 a0=0x401040 a2=0x401010 vm_pid=9
300 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 vm_pid=9
400 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a3=1 vm_pid=9
500 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a1=1 a2=90 a3=1 vm_pid=9
600 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=290 a3=0 vm_pid=9
700 0 kvm_x86_hypercall nr=2000 a0=0x401040 a1=1 a2=0x401010 vm_pid=9
800 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 vm_pid=9
900 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a3=1 vm_pid=9
1000 0 kvm_x86_hypercall nr=2000 a0=0x401040 vm_pid=9
1100 0 kvm_x86_hypercall nr=2000 a0=0x401080 vm_pid=9
1200 0 kvm_x86_hypercall nr=2000 a0=0x401000 a1=1 vm_pid=9
1300 0 kvm_x86_hypercall nr=2000 a0=0x401080 a1=1 vm_pid=9
END
replay user "$symbols"
succeeds
silent
prints user
