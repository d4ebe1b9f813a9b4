#!/bin/sh
# SPDX-License-Identifier: MIT
# A guest that wants to draw on the terminal, and calls without end.
. "$SRC/tests/golden/lib.sh"

long=$(printf '%0300d' 0)
printf 'ffffffff81001000 T evil\033[2J\\name\nffffffff81002000 T n%s\n' \
	"$long" > "$work/symbols"
{
	echo '1 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81002000'
	i=2
	while [ $i -le 400 ]; do
		echo "$i 0 kvm_x86_hypercall nr=1000 a0=0xffffffff81001000"
		i=$((i + 1))
	done
} > "$work/script"
trace hostile < "$work/script"
replay hostile "kallsyms=\"$work/symbols\""
succeeds
if LC_ALL=C grep -q '[^ -~]' "$work/out"; then
	fail 'characters that are not printable'
fi
grep -qF 'evil\x1b[2J\x5cname() {' "$work/out" || fail 'no escaped name'
awk 'length > 400 { exit 1 }' "$work/out" || fail 'a line is too long'
tail -n 1 "$work/out" | grep -q ' 400 calls left open' ||
	fail "the footer is $(tail -n 1 "$work/out")"
