# SPDX-License-Identifier: MIT
# What recording one hypercall costs, in the lab: a VMM of our own issues
# them; the rivals are the same unrecorded and LTTng's own kvm-x86 probe.
. "$SRC/tests/lab/lib.sh"
static_program vmm "$SRC/tests/lab/vmm.c"
stock=$("$SRC/tools/lab/lab" path stock-probe)/lttng-probe-kvm-x86.ko
out=$B/lab/bench-hypercall
"$SRC/tools/lab/lab" run --out "$out" --timeout 300 \
	--host "$SRC/tests/bench/host/hypercall.sh" \
	--host-lib "$SRC/tests/lab/host/lib.sh" --add "$program" --add "$stock"

# median NAME
median() {
	sort -n "$out/$1" | sed -n 3p
}
printf 'a recorded hypercall\t%s\tns\tthe same, unrecorded\t%s\n' \
	"$(median ours)" "$(median unrecorded)"
printf 'a recorded hypercall\t%s\tns\tlttng-probe-kvm-x86\t%s\n' \
	"$(median ours)" "$(median stock)"
