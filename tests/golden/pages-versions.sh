#!/bin/sh
# SPDX-License-Identifier: MIT
# Guests that are newer than the consumer, and hosts that do not record pages.
. "$SRC/tests/golden/lib.sh"

trace minor << 'END'
begin 1000 57 cpu=0
+0    hello session=7 khz=1000000 cpus=1 ms=10 minor=3
+100  record 40 5 1 2 3
+100  enter 0xffffffff81001000 0
+100  record 41 5
+100  record 40 5 1
+100  exit  0xffffffff81001000 0
2000 0 hyperftrace_page vm_pid=4321 seq=0 session=7 guest_tsc=2000
END
replay minor "$symbols"
succeeds
says 'the guest speaks version 1.3 of the protocol, this consumer 1.0: what is new is skipped; update the consumer'
prints pages-minor

trace major << 'END'
100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 vm_pid=4321
200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=90 vm_pid=4321
words 1 2 3
2000 0 hyperftrace_page vm_pid=4321 version=2
END
replay major "$symbols"
fails
says 'the guest speaks version 2 of the protocol, this consumer version 1: update the consumer to read this trace'
prints pages-major

trace bare << 'END'
90 0 kvm_x86_hypercall nr=1011 vm_pid=4321
100 0 kvm_x86_hypercall nr=1010 vm_pid=4321
200 0 kvm_x86_hypercall nr=1010 vm_pid=4321
END
replay bare
succeeds
says 'the guest handed over 2 pages that are not in the trace: load hyperftrace_host on the host and enable the event hyperftrace_page'
prints pages-bare

trace fields << 'END'
event hyperftrace_page vm_pid:s32 vcpu_id:s32 version:u32 flags:u32 session:u32 seq:u64 guest_tsc:u64 delay_ns:u32 error:s32 records:u64
100 0 hyperftrace_page
END
replay fields
fails
says 'event hyperftrace_page has no sequence "records"'

trace field << 'END'
event hyperftrace_page vm_pid:s32 vcpu_id:s32 version:u32 flags:u32 session:u32 seq:u64 guest_tsc:string delay_ns:u32 error:s32 records:words
100 0 hyperftrace_page
END
replay field
fails
says 'field "guest_tsc" of event hyperftrace_page is not an integer'
