#!/bin/bash
# SPDX-License-Identifier: MIT
# The test runner itself: what it counts, prints and returns.
set -eu
: "${SRC:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CI

# test_file NAME: a test of the text on stdin.
test_file() {
	{
		echo '#!/bin/sh'
		cat
	} >"$work/$1"
	chmod +x "$work/$1"
}

# expect STATUS LAST_LINE TEST...
expect() {
	local status=$1 line=$2 rc=0
	shift 2
	(cd "$work" && "$SRC/tests/run" "$@") >"$work/out" || rc=$?
	if [ $rc != "$status" ] || [ "$(tail -n 1 "$work/out")" != "$line" ]; then
		echo "$*: exit status $rc and not $status, or not \"$line\":"
		cat "$work/out"
		exit 1
	fi
}

prints() {
	grep -qF -- "$1" "$work/out" && return
	echo "no \"$1\" in:"
	cat "$work/out"
	exit 1
}

test_file good.sh <<<'[ -d "$B" ] && [ -d "$SRC/tests" ]'
test_file bad.sh <<<'echo "the reason"; exit 3'
test_file skip.sh <<<'echo noise; echo "no such tool"; exit 77'
test_file dies.sh <<<'echo "last words"; kill -9 $$'
test_file subtests.sh <<'END'
echo 'SUBTEST PASS one thing'
echo 'SUBTEST FAIL another: it broke'
echo 'SUBTEST SKIP third: no KVM'
exit 1
END
test_file subtests-good.sh <<<'echo "SUBTEST PASS a"; echo "SUBTEST PASS b"'
test_file subtests-dies.sh <<<'echo "SUBTEST PASS a"; exit 9'
test_file test-good <<<'echo "100%: Checks: 12, Failures: 0, Errors: 0"'
test_file test-bad <<'END'
echo "70%: Checks: 10, Failures: 2, Errors: 1"
echo "t.c:7:F:core:test_x:0: Assertion failed"
exit 1
END
test_file test-dies <<<'kill -11 $$'
test_file test-leaks <<<'echo "100%: Checks: 5, Failures: 0, Errors: 0"; exit 23'
test_file slow.sh <<<'sleep 20'

expect 0 '0 passed, 0 failed, 0 skipped'
expect 0 '1 passed, 0 failed, 0 skipped' good.sh
prints 'good.sh (0 s)'
expect 1 '0 passed, 1 failed, 0 skipped' bad.sh
prints 'the reason'
expect 0 '0 passed, 0 failed, 1 skipped' skip.sh
prints 'skip.sh: no such tool'
expect 1 '0 passed, 1 failed, 0 skipped' dies.sh
prints 'last words'
expect 1 '1 passed, 1 failed, 1 skipped' subtests.sh
prints 'another: it broke'
expect 0 '2 passed, 0 failed, 0 skipped' subtests-good.sh
expect 1 '1 passed, 1 failed, 0 skipped' subtests-dies.sh
expect 0 '12 passed, 0 failed, 0 skipped' test-good
expect 1 '7 passed, 3 failed, 0 skipped' test-bad
prints 'Assertion failed'
expect 1 '0 passed, 1 failed, 0 skipped' test-dies
expect 1 '5 passed, 1 failed, 0 skipped' test-leaks
expect 1 '0 passed, 1 failed, 0 skipped' missing.sh
expect 1 '21 passed, 7 failed, 1 skipped' good.sh bad.sh skip.sh dies.sh \
	subtests-dies.sh test-good test-bad test-dies

# Each waits for the other: they pass side by side, and not one by one.
for pair in 'first second' 'second first'; do
	test_file "${pair% *}.sh" <<-END
		touch ${pair% *}
		for i in 1 2 3 4 5 6 7 8 9; do
			[ ! -e ${pair#* } ] || exit 0
			sleep 0.2
		done
		exit 1
	END
done
expect 1 '1 passed, 1 failed, 0 skipped' first.sh second.sh
rm "$work/first" "$work/second"
expect 0 '4 passed, 0 failed, 0 skipped' good.sh -j 2 first.sh second.sh good.sh
[ "$(cut -d' ' -f2 "$work/out" | head -n 3 | tr '\n' ' ')" = \
	"$(printf '%s ' good.sh first.sh second.sh)" ] || {
	echo "not in their order:"
	cat "$work/out"
	exit 1
}

export TEST_TIMEOUT=1
expect 1 '0 passed, 1 failed, 0 skipped' slow.sh
prints 'no end after'
unset TEST_TIMEOUT
export CI=1
expect 1 '1 passed, 1 failed, 0 skipped' good.sh skip.sh
prints 'skip.sh: skipped, with CI set: no such tool'
