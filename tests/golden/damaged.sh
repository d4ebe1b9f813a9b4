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

# A stream cut in its last packet: babeltrace2 refuses it before it begins, and
# says where to cut it, so that the rest can be read.
stream=$work/cut/channel0_0
truncate -s $((size - 10)) "$stream"
replay cut "$symbols"
fails
offset=$(sed -n 's/.*packet-offset[a-z-]*=\([0-9]*\).*/\1/p' "$work/err" | head -n 1)
truncate -s "${offset:-0}" "$stream"
replay cut "$symbols"
succeeds
prints cut
