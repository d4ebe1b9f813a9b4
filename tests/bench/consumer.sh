# SPDX-License-Identifier: MIT
# How fast the views read a trace of one event a hypercall, in events per
# second of processor time; the rivals are babeltrace2's own sinks.
events=2000000
trace=$B/bench/calls
mkdir -p "$B/bench"

# Nested calls over 64 functions, with a task switch every 200 events.
generate() {
	awk -v n="$events" 'BEGIN {
		for (i = 0; i < n; i++) {
			if (i % 200 == 0) {
				printf "%d 0 kvm_x86_hypercall nr=1001 a0=%d a1=%d a2=%d a3=%d\n",
					i * 100, 100 + t % 7, 100 + t % 7,
					100 + (t + 1) % 7, 100 + (t + 1) % 7
				t++
				continue
			}
			depth = int(i % 200 / 2) % 8
			printf "%d 0 kvm_x86_hypercall nr=1000 a0=%d a1=%d a2=%d a3=%d\n",
				i * 100, 4294967296 + (i % 64) * 256,
				(i - 1) % 2, (i - 1) % 2 * 80, depth
		}
	}' | "$B/tests/ctf-write" "$1"
}

# rate COMMAND...: median of three, events per second of user and system time.
rate() {
	local i
	for i in 1 2 3; do
		{ TIMEFORMAT='%U %S'; time "$@" >/dev/null; } 2>&1 |
			awk -v n="$events" '{ printf "%d\n", n / ($1 + $2) }'
	done | sort -n | sed -n 2p
}

[ -d "$trace" ] || { generate "$trace.new" && mv "$trace.new" "$trace"; }
replay=$(rate babeltrace2 --plugin-path="$B" "$trace" \
	--component=sink.hyperftrace.replay)
pretty=$(rate babeltrace2 "$trace")
dummy=$(rate babeltrace2 "$trace" --component=sink.utils.dummy)
printf 'replay of a call trace\t%s\tevents/s\tsink.text.pretty\t%s\n' \
	"$replay" "$pretty"
printf 'replay of a call trace\t%s\tevents/s\tsink.utils.dummy (no output)\t%s\n' \
	"$replay" "$dummy"
