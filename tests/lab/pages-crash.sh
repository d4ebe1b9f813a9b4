#!/bin/bash
# SPDX-License-Identifier: MIT
# The page transport when the guest dies, compared with the call transport; and
# two guests at once, one of which may not be traced.
. "$(dirname "$0")/lib.sh"
here=$SRC/tests/lab

steps_module
added=(--add "$program")
for script in lib serve panic-page triple-fault endless allowed refused; do
	added+=(--add "$here/guest/$script.sh")
done
in_lab pages-crash --timeout 600 --host "$here/host/pages-crash.sh" \
	--host-lib "$here/host/lib.sh" "${added[@]}"

for what in panic fault-page fault-call kill-page kill-call two; do
	replay "$out/trace-$what" >"$out/$what.txt"
	check "$what: no record is missing of what was handed over" \
		complete "$out/$what.txt"
done

ends_with_panic() {
	grep -qE '\|  +v?panic\(\) \{' "$out/panic.txt" &&
		grep -v '^#' "$out/panic.txt" | tail -n 4 |
		grep -q 'acpi_os_write_port\|native_machine_emergency_restart'
}
check "panic: the last function is that which resets the machine" ends_with_panic
# The other CPU was stopped; what it had left to tell came by the first.
stopped_the_other() {
	local lane
	lane=$(sed -nE \
		's,.* ([0-9]+/[01])\).*\|  +v?panic\(\) \{$,\1,p' \
		"$out/panic.txt" | head -n 1)
	[ -n "$lane" ] && grep -E '^ *[0-9.]+ +[0-9]+/[01]\)' "$out/panic.txt" |
		grep -vF " $lane)" | tail -n 12 | grep 'stop_this_cpu() {'
}
check "panic: the other CPU's last function is that which stops it" stopped_the_other

# Each step is told by a hypercall of its own, too, after it: how far the guest
# was in truth.
steps_done() {
	events "$out/trace-$1" | sed -nE 's/.*nr = 999, a0 = ([0-9]+),.*/\1/p' |
		tail -n 1
}
# ends NAME LACKING: no more than so many of the last steps are missing.
ends() {
	local reached seen
	reached=$(steps_done "$1")
	seen=$(calls "$out/$1.txt" hft_step)
	check "$1: $reached steps done, $seen in the trace, at most $2 behind" \
		test "$reached" -ge 1000 -a "$seen" -ge $((reached - $2)) \
		-a "$seen" -le $((reached + 1))
}
# A step has two records, a buffer of 4 KiB is 512 words.
for what in fault kill; do
	ends $what-call 0
	ends $what-page 256
done

the_allowed_one_only() {
	[ "$(events "$out/trace-two" | sed -nE 's/.*hyperftrace_page: .*vm_pid = ([0-9]+),.*/\1/p' | sort -u)" = \
		"$(cat "$out/allowed-pid")" ]
}
check "two VMs: the allowed one only is in the trace" the_allowed_one_only
read -r made handed_over lost < <(totals "$out/one/totals")
check "two VMs: all $made records of the allowed one, in $handed_over buffers" \
	test "$(count_in "$out/two.txt" 'of functions')" = "$made" -a "$lost" = 0
check "two VMs: 1,000 steps on its two vCPUs" \
	test "$(calls "$out/two.txt" hft_step)" = 1000
