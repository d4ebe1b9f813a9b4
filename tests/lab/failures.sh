#!/bin/bash
# SPDX-License-Identifier: MIT
# When something goes wrong in the lab, it says what, and fails.
. "$(dirname "$0")/lib.sh"
script=$B/lab/failing.sh
mkdir -p "$B/lab"

# says TEXT OPTION...: a run with those options fails, and says that.
says() {
	local text=$1 log=$B/lab/failures.log
	shift
	if "$SRC/tools/lab/lab" run --out "$B/lab/failures" \
		--workload "$script" "$@" >"$log" 2>&1; then
		echo "it did not fail"
		return 1
	fi
	grep -q -e "$text" "$log" || tail -n 1 "$log"
	grep -q -e "$text" "$log"
}

echo true >"$script"
check "lab: a module that is refused" \
	says "guest guest failed (22): insmod: can't insert" --args filter=no_such_name
echo 'echo c >/proc/sysrq-trigger' >"$script"
check "lab: a guest that panics" \
	says 'guest guest did not get to its end: see guest-console.log' \
	--args filter=vfs_read
panic_is_on_the_console() {
	grep -q 'Kernel panic - not syncing: sysrq' \
		"$B/lab/failures/guest-console.log"
}
check "lab: the guest's console has the panic" panic_is_on_the_console
echo 'exit 7' >"$script"
check "lab: a workload that fails" says 'guest guest failed (7)' \
	--args filter=vfs_read
echo 'sleep 1000' >"$script"
check "lab: no end in time" says 'no end in time' --args filter=vfs_read \
	--timeout 30
check "lab: a kernel that is not there" \
	says 'cannot build kernel_no-such-suite' --kernel no-such-suite
check "lab: an unknown option" says 'no option --frobnicate' --frobnicate 1
