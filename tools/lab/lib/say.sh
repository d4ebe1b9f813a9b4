# SPDX-License-Identifier: MIT
# What the lab says: one line a phase, with the time that it took.

die() {
	echo "lab: $*" >&2
	exit 1
}

# phase TEXT COMMAND...: run it with its output in a log, shown if it fails.
# Leaves the status in $phase_rc and is never to be called within a condition:
# bash would ignore `set -e` in all that COMMAND does.
phase() {
	local text=$1 log begin
	shift
	log=$(mktemp)
	begin=$SECONDS
	printf 'lab: %-52s ' "$text" >&2
	set +e
	(
		set -e
		"$@"
	) >"$log" 2>&1
	phase_rc=$?
	set -e
	if [ $phase_rc = 0 ]; then
		printf '%4d s\n' $((SECONDS - begin)) >&2
	else
		printf 'failed\n' >&2
		tail -n 40 "$log" >&2
	fi
	rm -f "$log"
}
