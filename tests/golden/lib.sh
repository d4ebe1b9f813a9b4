# SPDX-License-Identifier: MIT
# shellcheck shell=dash
# What the golden tests share. Sourced with B (build folder) and SRC
# (repository) set. GOLDEN_UPDATE=1 writes the expected files anew: look at
# what changed before you commit it.
set -eu
: "${B:?}" "${SRC:?}"
golden=$SRC/tests/golden
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail()
{
	echo "FAIL: $*"
	exit 1
}

skip()
{
	echo "SKIP: $*"
	exit 77
}

requires()
{
	command -v "$1" > /dev/null || skip "$1 is not installed"
}

requires babeltrace2

# trace NAME < SCRIPT: make a trace from lines of text.
trace()
{
	"$B/tests/ctf-write" "$work/$1"
}

# show VIEW TRACE [PARAMS]: output in $work/out, messages in $work/err as one
# line, since babeltrace2 folds them; exit status in $status.
show()
{
	status=0
	babeltrace2 --plugin-path="$B" "$work/$2" \
		--component="sink.hyperftrace.$1" \
		${3:+--params="$3"} > "$work/out" 2> "$work/err.folded" ||
		status=$?
	tr -s ' \n' '  ' < "$work/err.folded" > "$work/err"
}

replay()
{
	show replay "$@"
}

# The parameter for symbols of the guest's kernel and of a program.
symbols="kallsyms=[\"$golden/kallsyms.txt\",\"$golden/program.nm\"]"

succeeds()
{
	[ "$status" = 0 ] || fail "exit status $status: $(cat "$work/err")"
}

fails()
{
	[ "$status" != 0 ] || fail "exit status 0: $(cat "$work/out")"
}

# says TEXT: it is among the messages.
says()
{
	grep -qF -- "$1" "$work/err" ||
		fail "no \"$1\" in: $(cat "$work/err")"
}

silent()
{
	[ ! -s "$work/err" ] || fail "unexpected: $(cat "$work/err")"
}

# prints NAME: the output is expected/NAME.txt.
prints()
{
	if [ "${GOLDEN_UPDATE:-0}" = 1 ]; then
		cp "$work/out" "$golden/expected/$1.txt"
	fi
	diff -u "$golden/expected/$1.txt" "$work/out" ||
		fail "the output is not expected/$1.txt"
}
