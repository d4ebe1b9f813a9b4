# SPDX-License-Identifier: MIT
# What the checks share. Sourced by bash, with B (build folder) and SRC
# (repository) set, as tests/run does.
set -euo pipefail
: "${B:?}" "${SRC:?}"
cd "$SRC"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
	echo "$*"
	exit 1
}

skip() {
	echo "$*"
	exit 77
}

requires() {
	command -v "$1" >/dev/null || skip "$1 is not installed"
}

# repository_files PATTERN...: files of git's, and new ones that it does not
# ignore; everything below the repository where this is no git checkout.
repository_files() {
	if git -C "$SRC" rev-parse >/dev/null 2>&1; then
		git ls-files --cached --others --exclude-standard -- "$@"
	else
		find . -type f ! -path './build/*' | sed 's,^\./,,' |
			grep -xE "$(printf '%s|' "$@" |
				sed 's/[.]/[.]/g; s/[*]/.*/g; s/|$//')" || :
	fi | while read -r file; do
		# git lists what was deleted and not yet committed, too.
		[ ! -f "$file" ] || echo "$file"
	done
}

unit_programs() {
	find "$B/tests/unit" -name 'test-*' -type f -executable | sort
}

golden_tests() {
	find "$SRC/tests/golden" -maxdepth 1 -name '*.sh' ! -name lib.sh | sort
}

# build_user B [VARIABLE=VALUE...]: all that the unit and golden tests need.
build_user() {
	local b=$1
	shift
	env "$@" make -s -j"$(nproc)" B="$b" user unit-programs
}

# babeltrace2_is COMMAND...: the golden tests' babeltrace2 is run by COMMAND.
babeltrace2_is() {
	local program
	program=$(command -v babeltrace2)
	mkdir -p "$work/bin"
	printf '#!/bin/sh\nexec%s "$@"\n' "$(printf " '%s'" "$@" "$program")" \
		>"$work/bin/babeltrace2"
	chmod +x "$work/bin/babeltrace2"
	PATH=$work/bin:$PATH
}
