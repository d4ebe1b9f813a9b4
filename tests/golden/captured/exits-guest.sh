# SPDX-License-Identifier: MIT
# Traced by page on two vCPUs, when the host has said that it records.
set -e
parameters=/sys/module/hyperftrace_guest/parameters
insmod /job/hyperftrace_guest.ko enabled=0 \
	'filter=x64_sys_call,vfs_*,iterate_dir,handle_mm_fault,hrtimer_interrupt'
cat /proc/kallsyms >/job/out/kallsyms
touch /job/out/ready
while [ ! -e /job/go ]; do
	sleep 1
done
echo 1 >$parameters/enabled
taskset 2 ls / >/dev/null &
taskset 1 sh -c 'read -r line </proc/self/stat'
wait
echo 0 >$parameters/enabled
touch /job/out/finished
# Without exits of its own while the host stops the trace.
sleep 10
rmmod hyperftrace_guest
