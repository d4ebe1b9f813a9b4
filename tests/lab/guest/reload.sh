# SPDX-License-Identifier: MIT
# Loading and unloading under load.
. /job/lib.sh
# A lock-up is to show on the console with its stack.
dmesg -n 5
load() {
	while :; do
		cat /proc/self/stat /proc/meminfo
		ls -lR /sys/kernel/debug /bin
	done >/dev/null 2>&1
}
load &

reload() {
	local n=0
	while [ $((n += 1)) -le 100 ]; do
		insmod $module 'filter=vfs_*,ksys_*,*filename*' || return 1
		rmmod hyperftrace_guest || return 1
	done
}
check "guest module: 100 loads and unloads under load" reload

all() {
	insmod $module enabled=0 && rmmod hyperftrace_guest
}
check "guest module: all functions, hooked and unhooked" all
kill $!
