# SPDX-License-Identifier: MIT
# The page transport: one guest for all that it survives and, at last, for
# being shot; another one for a reboot.
set -e
. /job/host-lib.sh
load_kvm
load_host_module

VCPUS=2 serving pages
for what in equal exits churn; do
	case $what in
	exits) trace_start hyperftrace_page kvm_x86_entry kvm_x86_exit ;;
	*) trace_start ;;
	esac
	ask pages "pages-$what"
	trace_stop "trace-$what"
done

# LTTng's consumer sleeps while its few sub-buffers fill up.
SUBBUF=64K NUM_SUBBUF=4 trace_start hyperftrace_page
ask pages pages-losses-load
# shellcheck disable=SC2046 # there may be several
kill -STOP $(pidof lttng-consumerd)
ask pages pages-losses-work
# shellcheck disable=SC2046
kill -CONT $(pidof lttng-consumerd)
ask pages pages-losses-unload
trace_stop trace-losses

# The first flush after the call has it.
trace_start
ask pages dmesg
bid pages pages-idle
wait_until "the guest's call" test -e /tmp/guest-pages/out/called
flushes=$(vm_count "$guest_pid" flushes)
more_flushes() { [ "$(vm_count "$guest_pid" flushes)" -gt "$flushes" ]; }
wait_until "a flush of an idle guest" more_flushes
kill -9 "$guest_pid"
guest_wait
trace_stop trace-idle
check "pages: clean log of the guest" no_splat /job/out/pages/dmesg

trace_start
guest_start reboot -action reboot=reset
guest_wait
trace_stop trace-reboot
check "reboot: to its end, clean log" guest_ok reboot
check "pages: clean log of the host" host_no_splat
