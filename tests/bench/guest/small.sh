# SPDX-License-Identifier: MIT
# More than LTTng has room for.
set -e
mount -t tmpfs none /tmp
cp /job/workload /tmp/bin
insmod /job/hyperftrace_guest.ko irqs=1 buffer=16384
/tmp/bin 5 >/dev/null
rmmod hyperftrace_guest
