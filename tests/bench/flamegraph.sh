# SPDX-License-Identifier: MIT
# Where the report's time goes: a profile of it, on one core. No figures, but
# in $B/bench: consumer.folded (collapsed stacks), consumer.svg (a flame graph
# of them) and consumer.top (the functions that take most).
. "$SRC/tests/bench/lib/consumer.sh"
lib=$SRC/tests/bench/lib
out=$B/bench/consumer

replicate pages -n 50000000
view report threads=1
if ! taskset -c 0 perf record -q -F 999 --call-graph dwarf,8192 \
	-o "$traces/perf.data" "${view[@]}" >/dev/null 2>"$traces/errors"; then
	echo "bench: no profile: $(tail -n 1 "$traces/errors")" >&2
	exit 0
fi
perf script -i "$traces/perf.data" -F ip,sym,dso 2>/dev/null |
	awk -f "$lib/collapse.awk" | LC_ALL=C sort >"$out.folded"
awk -v title='hyperftrace report, 50 M records on one core' \
	-f "$lib/flamegraph.awk" "$out.folded" >"$out.svg"
awk -f "$lib/top.awk" "$out.folded" | sort -rn | head -n 5 >"$out.top"
cat "$out.top" >&2
