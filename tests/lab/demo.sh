#!/bin/bash
# SPDX-License-Identifier: MIT
# `make demo` shows a user program's calls with the kernel's inside them.
. "$(dirname "$0")/lib.sh"
tree=$B/lab/demo.txt
mkdir -p "$B/lab"
B=$B "$SRC/tools/demo/demo" >"$tree" || {
	tail -n 5 "$tree"
	exit 1
}

# A kernel function one level below a user function.
nested() {
	grep -A 1 -E '\|    count_entries\(\) \{ /\* user \*/' "$tree" |
		grep -qE '\|      [a-z_0-9]*getdents64\(\)'
}
check "demo: kernel calls inside a user program's" nested
check "demo: ls opened a directory" grep -q 'iterate_dir();' "$tree"
check "demo: nothing lost" \
	grep -q ' 0 unmatched exits, .* 0 events discarded' "$tree"
check "demo: says where the trace is" grep -q "^The trace is in $B" "$tree"
