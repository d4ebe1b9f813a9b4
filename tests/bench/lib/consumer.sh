# SPDX-License-Identifier: MIT
# What measures the consumer sources this: traces to read, and the views.
set -o pipefail
traces=$B/bench/traces
rm -rf "$traces"
mkdir -p "$traces"
trap 'rm -rf "$traces"' EXIT

# The lab's trace is kept; where there is no lab it is a small one of the
# golden tests.
captured=$B/bench/captured/trace
if [ ! -e "$captured/metadata" ] &&
	! bash -eu "$SRC/tests/bench/lib/capture.sh" "$B/bench/captured" >&2; then
	echo "bench: no trace from the lab, so a small one is replicated" >&2
	captured=$SRC/tests/golden/captured/pages/trace
fi

# replicate NAME OPTION...: $trace is as many records of the captured trace.
replicate() {
	trace=$traces/$1
	"$B/tests/ctf-replicate" "${@:2}" "$captured" "$trace"
}

# done_with: of the last trace.
done_with() {
	rm -rf "$trace"
}

# view SINK PARAMS: the command is $view.
view() {
	view=(babeltrace2 --plugin-path="$B" "$trace"
		--component="sink.hyperftrace.$1" --params="$2")
}

# median_of FORMAT COMMAND...: of three runs, in bash's TIMEFORMAT, the sum of
# its words.
median_of() {
	local i
	for i in 1 2 3; do
		{
			TIMEFORMAT=$1
			time "${@:2}" >/dev/null 2>"$traces/errors"
		} 2>&1 | awk '{ print $1 + $2 }' || {
			cat "$traces/errors" >&2
			return 1
		}
	done | sort -n | sed -n 2p
}

# seconds COMMAND...: of processor time on one core.
seconds() {
	median_of '%U %S' taskset -c 0 "$@"
}

# elapsed CORES COMMAND...: seconds on these cores.
elapsed() {
	median_of %R taskset -c "$@"
}

# rate N SECONDS: how many a second.
rate() {
	awk -v n="$1" -v s="$2" 'BEGIN { printf "%.0f", n / s }'
}

# figure NAME VALUE UNIT RIVAL RIVAL_VALUE
figure() {
	printf '%s\t%s\t%s\t%s\t%s\n' "$@"
}
