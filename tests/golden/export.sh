#!/bin/sh
# SPDX-License-Identifier: MIT
# Files for other programs, in all formats, of two vCPUs with VM exits, tasks
# that move and are renamed, and interrupts.
. "$SRC/tests/golden/lib.sh"
requires protoc

# export_as FORMAT TRACE [PARAMS]: as replay; the file is $work/out.
export_as()
{
	status=0
	babeltrace2 --plugin-path="$B" "$work/$2" \
		--component=sink.hyperftrace.export \
		--params="format=\"$1\"" --params="output=\"$work/out\"" \
		${3:+--params="$3"} > "$work/stdout" 2> "$work/err.folded" ||
		status=$?
	tr -s ' \n' '  ' < "$work/err.folded" > "$work/err"
	[ ! -s "$work/stdout" ] || fail "on the standard output: $(cat "$work/stdout")"
}

trace calls << 'END'
event kvm_x86_entry vcpu_id:u32 vm_pid:s32
event kvm_x86_exit exit_reason:u32 guest_rip:u64 isa:u32 vm_pid:s32 vcpu_id:s32
begin 1000 57 cpu=0
+0    hello session=0x123456 boot=0xf1a2 khz=1000000 cpus=2 ms=10
+0    symbols 0xffffffff81001000 - 0:T:do_syscall_64 0x100:T:ksys_read 0x200:T:vfs_read 0x300:t:rw_verify_area
+0    name 57 57 0 sh
+0    name 61 60 0 a;b
+1000 sysenter 0
+100  enter 0xffffffff81001000 0
+100  enter 0xffffffff81001100 1
+100  enter 0xffffffff81001200 2
+700  task 0
4000 1 hyperftrace_page vm_pid=4321 vcpu_id=0 seq=0 session=0x123456 guest_tsc=3000
begin 1000 0 cpu=1
+2000 task 61/60
+100  enter 0xffffffff81001200 0
+300  exit  0xffffffff81001200 0
+100  task 57
+500  enter 0xffffffff81001300 3
+200  exit  0xffffffff81001300 3
+100  exit  0xffffffff81001200 2
+100  exit  0xffffffff81001100 1
+0    name 57 57 0 cat
+100  exit  0xffffffff81001000 0
+100  enter 0xffffffff81001000 0
8090 0 kvm_x86_exit exit_reason=124 guest_rip=0xffffffff81001234 isa=2 vm_pid=4321 vcpu_id=0
8095 0 kvm_x86_entry vm_pid=4321 vcpu_id=0
8100 1 hyperftrace_page vm_pid=4321 vcpu_id=1 seq=0 session=0x123456 guest_tsc=7000 delay_ns=100
begin 3000 0 cpu=0
+500  context 2
+200  enter 0xffffffff81001300 0
+100  exit  0xffffffff81001300 0
+10   context 0
9000 0 hyperftrace_page vm_pid=4321 vcpu_id=0 seq=2 session=0x123456 guest_tsc=8000 flags=2
END

# What the file says, as text: by the format's own numbers of fields. The
# footer's counters are tested elsewhere.
as_text()
{
	case $1 in
	perfetto) protoc --decode_raw < "$work/out" > "$work/text" ;;
	pprof) gzip -dc "$work/out" | protoc --decode=pprof.Profile \
		--proto_path="$SRC/consumer/views/proto" pprof.proto \
		> "$work/text" ;;
	*) sed 's/"quality":{[^}]*}/"quality":{...}/' "$work/out" \
		> "$work/text" ;;
	esac
	mv "$work/text" "$work/out"
}

for format in collapsed perfetto speedscope pprof jsonl; do
	export_as $format calls
	succeeds
	silent
	as_text $format
	prints export-$format
done

for weight in calls exits exit_time; do
	export_as collapsed calls "weight=\"$weight\""
	succeeds
	echo "# $weight"
	cat "$work/out"
done > "$work/weights"
mv "$work/weights" "$work/out"
prints export-weights

# Filters are the same as everywhere.
export_as jsonl calls 'functions="vfs_*"'
succeeds
[ "$(grep -c '"name":"vfs_read"' "$work/out")" = 2 ] &&
	[ "$(grep -c '"name"' "$work/out")" = 3 ] ||
	fail "not the functions that were asked for: $(cat "$work/out")"

export_as nonsense calls
fails
says 'parameter "format": "nonsense" is none of its values: collapsed, perfetto, speedscope, pprof, jsonl'
export_as collapsed calls 'weight="gold"'
fails
says 'parameter "weight": "gold" is none of its values: self, calls, exits, exit_time'

TMPDIR=/nonexistent export_as speedscope calls
fails
says 'cannot create a temporary file in /nonexistent: No such file or directory: set TMPDIR'

# What is not text does not go to a terminal, where there are terminals.
if script -qec true /dev/null > /dev/null 2>&1; then
	! script -qec "babeltrace2 --plugin-path='$B' '$work/calls' \
		--component=sink.hyperftrace.export --params='format=\"pprof\"'" \
		/dev/null > "$work/typescript" < /dev/null 2>&1 ||
		fail 'it writes to a terminal'
	tr -s ' \r\n' '   ' < "$work/typescript" > "$work/err"
	says 'format=pprof is not for a terminal: name a file with the parameter output='
fi
