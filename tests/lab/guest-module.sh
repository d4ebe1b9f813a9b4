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
for suite in bookworm sid; do
	scripts+=(--also "$suite"
		--add "$here/guest/other-kernel.sh:counts-$suite.sh")
done
in_lab guest-module --timeout 1700 --host "$here/host/guest-module.sh" \
	--host-lib "$here/host/lib.sh" --add "$unsupported:unsupported.ko" \
	"${scripts[@]}"

# What a panicking guest called last: up to what panic() itself does at the
# end; the calls that never returned are open.
last_calls() {
	replay "$out/trace-panic" "$out/panic/kallsyms" >"$out/panic.txt" &&
		grep -q 'sysrq_handle_crash() {' "$out/panic.txt" &&
		grep -q '  panic() {' "$out/panic.txt" &&
		grep -q ' 4 calls left open' "$out/panic.txt" &&
		grep -v '^#' "$out/panic.txt" | tail -n 8 |
		grep -q 'console_flush_on_panic() {'
}
check "panic: the last calls are in the trace" last_calls

# Both as "name count".
our_counts() {
	replay "$out/trace-$1" |
		sed -nE 's/.*\|  +([A-Za-z_0-9.]+)\(\)( \{|;)$/\1/p' | count
}
ftrace_counts() {
	sed -nE 's/^[^#].* ([A-Za-z_0-9.]+) <-.*/\1/p' "$out/$1/ftrace" | count
}
count() {
	sort | uniq -c | awk '{ print $2, $1 }'
}
same_counts() {
	our_counts "$1" >"$out/ours"
	ftrace_counts "$1" >"$out/ftraces"
	[ "$(wc -l <"$out/ours")" -ge 8 ] || { echo "too few functions"; return 1; }
	diff "$out/ftraces" "$out/ours"
}
for guest in counts counts-call counts-bookworm counts-sid; do
	check "$guest: equal to the guest's own ftrace, function by function" \
		same_counts "$guest"
done

replay "$out/trace-smp" >"$out/smp.txt"
check "two vCPUs: the first is traced" grep -qE '/0\) .*vfs_read' "$out/smp.txt"
check "two vCPUs: the second is traced" grep -qE '/1\) .*vfs_read' "$out/smp.txt"
check "two vCPUs: no exit without its entry" grep -q ' 0 unmatched exits' "$out/smp.txt"

# Tracing is off for a second between the run without and the one with.
only_after_the_pause() {
	awk '$2 !~ /\)$/ || $1 !~ /^[0-9]+\./ { next }
		$1 - last > pause { pause = $1 - last; resumed = $1 }
		{ last = $1 }
		/hrtimer_interrupt\(\)/ && !first { first = $1 }
		END {
			print "resumed at", resumed, "first interrupt at", first
			exit !(pause >= 1 && first && first >= resumed)
		}' "$out/smp.txt"
}
check "interrupts: traced with irqs=1 only" only_after_the_pause
