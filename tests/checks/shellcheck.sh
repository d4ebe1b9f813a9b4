#!/bin/bash
# SPDX-License-Identifier: MIT
# Every script of the repository, and the parts they source, by shellcheck.
. "$SRC/tests/checks/lib/common.sh"
requires shellcheck

# shell_of FILE: which shell it is for, if any.
shell_of() {
	case $(head -n 1 "$1" | tr -d '\0') in
	'#!'*bash) echo bash ;;
	'#!'*sh) echo dash ;;
	*) case $1 in *.sh) echo bash ;; esac ;;
	esac
}

status=0
for shell in bash dash; do
	files=()
	while read -r file; do
		[ "$(shell_of "$file")" != $shell ] || files+=("$file")
	done < <(repository_files '*')
	[ ${#files[@]} = 0 ] ||
		shellcheck --shell=$shell --severity=warning "${files[@]}" ||
		status=1
done
exit $status
