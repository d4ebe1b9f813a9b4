#!/bin/sh
# SPDX-License-Identifier: MIT
# What ctf-replicate writes is a trace like any other: nothing is missing, all
# calls begin and end, each round is a new one, and twice is the same.
. "$SRC/tests/golden/lib.sh"
captured=$golden/captured/pages/trace

replicate()
{
	"$B/tests/ctf-replicate" "$@"
}

# whole NAME CALLS: of a replica, the footer; the calls nest.
whole()
{
	replay "$1"
	succeeds
	silent
	grep -qx "# [0-9]* events, $2 calls, 0 unmatched exits, 0 calls left open, 0 events discarded by LTTng" \
		"$work/out" || fail "$1: $(tail -n 4 "$work/out")"
	grep -q 'none is missing$' "$work/out" || fail "$1: pages are missing"
	! grep -E 'not seen|too late|malformed|unknown kind|guessed' \
		"$work/out" || fail "$1 has holes"
}

# lanes N: that many vCPUs have calls.
lanes()
{
	n=$(grep -o ' 4242/[0-9]*)' "$work/out" | sort -u | wc -l)
	[ "$n" = "$1" ] || fail "$n vCPUs, not $1"
}

replicate -n 20000 -v 2 "$captured" "$work/two"
replicate -n 20000 -v 2 "$captured" "$work/again"
diff -r "$work/two" "$work/again" || fail "the same is not the same"
whole two 10000
lanes 2

# Most tasks of a round are gone in the next, which has the same again.
forks=$(grep -c ' =>  ls-[0-9]*$' "$work/out")
tasks=$(grep -o ' =>  ls-[0-9]*$' "$work/out" | sort -u | wc -l)
[ "$tasks" -gt 8 ] || fail "$forks times ls, but $tasks tasks"

# Rounds differ in functions and times: what each ls calls first, and for how
# long.
firsts()
{
	awk '/ =>  ls-/ { looks = 1 }
		looks && /\(\)/ { print; looks = 0 }' "$work/out"
}
functions=$(firsts | grep -o '0x[0-9a-f]*' | sort -u | wc -l)
durations=$(firsts | grep -o '[0-9.]* us' | sort -u | wc -l)
replicate "$captured" "$work/once"
whole once '[0-9]*'
once=$(firsts | grep -o '0x[0-9a-f]*' | sort -u | wc -l)
[ "$functions" -gt "$once" ] || fail "$functions functions, $once in a round"
[ "$durations" -gt 8 ] || fail "$durations durations of $forks calls"

replicate -n 20000 -v 8 "$captured" "$work/eight"
whole eight 10000
lanes 8
replicate -n 1000 -v 1 "$captured" "$work/one"
whole one 500
lanes 1

# By call: as many calls, and the guest's clock gives their durations.
replicate -c -n 20000 -v 2 "$captured" "$work/calls"
babeltrace2 "$work/calls" > "$work/out"
exits=$(grep -c 'nr = 1000, a0 = [0-9]*, a1 = 1,' "$work/out")
[ "$exits" = 10000 ] || fail "$exits exits by call"
whole calls 10000
lanes 2

! replicate -v 3 "$captured" "$work/three" 2> "$work/err" ||
	fail "three of two vCPUs"
says "needs a multiple"
