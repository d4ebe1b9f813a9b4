# SPDX-License-Identifier: MIT
# Work on both vCPUs with VM exits of all kinds in it.
. /job/lib.sh
set -e
insmod $module 'filter=vfs_*,ksys_*,__x64_sys_*,hrtimer_interrupt,schedule'
mkdir /tmp/other
taskset 1 /job/workers /tmp 2 25 &
taskset 2 /job/workers /tmp/other 2 25
wait
rmmod hyperftrace_guest
