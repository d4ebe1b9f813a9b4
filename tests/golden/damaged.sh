#!/bin/sh
# SPDX-License-Identifier: MIT
# What comes before the damage is shown, and the footer says where it is.
. "$SRC/tests/golden/lib.sh"

trace damaged << 'END'
100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000
200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a3=1
300 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a1=1 a2=90 a3=1
packet 0
400 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200 a3=1
500 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001200 a1=1 a2=95 a3=1
END
cp -r "$work/damaged" "$work/cut"

# An event's id that does not exist: 30, in the second packet's last event.
# Its header is as long as the record after it: 4 + 5 * 8 + 4 + 4 bytes.
stream=$work/damaged/channel0_0
size=$(wc -c < "$stream")
printf '\036' | dd of="$stream" bs=1 seek=$((size - 52)) conv=notrunc \
	2> /dev/null
replay damaged "$symbols"
fails
says 'reading stopped after 4 events, at 0.000000300 s: the trace is damaged there or cannot be read further'
prints damaged

# A stream cut within an event of its last packet: babeltrace2 refuses it before
# it begins, and reads the copy that we mend up to the cut.
salvage=$SRC/tools/salvage/hyperftrace-salvage
stream=$work/cut/channel0_0
truncate -s $((size - 10)) "$stream"
replay cut "$symbols"
fails
"$salvage" "$work/cut" "$work/mended" > "$work/said"
grep -qF "$work/mended/channel0_0: 10 bytes of the last packet are missing" \
	"$work/said" || fail "$(cat "$work/said")"
replay mended "$symbols"
# Whether half an event is an error depends on babeltrace2's version.
if [ "$status" != 0 ]; then
	says 'reading stopped after 4 events'
fi
grep -qF 'vfs_read() {' "$work/out" || fail "$(cat "$work/out")"
grep -q '^# 4 events, 1 call, ' "$work/out" || fail "$(cat "$work/out")"

# At the end of an event: what is there is whole.
truncate -s $((size - 52)) "$stream"
rm -r "$work/mended"
"$salvage" "$work/cut" "$work/mended" > "$work/said"
replay mended "$symbols"
succeeds
prints cut

# What it cannot mend, it says.
refuses()
{
	! "$salvage" "$1" "$work/copy" > "$work/said" 2>&1 ||
		fail "not refused: $1"
	grep -qF "$2" "$work/said" || fail "$(cat "$work/said")"
	rm -rf "$work/copy"
}
refuses "$work/mended" 'is cut short'
refuses "$work" 'is no CTF trace: it has no metadata file'
