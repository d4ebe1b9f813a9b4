# SPDX-License-Identifier: MIT
# Sourced in L2, by busybox's shell.
parameters=/sys/module/hyperftrace_guest/parameters
module=/job/hyperftrace_guest.ko

# check NAME COMMAND...: noted in the results; the script goes on either way.
check() {
	local name=$1
	shift
	if ("$@") >/tmp/why 2>&1; then
		echo "SUBTEST PASS $name" >>/job/out/results
	else
		echo "SUBTEST FAIL $name: $(tr '\n' '|' </tmp/why)" >>/job/out/results
	fi
}

# refused ERROR PATTERN COMMAND...: it fails with that error, and exactly one
# line in the log says why, beside what the kernel itself has to say (it quotes
# a value in `). Lines are counted once: busybox's insmod asks twice.
refused() {
	local error=$1 pattern=$2 before output lines
	shift 2
	before=$(dmesg | wc -l)
	if output=$("$@" 2>&1); then
		echo "not refused: $*"
		return 1
	fi
	lines=$(dmesg | tail -n +$((before + 1)) | sed 's/^\[[^]]*\] //' |
		grep -v -e 'module verification failed' -e 'taints kernel' \
			-e 'hyperftrace_guest: `' |
		sort -u)
	case $output in
	*"$error"*) ;;
	*)
		echo "$output, not $error"
		return 1
		;;
	esac
	[ "$(echo "$lines" | grep -c "$pattern")" = 1 ] &&
		[ "$(echo "$lines" | grep -c 'hyperftrace_guest: ')" -le 1 ] || {
		echo "not one line with \"$pattern\" in: $lines"
		return 1
	}
}
