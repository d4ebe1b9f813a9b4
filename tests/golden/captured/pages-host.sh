# SPDX-License-Identifier: MIT
# A trace that begins after the guest has told its symbols: those are large.
set -e
. /job/l1/lib.sh
load_kvm
load_host_module
cp /job/guest/pages-guest.sh /job/guest/late.sh
VCPUS=2 guest_start late
until [ -e /tmp/guest-late/out/ready ]; do
	sleep 1
done
trace_start
touch /tmp/guest-late/go
guest_wait
trace_stop trace
guest_ok late
