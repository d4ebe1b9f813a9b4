#!/bin/sh
# SPDX-License-Identifier: MIT
# One thread or two, what is written is the same to the byte; and so it is
# after an error.
. "$SRC/tests/golden/lib.sh"

same()
{
	for threads in 1 2; do
		replay "$1" "threads=$threads"
		mv "$work/out" "$work/out.$threads"
		echo "$status" >> "$work/out.$threads"
	done
	cmp "$work/out.1" "$work/out.2" || fail "$1 differs"
}

for name in "$golden"/captured/*/trace; do
	rm -rf "$work/copy"
	cp -r "$name" "$work/copy"
	same copy
done
[ "$(tail -n 1 "$work/out.1")" = 0 ] || fail 'a captured trace is not read'

# The last event has an id that does not exist, as in damaged.sh.
trace broken << 'END'
100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000
200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001100 a3=1
END
stream=$work/broken/channel0_0
printf '\036' | dd of="$stream" bs=1 conv=notrunc \
	seek=$(($(wc -c < "$stream") - 52)) 2> /dev/null
same broken
tail -n 1 "$work/out.1" | grep -qx 1 || fail 'the damage is not noticed'
replay broken 'threads=3'
fails
says 'parameter "threads" must be 1 or 2, or 0 for what is best'
