#!/bin/sh
# SPDX-License-Identifier: MIT
# What is left of one trace under each filter. Times of calls are those of the
# whole trace; levels are counted anew.
. "$SRC/tests/golden/lib.sh"

trace calls << 'END'
begin 1000 57/50 cpu=0
+0    hello session=0x123456 boot=0xf1a2 khz=1000000 cpus=1 ms=10
+0    symbols 0xffffffff81001000 - 0:T:do_syscall_64 0x100:T:ksys_read 0x200:T:vfs_read 0x300:t:rw_verify_area 0x400:T:irq_enter_rcu
+0    symbols 0xffffffffc0001000 ext4 0:t:ext4_file_read_iter
+0    name 57 50 0 worker
+0    name 50 50 0 server
+0    name 61 61 0 cat
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
+940  exit  0xffffffffc0001000 3
+10   exit  0xffffffff81001200 2
+10   exit  0xffffffff81001100 1
+10   exit  0xffffffff81001000 0
+100  task 61
+100  enter 0xffffffff81001200 0
+500  exit  0xffffffff81001200 0
9000 0 hyperftrace_page vm_pid=4321 vcpu_id=0 seq=0 session=0x123456 guest_tsc=8000 flags=2
END

: > "$work/all"
for params in 'threads=1' 'functions="vfs_*"' \
	'functions=["rw_verify_area","ext4_*"]' 'notrace="ext4_file_read_iter"' \
	'depth=2' 'functions="vfs_read",depth=1' 'min-duration="1us"' \
	'from="300ns",to="400ns"' 'tasks="work*"' 'tasks=61' \
	'processes="server"' 'processes=[61,7]' 'vms=4321,vcpus=1' \
	'no-irqs=true' 'no-kernel=true' 'columns=["self","duration"]' \
	'columns="task",color="always"'; do
	replay calls "$params"
	succeeds
	silent
	{
		echo "== $params"
		grep -v '^#' "$work/out" || :
	} >> "$work/all"
done
mv "$work/all" "$work/out"
prints filters
