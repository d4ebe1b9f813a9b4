#!/bin/sh
# SPDX-License-Identifier: MIT
# VM exits charged to calls: those of functions that are traced and of others,
# of a task that waits, of the tracer, and of two vCPUs; and captured ones.
. "$SRC/tests/golden/lib.sh"

exits()
{
	show exits "$@"
}

# vm_exit TIME VCPU REASON RIP TIME_OF_ENTRY
vm_exit()
{
	echo "$1 $2 kvm_x86_exit exit_reason=$3 guest_rip=$4 isa=2 vm_pid=4321 vcpu_id=$2"
	echo "$5 $2 kvm_x86_entry vm_pid=4321 vcpu_id=$2"
}

# Host and guest have the same clock. Once a vCPU has sent a page, its exits wait
# for the records that were made before them.
script()
{
	cat << 'END'
event kvm_x86_entry vcpu_id:u32 vm_pid:s32
event kvm_x86_exit exit_reason:u32 guest_rip:u64 isa:u32 vm_pid:s32 vcpu_id:s32
begin 1000 57 cpu=0
+0    hello session=0x123456 boot=0xf1a2 khz=1000000 cpus=2 ms=10
+0    symbols 0xffffffff81001000 - 0:T:do_syscall_64 0x100:T:ksys_read 0x200:T:vfs_read 0x300:t:native_write_msr 0x400:T:safe_halt 0x500:T:hypercall
+0    name 57 57 0 s;h
+100  enter 0xffffffff81001000 0
1100 0 hyperftrace_page vm_pid=4321 vcpu_id=0 seq=0 session=0x123456 guest_tsc=1100
begin 1000 0 cpu=1
+100  enter 0xffffffff81001400 0
1150 1 hyperftrace_page vm_pid=4321 vcpu_id=1 seq=0 session=0x123456 guest_tsc=1150
END
	vm_exit 1250 0 124 0xffffffff81001310 1280
	vm_exit 1260 1 120 0xffffffff81001420 3900
	vm_exit 1350 0 0x400 0xffffffff81001210 2350
	vm_exit 2450 0 124 0xffffffff81001310 2455
	vm_exit 2550 0 96 0x401000 2650
	vm_exit 3950 1 0xbad 0xffffffffdeadbeef 3960
	vm_exit 4150 0 124 0xffffffff81001310 4190
	cat << 'END'
5000 0 kvm_x86_exit exit_reason=129 guest_rip=0xffffffff81001500 isa=2 vm_pid=4321 vcpu_id=0
begin 1200 57 cpu=0 functions=1
+0    enter 0xffffffff81001100 1
+100  enter 0xffffffff81001200 2
+1100 exit  0xffffffff81001200 2
+100  exit  0xffffffff81001100 1
+10   exit  0xffffffff81001000 0
+1490 task  0
5010 0 hyperftrace_page vm_pid=4321 vcpu_id=0 seq=1 session=0x123456 guest_tsc=5000
5500 0 kvm_x86_entry vm_pid=4321 vcpu_id=0
begin 4100 0 cpu=1 functions=1
+0    exit  0xffffffff81001400 0
6000 1 hyperftrace_page vm_pid=4321 vcpu_id=1 seq=1 session=0x123456 guest_tsc=6000
END
}

script > "$work/script"
trace calls < "$work/script"
: > "$work/all"
for params in 'threads=1' 'stacks=true,value="count"' 'top=1' \
	'format="collapsed"' 'format="collapsed",value="count"' \
	'tasks="s*"' 'tasks="nobody"' 'functions="ksys_*",stacks=true'; do
	exits calls "$params"
	succeeds
	silent
	{
		echo "== $params"
		sed '/^# [0-9]* events/,$d' "$work/out"
	} >> "$work/all"
done
mv "$work/all" "$work/out"
prints exits

: > "$work/all"
for params in 'format="json"' 'format="json",stacks=true'; do
	exits calls "$params"
	succeeds
	silent
	[ ! -x "$(command -v python3)" ] || python3 -m json.tool < "$work/out" \
		> /dev/null || fail 'that is no JSON'
	sed 's/"quality":{[^}]*}/"quality":{...}/' "$work/out" >> "$work/all"
done
mv "$work/all" "$work/out"
prints exits-json

exits calls 'value="size"'
fails
says 'none of its values: time, count'

for name in exits pages; do
	ln -s "$golden/captured/$name/trace" "$work/$name"
	exits "$name" "kallsyms=\"$golden/captured/$name/symbols\",top=5"
	succeeds
	silent
	prints "exits-$name"
done
