# SPDX-License-Identifier: MIT
set -e
. /job/host-lib.sh
load_kvm
modprobe lttng-tracer

# five NAME: ns per hypercall, five times.
five() {
	local i
	for i in 1 2 3 4 5; do
		/job/guest/vmm 20000 1000 0x1234 0 0 0
	done >"/job/out/$1"
}
five unrecorded
insmod /job/modules/hyperftrace_host.ko
trace_start
five ours
trace_stop trace-ours
rmmod hyperftrace_host
insmod /job/guest/lttng-probe-kvm-x86.ko
trace_start
five stock
trace_stop trace-stock
