#!/bin/sh
# SPDX-License-Identifier: MIT
# Output to a file, to a full disk, to a pipe that nobody reads.
. "$SRC/tests/golden/lib.sh"

trace some << 'END'
100 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000
200 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000 a1=1 a2=90
END

replay some "$symbols"
succeeds
cp "$work/out" "$work/stdout"
replay some "$symbols,output=\"$work/file\""
succeeds
[ ! -s "$work/out" ] || fail 'wrote to the standard output as well'
cmp "$work/file" "$work/stdout"

[ -c /dev/full ] || skip 'there is no /dev/full'
replay some 'output="/dev/full"'
fails
says 'cannot write to /dev/full: No space left on device'

# More than a pipe holds, so that it is written to after its reader is gone.
i=0
while [ $i -lt 3000 ]; do
	i=$((i + 1))
	echo "$i 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000"
done > "$work/script"
trace long < "$work/script"
mkfifo "$work/pipe"
: < "$work/pipe" &
replay long "output=\"$work/pipe\""
wait
fails
