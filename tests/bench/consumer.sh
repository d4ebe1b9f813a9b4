# SPDX-License-Identifier: MIT
# How fast the views read, on one core, by processor time, medians of three:
# records are entries and exits of functions. Rivals get the same calls in
# their formats; what is slow gets fewer of them.
. "$SRC/tests/bench/lib/consumer.sh"
records=50000000
many_records=500000000
boot_records=21000000
uftrace_records=10000000
trace_cmd_records=5000000
predecessor_records=322000000

measure_uftrace() {
	replicate uftrace -n $uftrace_records -f uftrace
	local in=(-d "$trace") time
	time=$(seconds uftrace report "${in[@]}")
	uftrace_report=$(rate $uftrace_records "$time")
	time=$(seconds uftrace dump --flame-graph "${in[@]}")
	uftrace_flame=$(rate $uftrace_records "$time")
	time=$(seconds uftrace dump --chrome "${in[@]}")
	uftrace_chrome=$(rate $uftrace_records "$time")
	time=$(seconds uftrace replay "${in[@]}")
	uftrace_replay=$(rate "$(uftrace replay "${in[@]}" | wc -l)" "$time")
	done_with
}

measure_trace_cmd() {
	local time
	replicate trace.dat -n $trace_cmd_records -f trace-cmd
	time=$(seconds trace-cmd report -i "$trace")
	trace_cmd_report=$(rate $trace_cmd_records "$time")
	done_with
}

measure_pages() {
	local time lines
	replicate pages -n $records
	view report threads=1
	time=$(seconds "${view[@]}")
	report=$(rate $records "$time")
	figure 'report of pages' "$report" records/s \
		'uftrace report, of 10 M' "$uftrace_report"
	figure 'report of pages' "$report" records/s \
		'trace-cmd report, of 5 M' "$trace_cmd_report"
	view export 'threads=1,format="collapsed"'
	time=$(seconds "${view[@]}")
	figure 'collapsed stacks of pages' "$(rate $records "$time")" records/s \
		'uftrace dump --flame-graph, of 10 M' "$uftrace_flame"
	view export 'threads=1,format="perfetto"'
	time=$(seconds "${view[@]}")
	figure 'Perfetto of pages' "$(rate $records "$time")" records/s \
		'uftrace dump --chrome, of 10 M' "$uftrace_chrome"
	view replay threads=1
	time=$(seconds "${view[@]}")
	lines=$("${view[@]}" | wc -l)
	figure 'replay of pages' "$(rate "$lines" "$time")" lines/s \
		'uftrace replay, of 10 M' "$uftrace_replay"
}

# Of the trace that measure_pages leaves.
measure_two_cores() {
	local one two
	[ "$(nproc)" -ge 2 ] || {
		echo "bench: two cores are not measured: there is one" >&2
		return 0
	}
	view report threads=1
	"${view[@]}" >"$traces/one"
	one=$(elapsed 0 "${view[@]}")
	view report threads=2
	"${view[@]}" >"$traces/two"
	two=$(elapsed 0,1 "${view[@]}")
	cmp "$traces/one" "$traces/two" >&2
	figure 'report of pages, two cores' "$(rate $records "$two")" \
		records/s 'one core' "$(rate $records "$one")"
}

# memory: MB that the report of the last trace needs at most.
memory() {
	view report threads=1
	/usr/bin/time -f %M -o "$traces/kb" "${view[@]}" >/dev/null
	awk '{ printf "%.1f", $1 / 1024 }' "$traces/kb"
}

measure_memory() {
	local few free needed=$((many_records * 9 / 1024))
	few=$(memory)
	done_with
	free=$(df --output=avail "$traces" | tail -n 1)
	[ "$free" -gt "$needed" ] || {
		echo "bench: memory is not measured: it needs $needed KiB of disk" >&2
		return 0
	}
	replicate many -n $many_records
	figure 'memory, report of 500 M records' "$(memory)" MB \
		'the same, of 50 M' "$few"
	done_with
}

# extrapolated RECORDS RATE: seconds.
extrapolated() {
	awk -v n="$1" -v r="$2" 'BEGIN { printf "%.2f", n / r }'
}

measure_boot() {
	replicate boot -n $boot_records
	view report threads=1
	figure 'report of a whole boot, 21 M records' "$(seconds "${view[@]}")" s \
		"uftrace report, from its rate" \
		"$(extrapolated $boot_records "$uftrace_report")"
	done_with
	figure 'report of 322 M records, from its rate' \
		"$(extrapolated $predecessor_records "$report")" s \
		"uftrace report, from its rate" \
		"$(extrapolated $predecessor_records "$uftrace_report")"
}

measure_calls() {
	local time dummy
	replicate calls -c -n $records
	view report threads=1
	time=$(seconds "${view[@]}")
	dummy=$(seconds babeltrace2 "$trace" --component=sink.utils.dummy)
	figure 'report of a call trace' "$(rate $records "$time")" records/s \
		'sink.utils.dummy (no output)' "$(rate $records "$dummy")"
	view report threads=0
	time=$(elapsed 0,1 "${view[@]}")
	dummy=$(elapsed 0,1 babeltrace2 "$trace" --component=sink.utils.dummy)
	figure 'report of a call trace, elapsed' "$(rate $records "$time")" \
		records/s 'sink.utils.dummy (no output)' \
		"$(rate $records "$dummy")"
	done_with
}

measure_uftrace
measure_trace_cmd
measure_pages
measure_two_cores
measure_memory
measure_boot
measure_calls
