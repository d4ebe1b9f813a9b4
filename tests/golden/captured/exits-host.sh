# SPDX-License-Identifier: MIT
# Work in a guest with every VM exit in it; the trace begins after the guest
# has told its symbols and ends before it powers off: both would be large.
set -e
. /job/l1/lib.sh
until_there() {
	until [ -e "/tmp/guest-late/out/$1" ]; do
		kill -0 "$guest_pid" || fail "the guest is not $1: see late-console.log"
		sleep 0.1
	done
}

load_kvm
load_host_module
cp /job/guest/exits-guest.sh /job/guest/late.sh
VCPUS=2 guest_start late
until_there ready
trace_start hyperftrace_page kvm_x86_entry kvm_x86_exit
touch /tmp/guest-late/go
until_there finished
trace_stop trace
guest_wait
guest_ok late
