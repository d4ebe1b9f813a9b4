#!/bin/bash
# SPDX-License-Identifier: MIT
# Unit and golden tests with the address and undefined behaviour sanitizers.
. "$SRC/tests/checks/lib/common.sh"
requires babeltrace2
flags='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined'
B=$B/asan
build_user "$B" "CFLAGS=$flags" "LDFLAGS=$flags"

# What they find goes to files: a golden test may expect a failure.
export UBSAN_OPTIONS=print_stacktrace=1:log_path=$work/found
status=0
mapfile -t tests < <(unit_programs)
ASAN_OPTIONS=detect_leaks=1:log_path=$work/found \
	"$SRC/tests/run" "${tests[@]}" || status=1

# babeltrace2 itself is built without: libasan has to be there before it loads
# the plugin, and what it still holds when it exits is not for us to mend.
babeltrace2_is env "LD_PRELOAD=$(gcc -print-file-name=libasan.so)"
mapfile -t tests < <(golden_tests)
ASAN_OPTIONS=detect_leaks=0:log_path=$work/found \
	"$SRC/tests/run" "${tests[@]}" || status=1

for file in "$work"/found*; do
	[ ! -s "$file" ] || {
		cat "$file"
		status=1
	}
done
exit $status
