# SPDX-License-Identifier: MIT
# The host module against kvm.ko and the stock probe in every order. The
# guest is a VMM of our own that issues hypercalls.
set -e
. /job/host-lib.sh
modprobe lttng-tracer

calls() { /job/guest/vmm 1000 1000 0x1234 "$1" 77 3; }
unload_kvm() { modprobe -r kvm-amd kvm-intel; }

# recorded NAME: a trace of 1,000 hypercalls in /job/out/trace-NAME.
recorded() {
	trace_start kvm_x86_hypercall
	calls 0
	trace_stop "trace-$1"
}

mark
insmod /job/modules/hyperftrace_host.ko
check "host module: kvm.ko absent" \
	logged 'hyperftrace_host: KVM is not there yet: waiting for kvm.ko'
mark
load_kvm
check "host module: kvm.ko comes later" \
	logged 'hyperftrace_host: following KVM'
recorded late
mark
check "host module: kvm.ko unloads before it" unload_kvm
check "host module: it says so" \
	logged 'hyperftrace_host: KVM is gone: waiting for kvm.ko'
load_kvm
recorded again

trace_start kvm_x86_hypercall kvm_x86_entry kvm_x86_exit
check "host module: cannot go while LTTng uses it" sh -c '
	! rmmod hyperftrace_host 2>/tmp/busy && grep -q "in use" /tmp/busy'
calls 0
trace_stop trace-exits

mark
check "stock probe: refused while ours is there" sh -c '
	! insmod /job/guest/lttng-probe-kvm-x86.ko 2>/tmp/refused &&
	grep -q "File exists" /tmp/refused'
rmmod hyperftrace_host
insmod /job/guest/lttng-probe-kvm-x86.ko
mark
insmod /job/modules/hyperftrace_host.ko
check "stock probe: there first, and ours says so" \
	logged 'hyperftrace_host: lttng-probe-kvm-x86 is loaded: its kvm_x86_hypercall is used'
recorded stock
rmmod hyperftrace_host lttng-probe-kvm-x86

reload() {
	local n=0
	calls_for_ever &
	while [ $((n += 1)) -le 100 ]; do
		insmod /job/modules/hyperftrace_host.ko || return 1
		rmmod hyperftrace_host || return 1
	done
	kill $!
}
calls_for_ever() {
	while :; do
		calls 0
	done
}
check "host module: 100 loads and unloads under load" reload
check "host: clean log" host_no_splat
