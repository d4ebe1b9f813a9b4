# SPDX-License-Identifier: MIT
# Two vCPUs at work, with and without interrupts in the trace.
. /job/lib.sh
set -e
insmod $module enabled=0 irqs=0 'filter=vfs_read,vfs_write,hrtimer_interrupt'
work() {
	taskset $1 sh -c 'n=0; while [ $((n += 1)) -le 60 ]; do
		echo $n >/dev/null; read -r line </proc/self/stat; done'
}
run() {
	echo 1 >$parameters/enabled
	work 1 &
	work 2
	wait
	echo 0 >$parameters/enabled
}
run
echo 1 >$parameters/irqs
sleep 1
run
rmmod hyperftrace_guest
