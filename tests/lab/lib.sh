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

# steps_module: hft_steps.ko for the guest's kernel, which is L1's own. Its path
# is in $program.
steps_module() {
	local dir=$B/lab/steps-module
	rm -rf "$dir"
	mkdir -p "$dir"
	cp "$SRC"/tests/lab/steps-module/* "$dir"
	program=$dir/hft_steps.ko
	(
		root=$("$SRC/tools/lab/lab" path root)
		. "$SRC/tools/lab/lib/root.sh"
		in_root "$root" "$dir:/out" -- sh -c \
			'make -s -C /lib/modules/*/build M=/out modules'
	) >"$dir/log" 2>&1 || {
		tail -n 20 "$dir/log"
		exit 1
	}
}

# events TRACE: the trace as babeltrace2's text, one event a line.
events() {
	babeltrace2 --no-delta "$1"
}

# view NAME TRACE [PARAMS]: what this component writes.
view() {
	babeltrace2 --plugin-path="$B" "$2" \
		--component="sink.hyperftrace.$1" ${3:+--params="$3"}
}

# replay TRACE [KALLSYMS]: the call tree.
replay() {
	view replay "$1" ${2:+"kallsyms=\"$2\""}
}

# calls_of_tasks REPLAY SESSION PATTERN: what the tasks whose names in the end
# match called in the guest's SESSION-th session, task by task in the order of
# time: name, then the function, indented by two for each level.
calls_of_tasks() {
	awk -v session="$2" -v pattern="$3" '
		/^# VM / { sessions++ }
		/  =>  / {
			task = $0
			sub(/.*  =>  /, "", task)
			sub(/ \(process [0-9]+\)$/, "", task)
			tid = task
			sub(/.*[- ]/, "", tid)
			sub(/-[0-9]+$/, "", task)
			names[tid] = task
			running[$1] = tid
		}
		sessions == session && ($2 in running) && /\|  .*\(\)/ {
			call = $0
			sub(/.*\|  /, "", call)
			sub(/\(\).*/, "", call)
			calls[n] = call
			tids[n++] = running[$2]
		}
		END {
			for (i = 0; i < n; i++)
				if (names[tids[i]] ~ pattern)
					print names[tids[i]] "\t" calls[i]
		}' "$1" | sort -s -k1,1
}

# function_graph_of_tasks TRACE PATTERN: the same of what the kernel has traced
# with funcgraph-proc. It shows seven characters of a name.
function_graph_of_tasks() {
	awk -F '|' -v pattern="$2" '
		NF == 3 && $3 ~ /\(\)/ {
			task = $1
			sub(/^ *[0-9]+\) */, "", task)
			sub(/-[0-9]+ *$/, "", task)
			call = $3
			sub(/^  /, "", call)
			sub(/\(\).*/, "", call)
			if (task ~ pattern)
				print task "\t" call
		}' "$1" | sort -s -k1,1
}

# function_graph_lost STATS: how many events these per_cpu/cpu*/stats lack.
function_graph_lost() {
	awk -F ': ' '
		/overrun|dropped/ { lines++; lost += $2 }
		END { print lines ? lost : "unknown" }' "$1"
}

# complete REPLAY: there are pages, and by their numbers and counts nothing is
# missing.
complete() {
	grep -q '^# [0-9]* pages with .* of functions; none is missing$' "$1" &&
		[ "$(count_in "$1" 'events discarded by LTTng')" = 0 ] &&
		! grep 'of unknown kind' "$1"
}

# count_in REPLAY WORDS: the number before these words (a pattern) of the
# footer, or 0.
count_in() {
	awk -v words="$2" '
		/^# / && match($0, "[0-9]+ " words) { n = substr($0, RSTART) + 0 }
		END { print n + 0 }' "$1"
}

# calls REPLAY FUNCTION: how often it was called.
calls() {
	grep -cE "\|  +$2( \[[a-z_]+\])?\(\)( \{|;)" "$1" || :
}

# totals LOG: N M K of `N function records in M buffers, K lost` in a guest's.
totals() {
	sed -nE 's/.*: ([0-9]+) function records in ([0-9]+) buffers, ([0-9]+) lost/\1 \2 \3/p' \
		"$1"
}
