# SPDX-License-Identifier: MIT
# Traced while the other guest is not allowed to be.
. /job/lib.sh
set -e
insmod /job/hft_steps.ko
insmod $module 'filter=hft_step,vfs_*'
for cpu in 1 2; do
	taskset $cpu sh -c 'echo 500 >/sys/module/hft_steps/parameters/steps' &
done
wait
rmmod hyperftrace_guest
dmesg | grep 'function records in' >/job/out/totals
