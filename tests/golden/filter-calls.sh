#!/bin/sh
# SPDX-License-Identifier: MIT
# Calls as events: what they look like; written to a trace and read again they
# are the same calls, in every view; and calls that LTTng-UST has traced.
. "$SRC/tests/golden/lib.sh"

# Since 2.1 sink.ctf.fs writes version 2 of CTF, which Trace Compass and the
# filter do not know, if it is not told otherwise.
case $(babeltrace2 --version) in
*' 2.0.'*) version= ;;
*) version=',ctf-version="1"' ;;
esac

# calls TRACE [PARAMS]: write $work/calls out of it; messages in $work/err.
calls()
{
	rm -rf "$work/calls"
	status=0
	babeltrace2 --plugin-path="$B" "$work/$1" \
		--component=filter.hyperftrace.calls ${2:+--params="$2"} \
		--component=sink.ctf.fs \
		--params="path=\"$work/calls\",quiet=true$version" \
		> "$work/out" 2> "$work/err.folded" || status=$?
	tr -s ' \n' '  ' < "$work/err.folded" > "$work/err"
}

# events TRACE [PARAMS]: the calls as text.
events()
{
	babeltrace2 --plugin-path="$B" "$work/$1" \
		--component=filter.hyperftrace.calls ${2:+--params="$2"} \
		--component=sink.text.pretty --params=clock-seconds=true \
		2> "$work/err"
}

# view VIEW TRACE [PARAMS]: what it shows, without header and footer.
view()
{
	babeltrace2 --plugin-path="$B" "$work/$2" \
		--component="sink.hyperftrace.$1" ${3:+--params="$3"} \
		> "$work/view" 2> "$work/err" || fail "sink.hyperftrace.$1 fails"
	grep -v '^#' "$work/view" || true
}

# is_fixed TRACE [PARAMS]: its calls are the calls of its calls.
is_fixed()
{
	calls "$1" "${2:-}"
	succeeds
	silent
	for v in replay report graph timeline exits export; do
		view $v "$1" "${2:-}" > "$work/once"
		view $v calls > "$work/again"
		diff "$work/once" "$work/again" ||
			fail "$v of $1 and of its calls differ"
	done
	events "$1" "${2:-}" > "$work/once"
	events calls > "$work/again"
	diff "$work/once" "$work/again" || fail "calls of the calls of $1 differ"
}

for trace in "$golden"/captured/*/trace; do
	fixture=${trace%/trace}
	name=$(basename "$fixture")
	ln -s "$trace" "$work/$name"
	is_fixed "$name" "kallsyms=\"$fixture/symbols\""
done

# Two VMs, user functions, a task that is renamed in a call and one that is
# named late, exits without entry, calls without exit, losses, a new session.
trace mixed << 'END'
40 0 kvm_x86_hypercall nr=5 vm_pid=7
packet 0
50 0 kvm_x86_hypercall nr=2000 a0=0x401000 vm_pid=7
60 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 vm_pid=7
70 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a3=1 vm_pid=7
80 0 kvm_x86_hypercall nr=1001 a0=57 a1=57 a2=61 a3=60 vm_pid=7
90 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a1=1 a2=9 vm_pid=7
discard 0 5
packet 0
100 0 kvm_x86_hypercall nr=1001 a0=61 a1=60 a2=57 a3=57 vm_pid=7
110 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=50 vm_pid=7
120 0 kvm_x86_hypercall nr=2000 a0=0x401000 a1=1 vm_pid=7
begin 1000 57 cpu=0
+0    hello session=7 boot=1 khz=1000000 cpus=1 ms=10
+0    symbols 0xffffffff81001000 - 0:T:do_syscall_64 0x100:T:vfs_read
+0    name 57 57 0 sh
+100  sysenter 59
+100  enter 0xffffffff81001000 0
+100  name 57 57 2 ls\"
+100  enter 0xffffffff81001100 1
+100  exit  0xffffffff81001100 1
+100  lost 1 3 1500
+100  exit  0xffffffff81001000 0
+10   task 0
+100  enter 0xffffffff81001100 0
2000 0 hyperftrace_page vm_pid=9 session=7 guest_tsc=2000
begin 3000 58 cpu=0
+0    hello session=8 boot=2 khz=1000000 cpus=1 ms=10
+100  context 2
+100  enter 0xffffffff81001100 0
4000 0 hyperftrace_page vm_pid=9 session=8 guest_tsc=4000
END
is_fixed mixed "$symbols"
cp "$work/once" "$work/out"
prints filter-calls
calls mixed "$symbols,mapping=\"$work/mapping.txt\""
succeeds
cp "$work/mapping.txt" "$work/out"
prints filter-calls-mapping

# What LTTng lost is lost in ours.
view replay calls > /dev/null
grep -q '^# .* 5 events discarded by LTTng$' "$work/view" ||
	fail "$(cat "$work/view")"

# What Trace Compass looks at before it draws.
for vm in 7 9; do
	for line in 'domain = "ust";' 'tracer_name = "lttng-ust";' \
		'tracer_major = 2;' 'tracer_minor = 10;' \
		'name = "lttng_ust_cyg_profile:func_entry";' \
		'name = "lttng_ust_cyg_profile:func_exit";' \
		'signed = true; } _vtid;' '} _procname;' '} _addr;'; do
		grep -qF "$line" "$work/calls/vm-$vm/metadata" ||
			fail "no $line in the metadata of VM $vm"
	done
done

# Filters leave out what is not wanted.
calls mixed "$symbols,functions=\"vfs_*\",vms=9"
succeeds
[ ! -e "$work/calls/vm-7" ] || grep -q 'name = ' "$work/calls/vm-9/metadata"
view replay calls > "$work/again"
view replay mixed "$symbols,functions=\"vfs_*\",vms=9" > "$work/once"
diff "$work/once" "$work/again"

for param in 'output="x"' 'threads=1' 'min-duration="1us"'; do
	calls mixed "$param"
	fails
	says "unknown parameter \"${param%%=*}\""
done
calls mixed 'mapping="/no/such/directory/names"'
fails
says 'cannot create /no/such/directory/names'
trace none < /dev/null
calls none
fails
says 'this trace has no events at all'

# Of a trace that is damaged, what came before is written.
i=0
while [ $i -lt 4 ]; do
	i=$((i + 1))
	echo "${i}00 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 vm_pid=7"
done | trace damaged
size=$(stat -c %s "$work/damaged/channel0_0")
printf '\377' | dd of="$work/damaged/channel0_0" bs=1 seek=$((size - 52)) \
	conv=notrunc 2> "$work/dd"
calls damaged
fails
says 'reading stopped after 3 events'
view replay calls > "$work/again"
[ "$(grep -c 0xffffffff81001000 "$work/again")" = 3 ] ||
	fail "$(cat "$work/again")"

# Functions of a program of the host, as LTTng-UST's helper traces them.
trace ust << 'END'
context vpid:s32 vtid:s32 procname:string
event lttng_ust_cyg_profile:func_entry addr:u64 call_site:u64
event lttng_ust_cyg_profile:func_exit addr:u64 call_site:u64
100 0 lttng_ust_cyg_profile:func_entry addr=0x401000 vpid=5 vtid=5 procname=prog
200 1 lttng_ust_cyg_profile:func_entry addr=0x401000 vpid=5 vtid=6 procname=worker
300 0 lttng_ust_cyg_profile:func_entry addr=0x401040 vpid=5 vtid=5 procname=prog
450 0 lttng_ust_cyg_profile:func_exit addr=0x401040 vpid=5 vtid=5 procname=prog
500 0 lttng_ust_cyg_profile:func_exit addr=0x401000 vpid=5 vtid=6 procname=worker
900 1 lttng_ust_cyg_profile:func_exit addr=0x401000 vpid=5 vtid=5 procname=prog
END
replay ust "$symbols"
succeeds
silent
prints filter-calls-ust
is_fixed ust "$symbols"
