# SPDX-License-Identifier: MIT
# Sourced on L1, beside the lab's own library.
. /job/l1/lib.sh

# check NAME COMMAND...: noted in the results; the job goes on either way.
check() {
	local name=$1
	shift
	if ("$@") >/tmp/why 2>&1; then
		echo "SUBTEST PASS $name" >>/job/out/results
	else
		echo "SUBTEST FAIL $name: $(tail -n 1 /tmp/why)" >>/job/out/results
	fi
}

# logged PATTERN: one line of the kernel's log since the last mark has it.
mark() {
	mark=lab-mark-$((${mark##*-} + 1))
	echo "$mark" >/dev/kmsg
}
mark=lab-mark-0

logged() {
	local lines
	lines=$(dmesg | sed "1,/$mark\$/d")
	[ "$(echo "$lines" | grep -c -e "$1")" = 1 ] || {
		echo "not one line with \"$1\" in: $lines"
		return 1
	}
}
