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

# reload TIMES PARAMETER...
reload() {
	local n=0 times=$1
	shift
	while [ $((n += 1)) -le "$times" ]; do
		insmod $module 'filter=vfs_*,ksys_*,*filename*' "$@" || return 1
		rmmod hyperftrace_guest || return 1
	done
}
# By page it takes twice as long.
check "guest module: 30 loads and unloads by page, under load" reload 30
check "guest module: 70 more, hooked only" reload 70 transport=none

all() {
	insmod $module enabled=0 && rmmod hyperftrace_guest
}
check "guest module: all functions, hooked and unhooked" all
kill $!
