# SPDX-License-Identifier: MIT
# The same workload untraced, with empty handlers, by page, and with the
# guest's own function graph tracer, three times in turn; then some of its
# functions by call.
set -e
tracing=/sys/kernel/tracing
module=/job/hyperftrace_guest.ko
mount -t tmpfs none /tmp
cp /job/workload /tmp/bin
rounds=20

work() { /tmp/bin $rounds >>"/job/out/$1"; }

# by NAME PARAMETER...
by() {
	local name=$1
	shift
	insmod $module irqs=1 "$@"
	work "$name"
	rmmod hyperftrace_guest
}

# stats FIELD: the sum over all CPUs' ring buffers.
stats() {
	awk -v field="$1:" '$1 == field { n += $2 } END { printf "%.0f\n", n }' \
		$tracing/per_cpu/cpu*/stats
}

by_ftrace() {
	echo function_graph >$tracing/current_tracer
	echo >$tracing/trace
	work ftrace
	echo 0 >$tracing/tracing_on
	echo "$(stats entries) $(stats overrun) $(stats bytes)" \
		>>/job/out/ftrace-stats
	cat $tracing/buffer_total_size_kb >/job/out/ftrace-kb
	echo nop >$tracing/current_tracer
	echo 1 >$tracing/tracing_on
}

work warm
for round in 1 2 3; do
	work untraced
	by none transport=none
	by page
	by_ftrace
done
# By call a tick with all its functions takes longer than a tick.
for round in 1 2 3; do
	by some-none transport=none 'filter=vfs_*,*fault*'
	by some-call transport=call 'filter=vfs_*,*fault*' irqs=0
	by some-page 'filter=vfs_*,*fault*' irqs=0 syscalls=0
done
