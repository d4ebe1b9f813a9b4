# SPDX-License-Identifier: MIT
# Sourced by the lab tests. B is the build directory, SRC the repository.
set -eu
: "${B:?}" "${SRC:?}"

[ "$(id -u)" = 0 ] || {
	echo "the lab is built by root only"
	exit 77
}
for tool in mmdebstrap mke2fs cpio; do
	PATH=$PATH:/usr/sbin command -v $tool >/dev/null || {
		echo "$tool is not installed: tools/deps demo installs it"
		exit 77
	}
done

# The lab scripts print what they checked as SUBTEST lines of tests/run.
# in_lab NAME [OPTION of lab run...]: results are in $out afterwards.
in_lab() {
	out=$B/lab/$1
	shift
	"$SRC/tools/lab/lab" run --out "$out" "$@" || {
		show_results
		exit 1
	}
	show_results
}

show_results() {
	find "$out" -name results -exec cat {} + | sort
}

# check NAME COMMAND...: one thing that holds or does not. COMMAND runs in a
# condition, where `set -e` does nothing: a function chains with &&.
check() {
	local name=$1 why
	shift
	if why=$("$@" 2>&1); then
		echo "SUBTEST PASS $name"
	else
		echo "SUBTEST FAIL $name: $(echo "$why" | tail -n 1)"
	fi
}

# static_program NAME SOURCE [COMPILER OPTION...]: for the guest, which has no
# libc of its own. Its path is in $program.
static_program() {
	program=$B/lab/bin/$1
	mkdir -p "$B/lab/bin"
	cc -O1 -g -Wall -Wextra -Werror -static -o "$program" "$2" "${@:3}"
}

# events TRACE: the trace as babeltrace2's text, one event a line.
events() {
	babeltrace2 --no-delta "$1"
}

# replay TRACE KALLSYMS: the call tree.
replay() {
	babeltrace2 --plugin-path="$B" "$1" \
		--component=sink.hyperftrace.replay --params="kallsyms=\"$2\""
}
