# SPDX-License-Identifier: MIT
# Guests that mean harm, on L1: each is a VMM of ours (vmm-shell) that issues
# what hypercalls it is told to. What the trace has to have is left in
# /job/out: every event of a VM, as tests/lab/hostile.sh reads them.
set -e
. /job/host-lib.sh
. /job/guest/vm-lib.sh
load_kvm
chmod 666 /dev/kvm

# refuses LOG VALUE: the module does not load with that list.
refuses() {
	if insmod /job/modules/hyperftrace_host.ko "allow=$2" 2>/dev/null; then
		rmmod hyperftrace_host
		return 1
	fi
	logged "hyperftrace_host: allow: $1"
}
modprobe lttng-tracer
for value in everyone 12x uid: uid:root -1 4294967296 1,2,y; do
	mark
	check "allow: \"$value\" is refused, with a line" refuses \
		'"[^"]*" is neither all, none,' "$value"
done
mark
check "allow: too many items are refused, with a line" \
	refuses 'more than 64 items' "$(seq -s, 65)"
mark
check "allow: too long a list is refused, with a line" \
	refuses 'longer than 1023 characters' "$(seq -s, 1000 1300)"

load_host_module user_messages=0
SUBBUF=4M NUM_SUBBUF=8 trace_start
allow=/sys/module/hyperftrace_host/parameters/allow
vm_start bad
vm_start good
tell bad slot 1 0x100000 0x10000
tell good slot 1 0x100000 0x10000

# Nobody is allowed at first.
check "allow: none by default" grep -qx none $allow
before bad
tell bad call 1000 1 0 0 0
tell bad call 1001 1 1 1 1
tell bad call 1050 1 0 0 0
tell bad call 1010 0x100000 0x101000001 0 0
tell bad call 2000 1 0 0 0
check "not allowed: each message is counted, whatever it is" \
	counted bad not_allowed=5
probe bad 0x1111 0x100000
check "not allowed: the guest is told so" answered bad 0x1111 2
check "not allowed: its largest buffer is not made room for" \
	holds bad 0x100030 0x10000
check "allow: a bad list that is written is refused" \
	sh -c "! echo uid:root >$allow"
check "allow: and what was there stays" grep -qx none $allow

# The pid of one of two that call at the same time.
echo "${vm_pid[good]}" >$allow
before bad
ask bad loop 2000 1000 0 2 0 0 0 0
ask good loop 2000 1000 0 2 0 0 0 0
hear bad
hear good
check "allow: a pid: another VM's messages are counted" \
	counted bad not_allowed=2000
expect_calls good 1000 2 2000
probe good 0x2222 0x1000
check "allow: a pid: that guest is told so" answered good 0x2222 1
probe bad 0x2223 0x1000
check "allow: a pid: and the other one" answered bad 0x2223 2

vm_start other 12345
echo "uid:12345" >$allow
before good
tell good call 1000 3 0 0 0
tell other call 1000 3 0 0 0
check "allow: a uid: another user's messages are counted" \
	counted good not_allowed=1
expect_calls other 1000 3 1
tell other quit

before good
ask good loop 4000 1000 0 4 0 0 0 0
for _ in 1 2 3 4 5 6 7 8; do
	echo none >$allow
	echo all >$allow
done
hear good
check "allow: changed while a guest calls: every message has its counter" \
	sum_of good events not_allowed 4000
expect_calls good 1000 4 "$(count_of good events)"
check "allow: all: to be read again" grep -qx all $allow

# What is wrong with a buffer, and that there is no more of it than asked for.
tell bad slot 2 0x110000 0x10000
tell bad slot 3 0x200000 0x100000
tell bad slot 4 0x400000 0x4000 ro
tell bad empty 5 0x500000 0x10000
tell bad slot 6 0x600000 0x4000
tell bad drop 0x600000 0x4000
tell bad slot 7 0x700000 0x4000
tell bad protect 0x700000 0x4000
tell bad slot 8 0x800000 0x4000
tell bad delete 8
tell bad slot 9 0x900000 0x4000
tell bad drop 0x902000 0x2000
seq=0
while read -r error counter a0 a1 name; do
	seq=$((seq + 1))
	before bad
	page bad "$a0" "$a1" $seq "$error"
	check "buffer: $name" counted bad "$counter"
done <<'BUFFERS'
-22 malformed=1 0x100000 0x101000000 no words
-22 malformed=1 0x100000 0x101002001 one word more than 64 KiB
-22 malformed=1 0x200000 0x101020000 1 MiB that no probe has announced
-22 malformed=1 0x100000 0x101ffffff 2^24-1 words
-22 malformed=1 0x100000 0xffffffffffffffff all ones
-22 malformed=1 0xffffffffffffffff 0xffffffffffffffff all ones at the last address
-22 malformed=1 0x100001 0x101000001 not aligned, by a byte
-22 malformed=1 0x100004 0x101000001 not aligned, by 4 bytes
-6 failed=1 0x120000 0x101000001 where there is no slot
-6 failed=1 0x11fff8 0x101000002 a word beyond the end of a slot
-6 failed=1 0x118000 0x101002000 half of it beyond the end of a slot
-6 failed=1 0x0ffff8 0x101000002 a word before the beginning of a slot
-6 failed=1 0xfee00000 0x101000200 the APIC
-6 failed=1 0x10000000000000 0x101000001 beyond physical addresses
-6 failed=1 0x8000000000000000 0x101000001 at 2^63
-6 failed=1 0xfffffffffffff000 0x101000400 round the end of addresses
-6 failed=1 0xfffffffffffffff8 0x101000002 a word round the end of addresses
-6 failed=1 0x800000 0x101000200 in a deleted slot
-14 failed=1 0x500000 0x101000200 memory never touched
-14 failed=1 0x600000 0x101000200 memory not resident any more
-14 failed=1 0x700000 0x101000200 memory that the VMM may not read
-14 failed=1 0x901000 0x101000400 only half of it resident
BUFFERS
while read -r a0 a1 name; do
	seq=$((seq + 1))
	before bad
	page bad "$a0" "$a1" $seq 0
	words=$((a1 & 0xffffff))
	check "buffer: $name" counted bad flushes=1 bytes=$((words * 8))
	tell bad dump "$a0" $((words * 8)) /job/out/records-$seq
done <<'BUFFERS'
0x100000 0x101000001 a word
0x11fff8 0x101000001 the last word of a slot
0x100000 0x101002000 64 KiB, a whole slot
0x10f000 0x101000400 half in each of two adjacent slots
0x100ff8 0x0000ff87ff000002 another version, every flag, a page boundary
0x400000 0xabcdef0102000200 a read-only slot
BUFFERS
probe bad 0x3333 0xffffffffffffffff
check "probe: announces 2^64-1 bytes: room for 1 MiB" \
	holds bad 0x100030 0x100000
before bad
page bad 0x200000 0x101020000 1000 0
check "buffer: 1 MiB after that" counted bad flushes=1 bytes=$((1 << 20))
tell bad dump 0x200000 $((1 << 20)) /job/out/records-1000
before bad
page bad 0x200000 0x101020001 1001 -22
check "buffer: 1 MiB and a word" counted bad malformed=1
before bad
for n in 0 18446744073709551615 7 7 3 18446744073709551615; do
	page bad 0x110000 0x101000003 $n 0
done
check "sequence: replayed and skipped numbers are the reader's business" \
	counted bad flushes=6 bytes=$((6 * 24))

# Probes.
probe bad 0x4444 0x10000
check "probe: allowed: answered when the hypercall returns" \
	answered bad 0x4444 1
check "probe: the host's version" holds bad 0x100028 0x100
check "probe: what the guest wrote is left alone" \
	holds bad 0x100000 0x6563617274666868
while read -r a0 a1 name; do
	before bad
	tell bad call 1011 "$a0" "$a1" 0x5555 0
	check "probe: $name" counted bad malformed=1
done <<'PROBES'
0x100020 64 not aligned to its size
0x100001 64 not aligned at all
0xffffffffffffffff 64 not aligned, at the last address
0x100000 0 no bytes
0x100000 32 too few bytes
0x100000 128 too many bytes
0x100000 0xffffffffffffffff 2^64-1 bytes
PROBES
while read -r a0 name; do
	before bad
	tell bad call 1011 "$a0" 64 0x5555 0
	check "probe: $name: counted" grew bad failed 1
done <<'PROBES'
0x120000 where there is no slot
0xfee00000 the APIC
0xffffffffffffffc0 at the last address
0x800000 in a deleted slot
0x700000 memory that the VMM may not write
0x400000 a read-only slot
PROBES
tell bad peek 0x400038
check "probe: a read-only slot is not written to" \
	test "$answer" != "ok 0x5555"
tell bad call 1011 0x500000 64 0x6666 0
check "probe: memory never touched: answered" holds bad 0x500038 0x6666
before bad
tell bad loop 20000 1011 0 0x100000 64 1 1 0
check "probe: 20,000 of them: each answered when the hypercall returns" \
	test "${answer% *}" = "ok 0"
check "probe: 20,000 of them: each counted" counted bad probes=20000
tell bad alarm 1000
before bad
tell bad loop 5000 1011 0 0x100000 64 1 1 0
read -r _ lost _ <<<"$answer"
tell bad alarm 0
check "probe: answered in a storm of signals to the VMM, or counted" \
	grew bad failed "$lost"

# The guest's user mode.
tell bad user
before bad
tell bad call 1000 5 0 0 0
tell bad call 1001 5 5 5 5
tell bad call 1010 0x100000 0x101000001 0 0
tell bad call 1099 5 0 0 0
check "user mode: the kernel's messages are refused and counted" \
	counted bad from_user=4
before bad
probe bad 0x7777 0x1000
check "user mode: a probe is refused and counted" counted bad from_user=1
check "user mode: and not answered" holds bad 0x100038 0x0
before bad
tell bad call 2000 5 0 0 0
check "user mode: its own message is taken" counted bad events=1
CPL=3 expect_calls bad 2000 5 1
echo 1 >/sys/module/hyperftrace_host/parameters/user_messages
before bad
tell bad call 1000 6 0 0 0
CPL=3 expect_calls bad 1000 6 1
tell bad call 1001 6 5 5 5
CPL=3 expect_calls bad 1001 6 1
CPL=3 page bad 0x100000 0x101000001 2000 0
check "user mode: user_messages=1 lets them through" \
	counted bad events=2 flushes=1 bytes=8
probe bad 0x8888 0x1000
check "user mode: user_messages=1 answers a probe" answered bad 0x8888 1
echo 0 >/sys/module/hyperftrace_host/parameters/user_messages

# Every number, with arguments that no one of ours sends.
numbers() {
	tell bad loop 3001 0 1 0x77777 0xffffffffffffffff \
		0xffffffffffffffff 0 0xffffffffffffffff
}
before bad
numbers
check "numbers 0 to 3000 from user mode: refused or taken, and counted" \
	counted bad events=1 from_user=92
expect_numbers bad 3 0-999 1002-1009 1100-3000
tell bad kernel
before bad
numbers
check "numbers 0 to 3000: counted" counted bad events=91 malformed=2
expect_numbers bad 0 0-1009 1012-3000
expect_page bad 0xffffffffffffffff 18446744073709551615 \
	18446744073709551615 -22

# One floods the host with buffers that are refused; how long does that make
# another one's hypercalls?
flood() {
	local a0=$1
	vm_start flood
	echo "$2" >$allow
	before good
	ask flood loop 1000000000 1010 0 4 0x101000001 0 1 0
	tell good loop 20000 1000 0 "$a0" 0 0 0 0
	echo "${answer##* } ns a hypercall $3" >>/job/out/times
	check "flood: another VM's 20,000 calls are all taken $3" \
		counted good events=20000
	kill -9 "${vm_pid[flood]}"
	wait "${vm_pid[flood]}" 2>/dev/null || :
	vm_close flood
	expect_calls good 1000 "$a0" 20000
}
flood 8 "${vm_pid[good]}" "while a VM that is not allowed floods"
flood 9 all "while a VM that is allowed floods"
echo "${vm_pid[flood]} $(awk -v pid="${vm_pid[flood]}" '$1 == pid { print $8 }' \
	/sys/kernel/debug/hyperftrace/vms)" >/job/out/flooded
check "flood: its refusals are counted, after its end" \
	awk '$2 < 1 { exit 1 }' /job/out/flooded

# More VMs than the table has room for: at once, and one after the other.
alive=$(awk 'NR > 1 && /^ *[0-9]/ && $2 != "ended"' \
	/sys/kernel/debug/hyperftrace/vms | wc -l)
turned_away() {
	grep -qx "# $1 messages of VMs beyond the first 256" \
		/sys/kernel/debug/hyperftrace/vms
}
mkfifo /tmp/hold
/job/guest/vmm-crowd together 260 </tmp/hold >/tmp/crowd &
crowd=$!
exec {hold}>/tmp/hold
crowd_has_called() {
	until grep -q 'all have called' /tmp/crowd; do
		kill -0 $crowd || return 1
		sleep 0.1
	done
}
check "table: 260 VMs at once have called" crowd_has_called
check "table: those that do not fit are counted" turned_away $((alive + 4))
exec {hold}>&-
check "table: the 260 have ended well" wait_for $crowd
check "table: 300 VMs, one after the other" /job/guest/vmm-crowd after 300
check "table: room was found for each of them" turned_away $((alive + 4))
echo $((260 - alive - 4 + 300)) >/job/out/crowd

trace_stop trace
cp /sys/kernel/debug/hyperftrace/vms /job/out/vms

# The module goes and comes back under a guest that is there all the time.
ask bad loop 20000 1011 0 0x100000 64 1 1 0
check "reload: while a guest probes" rmmod hyperftrace_host
hear bad
probe bad 0x9998 0x1000
check "reload: nobody answers while it is away" holds bad 0x100038 0x0
load_host_module
check "reload: counters begin at 0" row_is_absent bad
probe bad 0x9999 0x1000
check "reload: that guest's probe is answered again" answered bad 0x9999 1
tell bad quit
tell good quit
rmmod hyperftrace_host
check "host: clean log" host_no_splat
