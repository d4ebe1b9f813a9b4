# SPDX-License-Identifier: MIT
# For a trace to measure the consumer with: processes, files, page faults and
# pipes on two vCPUs, every function and all interrupts.
mount -t tmpfs none /tmp
cp /job/workload /tmp/bin
taskset 1 /tmp/bin 20 >/dev/null &
taskset 2 sh -c 'ls -lR /sys/module | wc -l; for i in 1 2 3; do
	cat /proc/*/stat /proc/self/maps | sort | md5sum; done' >/dev/null
wait
