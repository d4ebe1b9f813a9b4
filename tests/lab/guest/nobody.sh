# SPDX-License-Identifier: MIT
# There is no host module.
. /job/lib.sh
check "nobody listens: by page it is refused" \
	refused "not connected" 'nobody listens on the host: load hyperftrace_host' \
	insmod $module

falls_back() {
	insmod $module transport=auto 'filter=vfs_*' &&
		dmesg | tail -n 1 | grep 'tracing by call; nobody listens' &&
		refused "not connected" 'announce: there is nobody' \
			sh -c "echo 1 >$parameters/announce" &&
		rmmod hyperftrace_guest
}
check "nobody listens: transport=auto falls back to call" falls_back

anyway() {
	insmod $module transport=call 'filter=vfs_*' && rmmod hyperftrace_guest
}
check "nobody listens: by call it traces all the same" anyway
