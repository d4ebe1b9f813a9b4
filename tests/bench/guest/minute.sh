# SPDX-License-Identifier: MIT
# Every function and all interrupts, at the full rate for 60 s.
set -e
mount -t tmpfs none /tmp
cp /job/workload /tmp/bin
insmod /job/hyperftrace_guest.ko irqs=1
end=$(($(cut -d. -f1 /proc/uptime) + 60))
while [ "$(cut -d. -f1 /proc/uptime)" -lt $end ]; do
	/tmp/bin 5 >/dev/null
done
rmmod hyperftrace_guest
