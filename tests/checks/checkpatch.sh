#!/bin/bash
# SPDX-License-Identifier: MIT
# The kernel's checkpatch, strict, on the modules and the headers they share.
. "$SRC/tests/checks/lib/common.sh"
requires perl
"$SRC/tools/lint/checkpatch" --version >/dev/null 2>"$work/log" ||
	skip "no checkpatch: $(tail -n 1 "$work/log")"

status=0
for file in $(repository_files '*.c' '*.h' |
	grep -E '^((guest|host)-module|include)/'); do
	case $file in
	# Telling versions apart is what it is for; a macro of further
	# parameters begins with their comma.
	*/compat.h) ignore=LINUX_VERSION_CODE,CONSTANT_COMPARISON,SPACING ;;
	# LTTng's and the kernel's tracepoints are tables in C's clothes; both
	# indent them by tabs.
	*/instrumentation/*.h | */tracepoints.h)
		ignore=PARENTHESIS_ALIGNMENT,OPEN_ENDED_LINE
		;;
	*) ignore= ;;
	esac
	"$SRC/tools/lint/checkpatch" --no-tree --strict --terse --show-types \
		--no-summary ${ignore:+--ignore $ignore} --file "$file" || status=1
done
exit $status
