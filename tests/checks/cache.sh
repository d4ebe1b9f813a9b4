#!/bin/bash
# SPDX-License-Identifier: MIT
# What the lab builds is kept if it was finished, and only then.
. "$SRC/tests/checks/lib/common.sh"
cache=$work/cache
src=$SRC
. "$SRC/tools/lab/lib/say.sh"
. "$SRC/tools/lab/lib/cache.sh"

make_good() {
	echo "$1" >"$2/content"
	echo . >>"$work/built"
}
make_bad() {
	echo half >"$1/content"
	false
	echo whole >"$1/content"
}

cached thing key1 "a good build" make_good one
[ "$(cat "$made/content")" = one ] || fail "not what was built"
cached thing key1 "a good build" make_good one
[ "$(wc -l <"$work/built")" = 1 ] || fail "built twice"
cached thing key2 "another" make_good two
[ "$(cat "$made/content")" = two ] || fail "the old one was taken"
[ ! -e "$cache/lab-thing-key1" ] || fail "the old one was not removed"

# Not in a condition: bash would go on after the `false`.
set +e
(
	set -e
	cached bad key "a bad build" make_bad
) 2>"$work/log"
status=$?
set -e
[ $status != 0 ] || fail "it did not fail"
grep -q 'lab: cannot build bad' "$work/log" || fail "$(cat "$work/log")"
[ ! -e "$cache/lab-bad-key" ] || fail "a failed build is there"

# Killed in the middle, and tried again.
make_slow() {
	echo half >"$1/content"
	sleep 5
}
(cached slow key "a slow build" make_slow) 2>/dev/null &
sleep 1
kill -9 $! 2>/dev/null
wait $! 2>/dev/null || :
[ ! -e "$cache/lab-slow-key" ] || fail "a killed build is there"
cached slow key "a good build" make_good three
[ "$(cat "$made/content")" = three ] || fail "the killed build was taken"
