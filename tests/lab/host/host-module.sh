# SPDX-License-Identifier: MIT
# The host module against kvm.ko and the stock probe in every order. The
# guest is a VMM of our own that issues hypercalls.
set -e
. /job/host-lib.sh
modprobe lttng-tracer

host_module() { insmod /job/modules/hyperftrace_host.ko allow=all; }
calls() { /job/guest/vmm 1000 1000 0x1234 "$1" 77 3; }
pages() { /job/guest/vmm 1000 1010 0x1000 0x101000200 0 0; }
probes() { /job/guest/vmm 1000 1011 0 64 1 0; }
unload_kvm() { modprobe -r kvm-amd kvm-intel; }

# recorded NAME: a trace of 1,000 hypercalls in /job/out/trace-NAME.
recorded() {
	trace_start kvm_x86_hypercall
	calls 0
	trace_stop "trace-$1"
}

mark
host_module
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
host_module
check "stock probe: there first, and ours says so" \
	logged 'hyperftrace_host: lttng-probe-kvm-x86 is loaded: its kvm_x86_hypercall is used'
recorded stock
rmmod hyperftrace_host lttng-probe-kvm-x86

# Every tenth time LTTng takes what they send: then buffers are read, too.
reload() {
	local n=0 load
	load_for_ever &
	load=$!
	while [ $((n += 1)) -le 100 ]; do
		host_module || return 1
		if [ $((n % 10)) = 0 ]; then
			trace_start
			pages
			trace_stop trace-reload
		fi
		rmmod hyperftrace_host || return 1
	done
	kill $load
}
load_for_ever() {
	while :; do
		calls 0
		pages
		probes
	done
}
check "host module: 100 loads and unloads under calls, buffers and probes" reload
check "host: clean log" host_no_splat
