# SPDX-License-Identifier: MIT
set -e
. /job/l1/lib.sh
load_kvm
load_host_module

# boot NAME SECONDS: a guest with that script, traced.
boot() {
	trace_start
	guest_start "$1"
	guest_wait "$2"
	trace_stop "trace-$1"
	guest_ok "$1"
}

boot pages 500
boot minute 300
SUBBUF=32K NUM_SUBBUF=2 boot small 200
cp /sys/kernel/debug/hyperftrace/vms /job/out/vms
host_no_splat
