#!/bin/bash
# SPDX-License-Identifier: MIT
# The host module: kvm.ko and the stock LTTng probe before, after and without
# it, and what it records.
. "$(dirname "$0")/lib.sh"
here=$SRC/tests/lab

static_program vmm "$here/vmm.c"
stock=$("$SRC/tools/lab/lab" path stock-probe)/lttng-probe-kvm-x86.ko

in_lab host-module --timeout 600 --host "$here/host/host-module.sh" \
	--host-lib "$here/host/lib.sh" --add "$program" --add "$stock"

# lines TRACE PATTERN
lines() { events "$out/$1" | grep -cE "$2"; }
ours='kvm_x86_hypercall: .*nr = 1000, a0 = 4660, a1 = 0, a2 = 77, a3 = 3, vm_pid = [1-9][0-9]*, vcpu_id = 0, cpl = 0 }'
stock='kvm_x86_hypercall: .*nr = 1000, a0 = 4660, a1 = 0, a2 = 77, a3 = 3 }'
check "kvm.ko loaded later: every hypercall" \
	test "$(lines trace-late "$ours")" = 1000
check "kvm.ko unloaded and loaded again: every hypercall" \
	test "$(lines trace-again "$ours")" = 1000
check "stock probe: every hypercall, as it records them" \
	test "$(lines trace-stock "$stock")" = 1000
# The trace names neither VM nor vCPU; the payload enters a function at the
# same depth again and again.
stock_replay() {
	babeltrace2 --plugin-path="$B" "$out/trace-stock" \
		--component=sink.hyperftrace.replay >"$out/stock.txt" &&
		grep -q '^# lanes are 0/CPU of the host' "$out/stock.txt" &&
		grep -q '^# 1000 events, 0 calls, .* 1 call left open' \
			"$out/stock.txt" &&
		grep -q '^# 999 calls whose exit was not seen' "$out/stock.txt"
}
check "stock probe: replay reads it" stock_replay
# 0x81 is SVM's exit code for vmmcall, 18 VMX's reason for vmcall.
check "entry and exit: one of each around every hypercall" test \
	"$(lines trace-exits 'kvm_x86_exit: .*exit_reason = (129|18), guest_rip = 4099,')" = 1000
check "entry: with VM and vCPU" test \
	"$(lines trace-exits 'kvm_x86_entry: .*vcpu_id = 0, vm_pid = [1-9]')" -ge 1000
check "host module: buffers are read between its loads and unloads" test \
	"$(lines trace-reload 'hyperftrace_page: .* error = 0, words = 512,')" -ge 1000
