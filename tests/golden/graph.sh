#!/bin/sh
# SPDX-License-Identifier: MIT
# The call graph: of tasks that execute other programs and are switched out in
# calls, of two vCPUs, with an interrupt and recursion; around a function; and
# of the captured traces.
. "$SRC/tests/golden/lib.sh"

graph()
{
	show graph "$@"
}

trace calls << 'END'
begin 1000 57/50 cpu=0
+0    hello session=0x123456 boot=0xf1a2 khz=1000000 cpus=2 ms=10
+0    symbols 0xffffffff81001000 - 0:T:do_syscall_64 0x100:T:ksys_read 0x200:T:vfs_read 0x300:t:rw_verify_area 0x400:T:irq_enter_rcu 0x500:T:schedule 0x600:T:kernel_execve
+0    symbols 0xffffffffc0001000 ext4 0:t:ext4_file_read_iter
+0    name 57 50 0 worker
+0    name 50 50 0 server
+0    name 61 61 0 sh
+100  enter 0xffffffff81001000 0
+100  enter 0xffffffff81001100 1
+100  enter 0xffffffff81001200 2
+10   enter 0xffffffff81001300 3
+10   exit  0xffffffff81001300 3
+100  enter 0xffffffffc0001000 3
+10   context 2
+10   enter 0xffffffff81001400 4
+30   exit  0xffffffff81001400 4
+10   context 0
+100  enter 0xffffffff81001200 4
+100  enter 0xffffffffc0001000 5
+200  exit  0xffffffffc0001000 5
+100  exit  0xffffffff81001200 4
+940  exit  0xffffffffc0001000 3
+10   exit  0xffffffff81001200 2
+10   enter 0xffffffff81001500 2
+10   task 61
+100  enter 0xffffffff81001000 0
+10   enter 0xffffffff81001600 1
+0    name 61 61 2 cat
+500  exit  0xffffffff81001600 1
+10   exit  0xffffffff81001000 0
+100  enter 0xffffffff81001000 0
+100  enter 0xffffffff81001200 1
+700  exit  0xffffffff81001200 1
+100  exit  0xffffffff81001000 0
9000 0 hyperftrace_page vm_pid=4321 vcpu_id=0 seq=0 session=0x123456 guest_tsc=8000
begin 5000 0 cpu=1
+100  enter 0xffffffff81001500 0
+100  task 57/50
+100  exit  0xffffffff81001500 2
+100  exit  0xffffffff81001100 1
+100  exit  0xffffffff81001000 0
9500 1 hyperftrace_page vm_pid=4321 vcpu_id=1 seq=0 session=0x123456 guest_tsc=8500
END

: > "$work/all"
for params in 'threads=1' 'times="net"' 'times="adjusted",roots="process"' \
	'roots="task",sort="calls",min-share="0"' \
	'roots="none",sort="self",min-share="20"' \
	'function="vfs_read"' 'function="ext4_file_read_iter",min-share="30"' \
	'function="vfs_raed"' 'depth=2,no-irqs=true' \
	'functions="vfs_read",roots="none"'; do
	graph calls "$params"
	succeeds
	silent
	{
		echo "== $params"
		sed '/^# [0-9]* events/,$d' "$work/out"
	} >> "$work/all"
done
mv "$work/all" "$work/out"
prints graph

graph calls
grep -q '^# 2 events, 13 calls' "$work/out" || fail "no footer: $(cat "$work/out")"

for params in 'format="json"' 'format="json",function="vfs_read"'; do
	graph calls "$params"
	succeeds
	silent
	[ ! -x "$(command -v python3)" ] || python3 -m json.tool < "$work/out" \
		> /dev/null || fail 'that is no JSON'
	sed 's/"quality":{[^}]*}/"quality":{...}/' "$work/out" >> "$work/all"
done
mv "$work/all" "$work/out"
prints graph-json

graph calls 'min-share="much"'
fails
says '"min-share": "much" is no share'
graph calls 'sort="name"'
fails
says 'none of its values: total, self, calls'

for trace in "$golden"/captured/*/trace; do
	fixture=${trace%/trace}
	name=$(basename "$fixture")
	ln -s "$trace" "$work/$name"
	graph "$name" "kallsyms=\"$fixture/symbols\",min-share=\"2\""
	succeeds
	silent
	prints "graph-$name"
done
