#!/bin/sh
# SPDX-License-Identifier: MIT
# Events of our name that are not ours: the message names the field.
. "$SRC/tests/golden/lib.sh"

trace missing << 'END'
event kvm_x86_hypercall nr:u64 a0:u64 a1:u64 a2:u64
100 0 kvm_x86_hypercall nr=1000
END
replay missing
fails
says 'event kvm_x86_hypercall has no field "a3"'

trace text << 'END'
event kvm_x86_hypercall nr:u64 a0:u64 a1:string a2:u64 a3:u64
100 0 kvm_x86_hypercall nr=1000 a1=text
END
replay text
fails
says 'field "a1" of event kvm_x86_hypercall is not an integer'

trace half << 'END'
event kvm_x86_hypercall nr:u64 a0:u64 a1:u64 a2:u64 a3:u64 vm_pid:s32
100 0 kvm_x86_hypercall nr=1000
END
replay half
fails
says 'event kvm_x86_hypercall has no field "vcpu_id"'

# Other integers are fine.
trace signed << 'END'
event kvm_x86_hypercall nr:u32 a0:s64 a1:s32 a2:s64 a3:u32
100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=0
200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=77
END
replay signed "$symbols"
succeeds
prints signed
