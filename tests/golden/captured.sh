#!/bin/sh
# SPDX-License-Identifier: MIT
# Traces that the lab captured; captured/README.md says how each was made.
. "$SRC/tests/golden/lib.sh"

for trace in "$golden"/captured/*/trace; do
	fixture=${trace%/trace}
	name=$(basename "$fixture")
	ln -s "$trace" "$work/$name"
	replay "$name" "kallsyms=\"$fixture/symbols\""
	succeeds
	silent
	prints "captured-$name"
done
