# SPDX-License-Identifier: MIT
# Guests that refuse, reload, die and count; one after the other.
set -e
. /job/host-lib.sh
load_kvm

# Nobody listens; then somebody does, to others; then to this guest.
serving refusals
ask refusals nobody
load_host_module allow=none
ask refusals refused
echo all >/sys/module/hyperftrace_host/parameters/allow
ask refusals errors
bid refusals end
guest_wait
check "guest refusals: to its end, clean log" guest_ok refusals

# boot NAME: a guest with that script, traced into /job/out/trace-NAME. It has
# SECONDS_MAX for it.
boot() {
	trace_start
	guest_start "$@"
	guest_wait "${SECONDS_MAX:-200}"
	trace_stop "trace-$1"
}

# Without KVM's CPUID leaf the kernel tests the timer, which an emulated host
# may be too slow for.
GUEST_CMDLINE=no_timer_check boot strange -cpu host,kvm=off
check "guest strange: to its end, clean log" guest_ok strange
boot panic
boot counts
check "guest counts: to its end, clean log" guest_ok counts
cp /job/guest/counts.sh /job/guest/counts-call.sh
GUEST_ARGS=transport=call boot counts-call
check "guest counts-call: to its end, clean log" guest_ok counts-call
for suite in bookworm sid; do
	GUEST_KERNEL=$suite boot "counts-$suite"
	check "guest counts-$suite: to its end, clean log" guest_ok "counts-$suite"
done
VCPUS=2 boot smp
check "guest smp: to its end, clean log" guest_ok smp
# Most of it is grace periods of RCU tasks.
VCPUS=2 SECONDS_MAX=900 boot reload
check "guest reload: to its end, clean log" guest_ok reload
host_no_splat
