#!/bin/bash
# SPDX-License-Identifier: MIT
# The guest module in real guests: errors, reloading, a panic, two vCPUs,
# interrupts, and call counts against the kernel's own.
. "$(dirname "$0")/lib.sh"
here=$SRC/tests/lab

# The variant that Kbuild makes for a kernel without function graph.
unsupported=$("$SRC/tools/lab/lab" path unsupported)/hyperftrace_guest.ko

scripts=()
for script in "$here"/guest/*.sh; do
	scripts+=(--add "$script")
done
in_lab guest-module --timeout 900 --host "$here/host/guest-module.sh" \
	--host-lib "$here/host/lib.sh" --add "$unsupported:unsupported.ko" \
	"${scripts[@]}"

# What a panicking guest called last: the calls that never returned are open.
last_calls() {
	replay "$out/trace-panic" "$out/panic/kallsyms" >"$out/panic.txt"
	grep -q 'sysrq_handle_crash() {' "$out/panic.txt"
	tail -n 40 "$out/panic.txt" | grep -q 'panic() {'
}
check "panic: the last calls are in the trace" last_calls

# Both as "name count".
our_counts() {
	replay "$out/trace-counts" "$out/counts/kallsyms" |
		sed -nE 's/.*\|  +([A-Za-z_0-9.]+)\(\)( \{|;)$/\1/p' | count
}
ftrace_counts() {
	sed -nE 's/^[^#].* ([A-Za-z_0-9.]+) <-.*/\1/p' "$out/counts/ftrace" | count
}
count() {
	sort | uniq -c | awk '{ print $2, $1 }'
}
same_counts() {
	our_counts >"$out/ours"
	ftrace_counts >"$out/ftraces"
	[ "$(wc -l <"$out/ours")" -ge 8 ] || { echo "too few functions"; return 1; }
	diff "$out/ftraces" "$out/ours"
}
check "counts: equal to the guest's own ftrace, function by function" same_counts

smp() { replay "$out/trace-smp" "$out/smp/kallsyms" >"$out/smp.txt"; }
check "two vCPUs: both are traced" sh -c "
	$(declare -f replay); out=$out B=$B; $(declare -f smp); smp
	grep -qE '/0\)' $out/smp.txt && grep -qE '/1\)' $out/smp.txt"
