# SPDX-License-Identifier: MIT
# Something behind the hole, and the guest's own count.
. /job/lib.sh
set -e
echo 1000 >/sys/module/hft_steps/parameters/steps
rmmod hyperftrace_guest hft_steps
dmesg | grep 'function records in' | tail -n 1 >/job/out/totals-losses
