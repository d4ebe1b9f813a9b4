#!/bin/sh
# SPDX-License-Identifier: MIT
# Two vCPUs at the same time, tasks that switch inside calls, all marks.
. "$SRC/tests/golden/lib.sh"

trace calls << 'END'
# vcpu 0 runs task 57, which is switched out inside vfs_read
1000 0 kvm_x86_hypercall nr=1001 a0=57 a1=57 a2=57 a3=57 vm_pid=4321
1100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 vm_pid=4321
1200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200 a3=1 vm_pid=4321
1250 1 kvm_x86_hypercall nr=1001 vm_pid=4321 vcpu_id=1
1260 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001700 vm_pid=4321 vcpu_id=1
1300 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001300 a3=2 vm_pid=4321
1310 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001604 a3=1 vm_pid=4321 vcpu_id=1
1400 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001300 a1=1 a2=77 a3=2 vm_pid=4321
1410 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001600 a1=1 a2=95 a3=1 vm_pid=4321 vcpu_id=1
1500 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001500 a3=2 vm_pid=4321
2000 0 kvm_x86_hypercall nr=1001 a0=57 a1=57 a2=61 a3=60 vm_pid=4321
2100 0 kvm_x86_hypercall nr=1000 a0=0xffffffffc0200000 vm_pid=4321
2200 0 kvm_x86_hypercall nr=1000 a0=0xffffffffc0200080 a3=1 vm_pid=4321
14200 0 kvm_x86_hypercall nr=1000 a0=0xffffffffc0200080 a1=1 a2=12000 a3=1 vm_pid=4321
125600 0 kvm_x86_hypercall nr=1000 a0=0xffffffffc0200000 a1=1 a2=123456 a3=0 vm_pid=4321
125700 0 kvm_x86_hypercall nr=1001 a0=61 a1=60 a2=0 a3=0 vm_pid=4321
125800 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001700 vm_pid=4321
1360400 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001700 a1=1 a2=1234567 a3=0 vm_pid=4321
# task 57 goes on, on the other vcpu
20001300 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001700 a1=1 a2=20000000 a3=0 vm_pid=4321 vcpu_id=1
20001400 1 kvm_x86_hypercall nr=1001 a0=0 a1=0 a2=57 a3=57 vm_pid=4321 vcpu_id=1
200001600 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001500 a1=1 a2=200000000 a3=2 vm_pid=4321 vcpu_id=1
2000001300 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200 a1=1 a2=2000000000 a3=1 vm_pid=4321 vcpu_id=1
2000001400 1 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=2000000300 a3=0 vm_pid=4321 vcpu_id=1
END
replay calls "$symbols"
succeeds
silent
prints calls
