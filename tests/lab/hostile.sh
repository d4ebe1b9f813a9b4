#!/bin/bash
# SPDX-License-Identifier: MIT
# Hostile guests: the host refuses, counts and records what they do, and
# nothing else comes of it.
. "$(dirname "$0")/lib.sh"
here=$SRC/tests/lab
programs=()
for name in vmm-shell vmm-crowd; do
	static_program $name "$here/$name.c"
	programs+=(--add "$program")
done
in_lab hostile --timeout 400 --host "$here/host/hostile.sh" \
	--host-lib "$here/host/lib.sh" --add "$here/host/vm-lib.sh" \
	"${programs[@]}"

cat "$out/times"
events "$out/trace" >"$out/trace.txt" 2>"$out/babeltrace.log"
check "trace: LTTng has discarded nothing" \
	sh -c '! grep -i discarded "$1"' sh "$out/babeltrace.log"

# As vm-lib.sh's expect_page writes them, in their order.
read -r flood refused <"$out/flooded"
sed -nE 's/.*hyperftrace_page: .* vm_pid = (-?[0-9]+), vcpu_id = (-?[0-9]+), cpl = (-?[0-9]+), version = ([0-9]+), flags = ([0-9]+), session = ([0-9A-Fx]+), seq = ([0-9]+), guest_tsc = ([0-9]+), host_tsc = [0-9]+, delay_ns = [0-9]+, error = (-?[0-9]+), words = ([0-9]+), _records_length = ([0-9]+), .*/\1 \2 \3 \4 \5 \6 \7 \8 \9 &/p' \
	"$out/trace.txt" |
	sed -E 's/^((\S+ ){9}).*words = ([0-9]+), _records_length = ([0-9]+), .*/\1\3 \4/' \
		>"$out/pages"
check "trace: an event for each buffer, and nothing else in it" \
	diff "$out/expected-pages" <(grep -v "^$flood " "$out/pages")
check "trace: an event for each buffer of the flood, without records" \
	test "$(grep -cE "^$flood 0 0 1 1 0x0 [0-9]+ 0 -22 1 0$" "$out/pages")" = "$refused"

# records SEQ: of that buffer, a word a line.
records() {
	grep "hyperftrace_page: .* seq = $1, .* error = 0, " "$out/trace.txt" |
		sed 's/.*records = \[//' | grep -oE '0x[0-9A-F]+'
}
for file in "$out"/records-*; do
	check "records: bit for bit: $(wc -l <"$file") words" \
		cmp "$file" <(records "${file##*-}")
done
check "records: nothing from behind a slot" \
	sh -c '! grep -qi 5ec2e75ec2e75ec2 "$1"' sh "$out/trace.txt"

# As expect_calls writes them, but those of the crowd: they have a0 0.
sed -nE 's/.*kvm_x86_hypercall: .* nr = ([0-9]+), a0 = ([0-9]+), .* vm_pid = (-?[0-9]+), vcpu_id = 0, cpl = (-?[0-9]+) .*/\3 \1 \2 \4/p' \
	"$out/trace.txt" | sort | uniq -c | sed 's/^ *//' >"$out/calls"
crowd='^[0-9]+ [0-9]+ 1000 0 0$'
check "trace: each call that was taken, as often as it was made, and no other" \
	diff <(sort "$out/expected-calls") <(grep -vE "$crowd" "$out/calls" | sort)
check "trace: a call of each VM that the table had room for" \
	test "$(grep -cE "$crowd" "$out/calls")" = "$(cat "$out/crowd")"
