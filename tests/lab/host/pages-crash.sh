# SPDX-License-Identifier: MIT
# Guests that come to a sudden end, by page and by call; and two at once, one
# of which may not be traced.
set -e
. /job/host-lib.sh
load_kvm
load_host_module

# dies NAME SCRIPT: a guest that dies by itself, traced into trace-NAME.
dies() {
	cp "/job/guest/$2.sh" "/job/guest/$1.sh"
	trace_start
	guest_start "$1"
	guest_wait
	trace_stop "trace-$1"
}

# far COUNTER N: the guest is.
far() { [ "$(vm_count "$guest_pid" "$1")" -ge "$2" ]; }

# killed NAME COUNTER N: a guest that is shot when it has sent N more.
killed() {
	cp /job/guest/endless.sh "/job/guest/$1.sh"
	trace_start
	guest_start "$1"
	wait_until "guest $1 loads" test -e "$guest_share/out/loaded"
	wait_until "guest $1 works" far "$2" \
		$(($(vm_count "$guest_pid" "$2") + $3))
	kill -9 "$guest_pid"
	guest_wait
	trace_stop "trace-$1"
}

VCPUS=2 dies panic panic-page
for transport in page call; do
	GUEST_ARGS=transport=$transport dies "fault-$transport" triple-fault
done
GUEST_ARGS=transport=call killed kill-call events 2000
GUEST_ARGS=transport=page killed kill-page flushes 5

echo none >/sys/module/hyperftrace_host/parameters/allow
VCPUS=2 serving one
VCPUS=2 serving other
echo "${pids[one]}" >/sys/module/hyperftrace_host/parameters/allow
echo "${pids[one]}" >/job/out/allowed-pid
trace_start
bid one allowed
ask other refused
wait_until "the allowed guest's end" test -s /tmp/guest-one/out/allowed.status
trace_stop trace-two
for guest in one other; do
	bid $guest end
	guest_is $guest
	guest_wait
	check "two VMs: guest $guest to its end, clean log" guest_ok $guest
done
check "crashes: clean log of the host" host_no_splat
