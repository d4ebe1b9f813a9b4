# SPDX-License-Identifier: MIT
# Sourced on L1, beside the lab's own library.
. /job/l1/lib.sh

# Of guests that have not ended, too, when the job does.
keep_results() {
	local share
	for share in /tmp/guest-*; do
		[ ! -d "$share/out" ] ||
			cp -r "$share/out/." "/job/out/${share#/tmp/guest-}/"
	done
}
trap keep_results EXIT

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

# wait_until WHAT COMMAND...: until it succeeds; the job ends if that takes
# more than three minutes.
wait_until() {
	local what=$1 tries=1800
	shift
	until "$@"; do
		[ $((tries -= 1)) -gt 0 ] || fail "waited in vain: $what"
		sleep 0.1
	done
}

# What a guest runs that has serve.sh for its script, guest NAME: bid has it
# begin with SCRIPT, ask waits for its end, too: the job ends if it fails.
bid() {
	echo "$2" >"/tmp/guest-$1/next.new"
	mv "/tmp/guest-$1/next.new" "/tmp/guest-$1/next"
}
ask() {
	local out=/tmp/guest-$1/out
	bid "$1" "$2"
	wait_until "guest $1 does $2" answered "$1" "$2"
	[ "$(cat "$out/$2.status")" = 0 ] ||
		fail "guest $1 failed at $2: $(tail -n 1 "$out/$2.log")"
}
answered() {
	[ -s "/tmp/guest-$1/out/$2.status" ] || {
		kill -0 "${pids[$1]}" || fail "guest $1 died of $2"
		return 1
	}
}

# guest_is NAME: it is the one that guest_wait, or a kill, is about.
guest_is() {
	guest_name=$1
	guest_share=/tmp/guest-$1
	guest_pid=${pids[$1]}
}
declare -A pids

# serving NAME [QEMU OPTION...]: boot a guest that does what ask tells it.
serving() {
	[ ! -e "/job/guest/$1.sh" ] || fail "there is a script of the name $1"
	cp /job/guest/serve.sh "/job/guest/$1.sh"
	guest_start "$@"
	pids[$1]=$guest_pid
	wait_until "guest $1 boots" test -e "/tmp/guest-$1/out/serving"
}

# vm_count PID COLUMN: from the module's table of VMs; 0 if it is not there.
vm_count() {
	awk -v pid="$1" -v name="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) column = i }
		$1 == pid { n = $column }
		END { print n + 0 }' /sys/kernel/debug/hyperftrace/vms
}
