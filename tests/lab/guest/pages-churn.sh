# SPDX-License-Identifier: MIT
# A CPU and a module that come and go, and tracing switched off and on, all at
# once and with work going on.
. /job/lib.sh
set -e
insmod $module 'filter=vfs_*,ksys_*,__x64_sys_*,*sched*,*module*'
cpu=/sys/devices/system/cpu/cpu1/online

work() {
	while [ -e /tmp/churning ]; do
		/job/workers /tmp 3 5
	done
}
cpus() {
	seq 10 | while read -r _; do
		echo 0 >$cpu && echo 1 >$cpu || return 1
	done
}
modules() {
	seq 10 | while read -r _; do
		insmod /job/hft_steps.ko || return 1
		echo 10 >/sys/module/hft_steps/parameters/steps
		rmmod hft_steps || return 1
	done
}
toggles() {
	seq 1000 | while read -r _; do
		echo 0 >$parameters/enabled && echo 1 >$parameters/enabled ||
			return 1
	done
}

: >/tmp/churning
work &
check "churn: a CPU goes and comes 10 times" cpus &
cpus=$!
check "churn: a module comes and goes 10 times" modules &
modules=$!
check "churn: tracing off and on 1,000 times" toggles
wait $cpus $modules
rm /tmp/churning
wait
rmmod hyperftrace_guest
dmesg | grep 'function records in' | tail -n 1 >/job/out/totals-churn
