#!/bin/sh
# SPDX-License-Identifier: MIT
# Function by function: of all tasks, of each, of each process; text and JSON.
# Two threads of cat take turns inside of vfs_read, which calls itself in one of
# them; sh is interrupted. The last call is still open at the end.
. "$SRC/tests/golden/lib.sh"

report()
{
	show report "$@"
}

# What is the report's own: every view has the same counters of quality.
without_quality()
{
	sed 's/,"quality":{.*/}/' "$work/out" > "$work/rest"
	mv "$work/rest" "$work/out"
}

trace tasks << 'END'
begin 1000 57 cpu=0
+0     hello session=7 khz=1000000 cpus=1 ms=10
+0     symbols 0xffffffff81001000 - 0:T:do_syscall_64 0x100:T:ksys_read 0x200:T:vfs_read 0x300:t:rw_verify_area
+0     name 57 57 0 sh
+0     name 60 60 0 cat
+0     name 61 60 0 reader
+100   enter 0xffffffff81001000 0
+50    enter 0xffffffff81001100 1
+200   context 2
+10    enter 0xffffffff81001300 2
+30    exit  0xffffffff81001300 2
+10    context 0
+500   exit  0xffffffff81001100 1
+50    exit  0xffffffff81001000 0
+20    task 61/60
+100   enter 0xffffffff81001000 0
+50    enter 0xffffffff81001200 1
+50    enter 0xffffffff81001200 2
+1000  task 60/60
+100   enter 0xffffffff81001200 0
+5000  task 61/60
+60    exit  0xffffffff81001200 2
+100   enter 0xffffffff81001200 2
+40    exit  0xffffffff81001200 2
+200   exit  0xffffffff81001200 1
+50    exit  0xffffffff81001000 0
+20    task 60/60
+9000  exit  0xffffffff81001200 0
+100   task 0
+1000  enter 0xffffffff81001200 0
100000 0 hyperftrace_page vm_pid=4321 seq=0 session=7 guest_tsc=20000 flags=2
END
report tasks
succeeds
silent
prints report

report tasks 'by="task"'
succeeds
silent
prints report-by-task

report tasks 'by="process",sort="calls",limit=1,columns=["calls","untimed","total","net","self","self-net","share"]'
succeeds
silent
prints report-by-process

report tasks 'format="json"'
succeeds
silent
without_quality
prints report-json

report tasks 'format="json",by="task",sort="name",functions="vfs_read"'
succeeds
silent
without_quality
prints report-json-by-task

for name in sort columns format by; do
	report tasks "$name=\"fastest\""
	fails
	says "parameter \"$name\": \"fastest\" is none of its values: "
done

# Functions of a program, with the kernel's inside of them; and what published
# guests measured themselves.
trace user << 'END'
100 0 kvm_x86_hypercall nr=2000 a0=0x401000 vm_pid=9
200 0 kvm_x86_hypercall nr=2000 a0=0x401040 a2=0x401010 vm_pid=9
300 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 vm_pid=9
400 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a3=1 vm_pid=9
500 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a1=1 a2=90 a3=1 vm_pid=9
600 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=290 a3=0 vm_pid=9
700 0 kvm_x86_hypercall nr=2000 a0=0x401040 a1=1 a2=0x401010 vm_pid=9
1200 0 kvm_x86_hypercall nr=2000 a0=0x401000 a1=1 vm_pid=9
1300 0 kvm_x86_hypercall nr=2000 a0=0x401080 a1=1 vm_pid=9
END
report user "$symbols"
succeeds
silent
prints report-user

for trace in "$golden"/captured/*/trace; do
	fixture=${trace%/trace}
	name=$(basename "$fixture")
	ln -s "$trace" "$work/$name"
	report "$name" "kallsyms=\"$fixture/symbols\",limit=20"
	succeeds
	silent
	prints "report-captured-$name"
done
