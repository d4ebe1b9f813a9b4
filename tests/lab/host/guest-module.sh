# SPDX-License-Identifier: MIT
# Guests that refuse, reload, die and count; one after the other.
set -e
. /job/host-lib.sh
load_kvm
load_host_module

# boot NAME: a guest with that script, traced into /job/out/trace-NAME. It has
# SECONDS_MAX for it.
boot() {
	trace_start
	guest_start "$@"
	guest_wait "${SECONDS_MAX:-200}"
	trace_stop "trace-$1"
}

boot errors
check "guest errors: to its end, clean log" guest_ok errors
boot strange -cpu host,kvm=off
check "guest strange: to its end, clean log" guest_ok strange
boot panic
boot counts
check "guest counts: to its end, clean log" guest_ok counts
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
