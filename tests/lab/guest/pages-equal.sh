# SPDX-License-Identifier: MIT
# The same work, traced by page and then by call: two sessions.
. /job/lib.sh
set -e
mount -t tmpfs none /tmp
traced_by() {
	insmod $module enabled=0 irqs=0 "transport=$1" \
		'filter=vfs_*,ksys_*,__x64_sys_*,do_filp_open,path_openat,getname_flags,shmem_create,shmem_mk*,shmem_unlink,shmem_rmdir,shmem_rename2,shmem_symlink,shmem_file_*,shmem_write_*'
	echo 1 >$parameters/enabled
	/job/workers /tmp 4 25
	echo 0 >$parameters/enabled
	rmmod hyperftrace_guest
}
traced_by page
traced_by call
